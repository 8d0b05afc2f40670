"""Fits logistic regressions to examples; the same examples give the same weights."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.extract.scores import Model

# A feature of fewer examples than this says nothing that holds for other texts.
FEWEST = 3
# Weights are in hundredths; lighter ones are left out.
LIGHTEST = 3
_PARTS = 5


@dataclass(frozen=True)
class Example:
    """A candidate's features, and whether the gold has it, or which answer the gold gives; `text` says whose it is.

    `also` are answers that the gold accepts too: the example is none against them.
    """

    features: frozenset[str]
    answer: bool | str
    text: str
    also: frozenset[str] = frozenset()


def fit(examples: Sequence[Example], *, strength: float, threshold: float | None) -> Model:
    """Returns the model of a question answered by yes or no.

    `strength` is the inverse of the regularisation. Without a threshold, the one is taken that gives the best F1 on
    parts of the examples that the weights were not fitted to.
    """
    vocabulary = _vocabulary(examples)
    rows = _rows(examples, vocabulary)
    wanted = np.array([example.answer is True for example in examples])
    if threshold is None:
        threshold = _best_threshold(rows, wanted, [example.text for example in examples], strength)
    weights, bias = _weights(rows, wanted, strength)
    named = {name: round(100 * float(weights[at])) for name, at in vocabulary.items()}
    return Model(
        round(100 * bias),
        {name: weight for name, weight in named.items() if abs(weight) >= LIGHTEST},
        round(threshold, 2),
    )


def fit_answers(question: str, examples: Sequence[Example], *, strength: float) -> Iterator[tuple[str, Model]]:
    """Yields a model for each answer of a question, the most frequent first."""
    counts = Counter(str(example.answer) for example in examples)
    for answer in sorted(counts, key=lambda name: (-counts[name], name)):
        fair = (example for example in examples if answer == example.answer or answer not in example.also)
        yes = [Example(example.features, example.answer == answer, example.text) for example in fair]
        yield f"{question}={answer}", fit(yes, strength=strength, threshold=0.5)


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    counts = Counter(feature for example in examples for feature in example.features)
    return {name: at for at, name in enumerate(sorted(name for name in counts if counts[name] >= FEWEST))}


def _rows(examples: Sequence[Example], vocabulary: dict[str, int]) -> csr_matrix:
    columns = [sorted(vocabulary[name] for name in example.features if name in vocabulary) for example in examples]
    ends = np.cumsum([0, *(len(each) for each in columns)])
    flat = np.array([at for each in columns for at in each], dtype=np.int32)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(examples), max(1, len(vocabulary))))


def _weights(rows: csr_matrix, wanted: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    if len(set(wanted)) < 2:
        return np.zeros(rows.shape[1]), 5.0 if wanted.all() and len(wanted) else -5.0
    model = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=300, intercept_scaling=10)
    model.fit(rows, wanted)
    return model.coef_[0], float(model.intercept_[0])


def _best_threshold(rows: csr_matrix, wanted: np.ndarray, texts: Sequence[str], strength: float) -> float:
    """Returns the threshold of the best F1, in steps of a twentieth, over parts that were left out in turn."""
    names = {name: at % _PARTS for at, name in enumerate(sorted(set(texts)))}
    part = np.array([names[text] for text in texts])
    rated = np.zeros(len(texts))
    for left_out in range(_PARTS):
        inside, outside = np.flatnonzero(part != left_out), np.flatnonzero(part == left_out)
        if len(outside) and len(inside):
            weights, bias = _weights(rows[inside], wanted[inside], strength)
            rated[outside] = 1 / (1 + np.exp(-(rows[outside] @ weights + bias)))
    steps = [step / 20 for step in range(3, 18)]

    def f1(threshold: float) -> float:
        found = rated >= threshold
        right = int((found & wanted).sum())
        return 2 * right / max(1, int(found.sum()) + int(wanted.sum()))

    return max(steps, key=lambda step: (round(f1(step), 4), -abs(step - 0.5)))
