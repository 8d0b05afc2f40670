"""`./dev learn` writes the scores; `./dev learn --cross` measures them by cross-validation over texts."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from app.extract import extract
from app.extract.scores import LEARNED, Model, Scores
from learning.fit import Example, fit, fit_answers, fit_choice
from learning.gold import FOLDERS, FOLDS, GOLD, PARTS, Lesson, lessons
from learning.task import Task
from learning.tasks import GROUPS
from tests.gold.score import KINDS, prf, score


def learn(texts: Sequence[Lesson], *, groups: Sequence[Sequence[Task]] = GROUPS) -> Scores:
    """Returns the models of all questions, learned from the texts group after group.

    What a question asks depends on the answers before it, and those are surer in texts that they were learned from than
    in others. So each text is read with answers that were learned from the other parts of the texts.
    """
    whole, without = Scores({}), [Scores({}) for _ in range(PARTS)]
    for tasks in groups:
        read = [(text, text.reading(without[text.part])) for text in texts] if tasks else []
        for task in tasks:
            examples = [
                (text.part, replace(example, weight=text.weight))
                for text, reading in read
                for example in task.examples(reading, text.gold)
            ]
            whole.models.update(fitted(task, [example for _, example in examples]))
            for left_out, scores in enumerate(without):
                scores.models.update(fitted(task, [example for part, example in examples if part != left_out]))
    return whole


def fitted(task: Task, examples: Sequence[Example]) -> dict[str, Model]:
    """Returns the models of a question by their names."""
    if task.asks == "answers":
        return dict(fit_answers(task.question, examples, strength=task.strength))
    if task.asks == "choice":
        return {task.question: fit_choice(examples, strength=task.strength, threshold=task.threshold or 0.5)}
    return {task.question: fit(examples, strength=task.strength, threshold=task.threshold)}


def cross(texts: Sequence[Lesson]) -> dict[str, list[dict[str, object]]]:
    """Returns what is read in each text with scores learned from the other folds, by folder; uses every core."""
    read: dict[tuple[str, str], dict[str, object]] = {}
    with ProcessPoolExecutor() as pool:
        for fold in pool.map(_read_fold, [texts] * FOLDS, range(FOLDS)):
            read.update(fold)
    said: dict[str, list[dict[str, object]]] = defaultdict(list)
    for text in texts:
        said[text.folder].append(read[text.folder, text.gold["id"]])
    return said


def _read_fold(texts: Sequence[Lesson], fold: int) -> dict[tuple[str, str], dict[str, object]]:
    """Returns what is read in the texts of a fold, by folder and name."""
    scores = learn([text for text in texts if text.fold != fold])
    return {
        (text.folder, text.gold["id"]): extract(text.source, scores).model_dump(mode="json")
        for text in texts
        if text.fold == fold
    }


def stored(scores: Scores) -> str:
    """Returns the text of scores.json: the heaviest weights of each question first."""
    models = {
        name: {
            "bias": model.bias,
            "threshold": model.threshold,
            "weights": dict(sorted(model.weights.items(), key=lambda item: (-abs(item[1]), item[0]))),
        }
        for name, model in scores.models.items()
    }
    return json.dumps({"models": models}, ensure_ascii=False, indent=1) + "\n"


def figures(said: dict[str, list[dict[str, object]]]) -> str:
    """Returns the F1 of each kind and the share of right fields, by folder and over all."""
    lines: list[str] = []
    all_tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    all_fields: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for folder, found in said.items():
        counts, fields, _ = score(GOLD / folder, found)
        row = []
        for kind in KINDS[:5]:
            tally = [sum(column) for column in zip(*(counts[language][kind] for language in counts), strict=True)]
            all_tallies[kind] = [a + b for a, b in zip(all_tallies[kind], tally, strict=True)]
            row.append(prf(*tally)[2])
            for at, values in enumerate((fields[kind].right, fields[kind].total, fields[kind].guessed)):
                all_fields[kind][at] += sum(values.values())
        lines.append(f"{folder:8}{sum(row) / 5:.3f}  " + " ".join(f"{f1:.3f}" for f1 in row))
    row = [prf(*all_tallies[kind])[2] for kind in KINDS[:5]]
    lines.append(f"{'all':8}{sum(row) / 5:.3f}  " + " ".join(f"{f1:.3f}" for f1 in row))
    for kind in KINDS[:5]:
        precision, recall, f1 = prf(*all_tallies[kind])
        right, total, guessed = all_fields[kind]
        lines.append(
            f"{kind:11} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} {all_tallies[kind]}; fields {right}/{total} "
            f"= {right / max(1, total):.3f}, given where the gold says null {guessed}"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Writes or checks scores.json, or prints the figures of a cross-validation; returns the exit code."""
    parser = argparse.ArgumentParser(prog="learning", description=__doc__)
    parser.add_argument("--cross", action="store_true", help="measure by cross-validation, and write nothing")
    parser.add_argument("--folders", nargs="+", default=list(FOLDERS), help="the folders of gold to use")
    options = parser.parse_args(arguments)
    texts = lessons(tuple(options.folders))
    if options.cross:
        print(figures(cross(texts)))
        return 0
    LEARNED.write_text(stored(learn(texts)), encoding="utf-8")
    print(f"wrote {LEARNED.name}: {sum(map(len, GROUPS))} questions, learned from {len(texts)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
