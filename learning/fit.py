"""Fits logistic regressions to examples; the same examples give the same weights."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.extract.scores import FARTHEST, Model

# A feature of fewer examples than this says nothing that holds for other texts.
FEWEST = 3
# Weights are in hundredths; lighter ones are left out.
LIGHTEST = 3
_PARTS = 5
# Steps of the optimiser; it ends earlier.
_STEPS = 500
# The bias of a choice is held less than its weights are.
_BIAS = 0.01


@dataclass(frozen=True)
class Example:
    """A candidate's features, and whether the gold has it, or which answer the gold gives; `text` says whose it is.

    `also` are answers that the gold accepts too: the example does not count against them. `choice` numbers the examples
    of which at most one is chosen. An example counts as much as `weight` others.
    """

    features: frozenset[str]
    answer: bool | str
    text: str
    also: frozenset[str] = frozenset()
    choice: int = 0
    weight: int = 1


def fit(examples: Sequence[Example], *, strength: float, threshold: float | None) -> Model:
    """Returns the model of a question answered by yes or no.

    `strength` is the inverse of the regularisation. Without a threshold, the one is taken that gives the best F1 on
    parts of the examples that the weights were not fitted to.
    """
    vocabulary = _vocabulary(examples)
    rows = _rows(examples, vocabulary)
    wanted = np.array([example.answer is True for example in examples])
    counts = np.array([example.weight for example in examples])
    if threshold is None:
        threshold = _best_threshold(rows, wanted, counts, [example.text for example in examples], strength)
    weights, bias = _weights(rows, wanted, counts, strength)
    return _model(vocabulary, weights, bias, threshold)


def _model(vocabulary: dict[str, int], weights: np.ndarray, bias: float, threshold: float) -> Model:
    named = {name: round(100 * float(weights[at])) for name, at in vocabulary.items()}
    return Model(
        round(100 * bias),
        {name: weight for name, weight in named.items() if abs(weight) >= LIGHTEST},
        round(threshold, 2),
    )


def fit_choice(examples: Sequence[Example], *, strength: float, threshold: float) -> Model:
    """Returns the model of a question that chooses one of several candidates, or none of them.

    A conditional logit: the probability of a candidate is its share among all candidates of its choice and "none",
    which weighs 1. Where several candidates are right, their shares count together.
    """
    vocabulary = _vocabulary(examples)
    rows = _rows(examples, vocabulary)
    choices = [list(each) for _, each in groupby(examples, key=lambda example: (example.text, example.choice))]
    sizes = [len(each) for each in choices]
    counts = np.array([each[0].weight for each in choices])
    choice = np.repeat(np.arange(len(sizes)), sizes)
    wanted = np.array([example.answer is True for example in examples])
    has_right = np.bincount(choice, wanted, len(sizes)) > 0
    columns = rows.T.tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        rated = np.exp(np.clip(rows @ weights[:-1] + weights[-1], -FARTHEST, FARTHEST))
        everything = 1 + np.bincount(choice, rated, len(sizes))
        right = np.where(has_right, np.bincount(choice, rated * wanted, len(sizes)), 1.0)
        slope = counts[choice] * (rated / everything[choice] - np.where(wanted, rated / right[choice], 0))
        held = np.r_[weights[:-1], _BIAS * weights[-1]]
        total = strength * float(counts @ (np.log(everything) - np.log(right))) + float(held @ weights) / 2
        return total, strength * np.r_[columns @ slope, slope.sum()] + held

    found = minimize(loss, np.zeros(len(vocabulary) + 1), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return _model(vocabulary, found[:-1], float(found[-1]), threshold)


def fit_answers(question: str, examples: Sequence[Example], *, strength: float) -> Iterator[tuple[str, Model]]:
    """Yields a model for each answer of a question, the most frequent first."""
    counts = Counter(str(example.answer) for example in examples)
    for answer in sorted(counts, key=lambda name: (-counts[name], name)):
        fair = (example for example in examples if answer == example.answer or answer not in example.also)
        yes = [replace(example, answer=example.answer == answer) for example in fair]
        yield f"{question}={answer}", fit(yes, strength=strength, threshold=0.5)


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    counts = Counter(feature for example in examples for feature in example.features)
    return {name: at for at, name in enumerate(sorted(name for name in counts if counts[name] >= FEWEST))}


def _rows(examples: Sequence[Example], vocabulary: dict[str, int]) -> csr_matrix:
    columns = [sorted(vocabulary[name] for name in example.features if name in vocabulary) for example in examples]
    ends = np.cumsum([0, *(len(each) for each in columns)])
    flat = np.array([at for each in columns for at in each], dtype=np.int32)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(examples), max(1, len(vocabulary))))


def _weights(rows: csr_matrix, wanted: np.ndarray, counts: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    if len(set(wanted)) < 2:
        return np.zeros(rows.shape[1]), 5.0 if wanted.all() and len(wanted) else -5.0
    model = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=300, intercept_scaling=10)
    model.fit(rows, wanted, sample_weight=counts)
    return model.coef_[0], float(model.intercept_[0])


def _best_threshold(
    rows: csr_matrix, wanted: np.ndarray, counts: np.ndarray, texts: Sequence[str], strength: float
) -> float:
    """Returns the threshold of the best F1, in steps of a twentieth, over parts that were left out in turn."""
    names = {name: at % _PARTS for at, name in enumerate(sorted(set(texts)))}
    part = np.array([names[text] for text in texts])
    rated = np.zeros(len(texts))
    for left_out in range(_PARTS):
        inside, outside = np.flatnonzero(part != left_out), np.flatnonzero(part == left_out)
        if len(outside) and len(inside):
            weights, bias = _weights(rows[inside], wanted[inside], counts[inside], strength)
            rated[outside] = 1 / (1 + np.exp(-(rows[outside] @ weights + bias)))
    steps = [step / 20 for step in range(3, 18)]

    def f1(threshold: float) -> float:
        found = rated >= threshold
        right = int((found & wanted).sum())
        return 2 * right / max(1, int(found.sum()) + int(wanted.sum()))

    return max(steps, key=lambda step: (round(f1(step), 4), -abs(step - 0.5)))
