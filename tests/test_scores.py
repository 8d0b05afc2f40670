"""Learned scores: what the weights say is applied, and the same texts give the same weights."""

import math

import pytest

from app.extract.scores import LEARNED, Model, Scores, learned
from learning.__main__ import learn, stored
from learning.fit import Example, fit, fit_answers, fit_choice
from learning.gold import FOLDS, lessons
from learning.tasks import GROUPS

MODEL = Model(-100, {"a": 200, "b": -50}, 0.6)


def test_a_probability_is_that_of_the_weights() -> None:
    assert MODEL.probability([]) == pytest.approx(1 / (1 + math.e))
    assert MODEL.probability(["a", "b", "unknown"]) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert Model(10**9, {}).probability([]) <= 1.0


def test_the_best_candidate_is_the_likeliest_that_is_likely_enough() -> None:
    scores = Scores({"q": MODEL, "low": Model(-100, {"a": 200, "b": -50}, 0.4)})
    # e^1 of e^1 + e^-1.5 + 1 is .69, of two equal ones each has .41.
    assert scores.best("q", [["b"], ["a"]]) == 1
    assert scores.best("q", [["b"], ["a"], ["a"]]) is None
    assert scores.best("low", [["b"], ["a"], ["a"]]) == 1
    # Those that mean the same count together: the first of them is taken.
    assert scores.best("q", [["b"], ["a"], ["a"]], ["x", "y", "y"]) == 1
    assert scores.best("q", [["b"], []]) is None
    assert scores.best("q", []) is None
    assert scores.accepts("q", ["a"])
    assert not scores.accepts("q", ["b"])


def test_a_question_that_nothing_was_learned_of_is_answered_no() -> None:
    assert not Scores({}).accepts("q", ["a"])
    assert Scores({}).best("q", [["a"]]) is None


def test_the_likeliest_answer_is_given() -> None:
    scores = Scores({"q=x": Model(0, {"a": 100}), "q=y": Model(50, {}), "other": MODEL})
    assert scores.answer("q", ["a"]) == "x"
    assert scores.answer("q", []) == "y"


def examples() -> list[Example]:
    """Returns examples in which `good` decides and `common` says nothing."""
    return [
        Example(
            frozenset({"common", "good" if number % 3 else "bad", f"only-{number}"}), bool(number % 3), f"t{number}"
        )
        for number in range(60)
    ]


def test_weights_follow_from_the_examples() -> None:
    model = fit(examples(), strength=1.0, threshold=None)
    assert model.probability(["common", "good"]) > 0.8 > 0.2 > model.probability(["common", "bad"])
    assert not any(name.startswith("only-") for name in model.weights)
    assert fit(examples(), strength=1.0, threshold=None) == model


def test_the_right_candidate_of_a_choice_is_preferred_to_the_others_and_to_none() -> None:
    chosen = [
        Example(frozenset({name, f"only-{number}"}), name == "good", f"t{number}", choice=number)
        for number in range(30)
        for name in (("good", "fair", "bad") if number % 2 else ("fair", "bad"))
    ]
    scores = Scores({"q": fit_choice(chosen, strength=1.0, threshold=0.5)})
    assert scores.best("q", [["bad"], ["good"], ["fair"]]) == 1
    assert scores.best("q", [["bad"], ["fair"]]) is None


def test_each_answer_has_a_model() -> None:
    named = [Example(each.features, "yes" if each.answer else "no", each.text) for each in examples()]
    models = dict(fit_answers("q", named, strength=1.0))
    assert list(models) == ["q=yes", "q=no"]
    assert Scores(models).answer("q", ["bad"]) == "no"


def test_every_question_is_learned_and_asked() -> None:
    asked = {name.partition("=")[0] for name in learned().models}
    assert asked == {task.question for tasks in GROUPS for task in tasks}


def test_the_stored_scores_are_those_of_the_gold_texts() -> None:
    assert LEARNED.read_text(encoding="utf-8") == stored(learn(lessons())), "run ./dev learn"


def test_every_text_is_tested_by_one_fold() -> None:
    assert {lesson.fold for lesson in lessons()} == set(range(FOLDS))
