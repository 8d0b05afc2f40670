"""Scores learned from the gold texts: how likely a candidate is meant, by weights that `scores.json` lists.

A model is a logistic regression over features that are present or absent. `./dev learn` fits the weights and writes
the file; reading a text needs only this module. docs/learned-scores.md says what is learned and what is a rule.
"""

import json
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

LEARNED = Path(__file__).with_name("scores.json")
# Sums of weights beyond this many hundreds are all sure.
FARTHEST = 30.0

# The answers of a question, their biases, and the weights for each of them by feature.
_Table = tuple[list[str], tuple[int, ...], dict[str, tuple[int, ...]]]


def weight(total: float) -> float:
    """Returns how much a candidate weighs against "none", by the sum of its weights in hundredths."""
    return math.exp(max(-FARTHEST, min(FARTHEST, total / 100)))


def probability(total: float) -> float:
    """Returns the probability that a sum of weights in hundredths gives."""
    return 1 / (1 + weight(-total))


@dataclass(frozen=True)
class Model:
    """The weights of one question in hundredths; a candidate is accepted from the probability `threshold` on."""

    bias: int
    weights: Mapping[str, int]
    threshold: float = 0.5

    def probability(self, features: Iterable[str]) -> float:
        """Returns how likely the answer is yes, from 0 to 1; features without a weight count nothing."""
        return probability(self.total(features))

    def total(self, features: Iterable[str]) -> int:
        """Returns the sum of the weights of some features, in hundredths."""
        # Sums of whole numbers do not depend on the order of the features, and sets have none.
        return self.bias + sum(map(self.weights.get, features, repeat(0)))


_UNLEARNED = Model(-3000, {})


class Scores:
    """The models by name; a model of several answers has one entry for each, "question=answer"."""

    def __init__(self, models: dict[str, Model]) -> None:
        self.models = models
        self._of_sorts: dict[tuple[str, str], Model] = {}
        self._answers: dict[str, _Table] = {}

    def model(self, question: str) -> Model:
        """Returns the model of a question; of one that nothing was learned of yet, a model that always says no."""
        return self.models.get(question, _UNLEARNED)

    def probability(self, question: str, features: Iterable[str]) -> float:
        """Returns how likely the answer to a question is yes."""
        return self.model(question).probability(features)

    def of_sort(self, question: str, sort: str) -> Model:
        """Returns the model for candidates of a sort: the weights that all share plus those of "sort:feature"."""
        if (question, sort) not in self._of_sorts:
            model, own = self.model(question), f"{sort}:"
            weights = dict(model.weights)
            for name, weight in model.weights.items():
                if name.startswith(own):
                    feature = name.removeprefix(own)
                    weights[feature] = weights.get(feature, 0) + weight
            self._of_sorts[question, sort] = Model(model.bias, weights, model.threshold)
        return self._of_sorts[question, sort]

    def accepts(self, question: str, features: Iterable[str]) -> bool:
        """Whether the answer to a question is likely enough yes."""
        model = self.model(question)
        return model.probability(features) >= model.threshold

    def best(
        self, question: str, candidates: Sequence[Iterable[str]], values: Sequence[Hashable] | None = None
    ) -> int | None:
        """Returns the place of the likeliest candidate, the first of equals; None where none is likely enough.

        A candidate's probability is its share among all of them and "none", which weighs 1. Candidates with the same
        one of `values` mean the same: their shares count together.
        """
        model = self.model(question)
        totals = [model.total(features) for features in candidates]
        meant = range(len(totals)) if values is None else values
        # Sorted, as sums of floats depend on the order.
        weights: dict[Hashable, float] = dict.fromkeys(meant, 0.0)
        for total, value in sorted(zip(totals, meant, strict=True), key=lambda each: each[0]):
            weights[value] += weight(total)
        best = max(weights, key=lambda value: weights[value], default=None)
        if not weights or weights[best] < model.threshold * (1 + sum(sorted(weights.values()))):
            return None
        return max((at for at in range(len(totals)) if meant[at] == best), key=lambda at: totals[at])

    def answer(self, question: str, features: Iterable[str]) -> str:
        """Returns the likeliest of a question's answers, the first of equals in the order of the file."""
        if question not in self._answers:
            self._answers[question] = self._table(question)
        names, biases, rows = self._answers[question]
        columns = zip(*[rows[feature] for feature in frozenset(features) if feature in rows], biases, strict=True)
        rated = [probability(sum(weights)) for weights in columns]
        return names[max(range(len(names)), key=lambda at: rated[at])]

    def _table(self, question: str) -> _Table:
        """Returns the answers of a question, their biases, and the weights for each by feature."""
        models = {name: model for name, model in self.models.items() if name.startswith(f"{question}=")}
        features = {feature for model in models.values() for feature in model.weights}
        rows = {name: tuple(model.weights.get(name, 0) for model in models.values()) for name in features}
        return [name.partition("=")[2] for name in models], tuple(model.bias for model in models.values()), rows


@cache
def learned() -> Scores:
    """Returns the models of `scores.json`."""
    stored = json.loads(LEARNED.read_text(encoding="utf-8"))["models"] if LEARNED.is_file() else {}
    return Scores({name: Model(m["bias"], m["weights"], m["threshold"]) for name, m in stored.items()})
