"""Measures the extraction: F1 by kind and language, public data sets, speed, memory, and how often each rule is right.

`python -m benchmarks.extraction` prints the figures. With `--write`, which is what `./dev quality` runs, it also writes
docs/quality.md, app/query/quality.json (which /v1/quality serves), app/extract/confidence.json, and the table of
docs/confidence.md. The gold texts are always measured, with the scores learned from all of them and by
cross-validation, which takes minutes; twice gives the same bytes. How often a rule is right is counted in the
cross-validation. `--blind FOLDER` reads texts that nobody has read, once, and keeps the figures. Speed differs from
run to run, and the public data sets are no part of the project: `--speed` and `--public` measure them, else their last
figures stay, with the version of the extractor that gave them.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app import extract as extraction
from app.extract import confidence, extract
from app.query.quality import MEASURED, PublicScoreOut, QualityOut, ScoreOut, SpeedOut, read_quality
from app.readers import Source, read
from app.records.codes import Basis
from app.text.tokens import tokenise
from benchmarks.precision import precision
from learning.__main__ import cross
from learning.gold import FOLDERS, lessons
from tests.gold.score import KINDS, prf, score

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
BLIND = GOLD / "blind.json"
MADE = "<!-- `./dev quality` writes what follows. -->\n"
PUBLIC = ("factrueval", "aiddata")
WARM_UP = 20


def sources(folder: Path) -> list[Source]:
    """Returns the texts of a folder in order."""
    return [read(path, max_bytes=10**7) for path in sorted(folder.glob("*.txt"))]


def said(texts: list[Source]) -> list[dict[str, Any]]:
    """Returns what the texts say, as `komek extract` prints it."""
    return [extract(text).model_dump(mode="json") for text in texts]


def scores(folders: dict[Path, list[dict[str, Any]]], **of: Any) -> list[ScoreOut]:
    """Returns the figures of folders of gold together, by language and kind; `of` says what was measured, and how."""
    counts: dict[str, dict[str, list[int]]] = {}
    for folder, lines in folders.items():
        for language, by_kind in score(folder, lines)[0].items():
            for kind in KINDS[:5]:
                for name in (language, "all"):
                    known = counts.setdefault(name, {}).setdefault(kind, [0, 0, 0])
                    known[:] = [one + other for one, other in zip(known, by_kind[kind], strict=True)]
    found = []
    for language in [*sorted(set(counts) - {"all"}), "all"]:
        for kind, tally in counts[language].items():
            precision_, recall, f1 = (round(value, 3) for value in prf(*tally))
            values = {"precision": precision_, "recall": recall, "f1": f1, "wanted": tally[1]}
            found.append(ScoreOut(language=language, kind=kind, **values, **of))
    return found


def mean(rows: list[ScoreOut]) -> float:
    """Returns the mean F1 of the kinds over all languages."""
    return sum(row.f1 for row in rows if row.language == "all") / len(KINDS[:5])


def measure_blind(folder: Path) -> None:
    """Reads texts for the first time and keeps the figures; raises SystemExit where some are kept already."""
    kept = json.loads(BLIND.read_text(encoding="utf-8")) if BLIND.is_file() else []
    if any(row["texts"] == folder.name for row in kept):
        raise SystemExit(f"{folder.name} was measured before: a second time is not blind")
    lines = said(sources(folder))
    rows = scores({folder: lines}, measured="blind", texts=folder.name, extractor=extraction.version())
    kept += [row.model_dump() for row in rows]
    BLIND.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"{folder.name}: mean F1 {mean(rows):.3f}", *(f"{r.kind} {r.f1}" for r in rows if r.language == "all"))


def public(gold: Path, name: str) -> list[PublicScoreOut]:
    """Returns the figures of a public data set, as its own scorer prints them."""
    scorer, folder = gold / "score_external.py", gold / "external" / name
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for line in said(sources(folder)):
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        lines.flush()
        command = [sys.executable, str(scorer), name, str(folder), lines.name]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    print(f"{name}: {printed}", end="")
    found = {f"{what} F1": float(f1) for what, f1 in re.findall(r"^(\w+) .*?F1 ([\d.]+)", printed, re.MULTILINE)}
    shares = re.findall(r"(sums found|\w+) (\d+)/(\d+)", printed)
    found |= {what: round(int(right) / int(total), 3) for what, right, total in shares if int(total)}
    version = extraction.version()
    return [
        PublicScoreOut(data_set=name, measure=what, value=value, extractor=version) for what, value in found.items()
    ]


def speed(texts: list[Source]) -> dict[str, Any]:
    """Returns the cost of reading texts for the first time, beside cutting them into tokens, after a warm-up."""
    for text in texts[:WARM_UP]:
        extract(text)
    measured = texts[WARM_UP:]
    start = time.process_time()
    for text in measured:
        extract(text).model_dump_json()
    read_in = time.process_time() - start
    start = time.process_time()
    for text in measured:
        list(tokenise(text.text))
    cut_in = time.process_time() - start
    # In KiB on Linux, in bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    return {
        "documents_per_second": round(len(measured) / read_in, 1),
        "times_tokenising": round(read_in / cut_in, 1),
        "memory_mb": memory,
    }


ABOUT = {
    "blind": "Texts that nobody who works on Komek had read, each set read once, by the version that is named. "
    "Expect these figures on new texts. The later versions learned from the earlier sets.",
    "cross_validated": "All gold texts, each read with scores that were learned from the other nine tenths. The rules "
    "that name candidates were made with these texts in view, so the figures are a little too high.",
    "learnt": "The texts that the scores were learned from. These figures are too high.",
}


def rows_of(measured: str, quality: QualityOut) -> list[str]:
    """Returns the lines of one table of figures: a row per set of texts and language."""
    found: dict[tuple[str, str], list[ScoreOut]] = {}
    for each in quality.scores:
        if each.measured == measured:
            found.setdefault((each.texts, each.language), []).append(each)
    lines = [
        f"\n## {measured.replace('_', '-').capitalize()}\n",
        f"{ABOUT[measured]}\n",
        f"| texts | extractor | language | {' | '.join(KINDS[:5])} | mean |",
        f"|---|---|---|{'---|' * 6}",
    ]
    for (texts, language), rows in found.items():
        cells = [f"{row.f1:.3f} ({row.wanted})" if row.wanted else "–" for row in rows]
        average = f"{mean(rows):.3f}" if language == "all" else ""
        lines.append(f"| {texts} | `{rows[0].extractor}` | {language} | {' | '.join(cells)} | {average} |")
    return lines


def table(quality: QualityOut) -> str:
    """Returns the page of figures."""
    lines = [
        "# How well texts are read\n",
        MADE,
        f"Extractor `{quality.extractor}`. `/v1/quality` serves the same figures.\n",
        "Each cell is the F1, and in brackets the number of records in the gold. `tests/gold/README.md` describes the "
        "texts.",
    ]
    for measured in ABOUT:
        lines += rows_of(measured, quality)
    lines += ["\n## Public data sets\n", "| data set | measure | value | extractor |", "|---|---|---|---|"]
    lines += [
        f"| {each.data_set} | {each.measure} | {each.value:.3f} | `{each.extractor}` |" for each in quality.public
    ]
    cost = quality.speed
    lines += [
        "\n## Cost\n",
        f"Extractor `{cost.extractor}` reads {cost.documents_per_second:.0f} documents a second on one core of the "
        f"machine that measured, in at most {cost.memory_mb} MiB of memory. Reading a text takes "
        f"{cost.times_tokenising:.0f} times as long as cutting it into tokens.",
    ]
    return "\n".join(lines) + "\n"


def confidence_table(rules: dict[str, dict[str, list[int]]]) -> str:
    """Returns the table of rules; those with too few cases have the number of their basis."""
    lines = ["| rule | basis | right | of | confidence |", "|---|---|---|---|---|"]
    for rule, by_basis in rules.items():
        for basis, (right, total) in by_basis.items():
            few = total < confidence.FEWEST_CASES
            number = confidence.CONFIDENCE[Basis(basis)] if few else confidence.share(right, total)
            lines.append(f"| {rule} | {basis} | {right} | {total} | {number:.2f}{' (of its basis)' if few else ''} |")
    return "\n".join(lines) + "\n"


def write_confidence(rules: dict[str, dict[str, list[int]]]) -> None:
    """Writes how often each rule is right; this changes the version of the extractor."""
    packed = ",\n".join(f"{json.dumps(rule)}:{json.dumps(by_basis)}" for rule, by_basis in rules.items())
    confidence.MEASURED.write_text('{"rules":{\n' + packed + "\n}}\n", encoding="utf-8")
    extraction.version.cache_clear()
    page = ROOT / "docs" / "confidence.md"
    prose = page.read_text(encoding="utf-8").partition(MADE)[0]
    page.write_text(prose + MADE + "\n" + confidence_table(rules), encoding="utf-8")


def write_quality(quality: QualityOut) -> None:
    """Writes how well texts are read."""
    MEASURED.write_text(quality.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (ROOT / "docs" / "quality.md").write_text(table(quality), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Returns what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the files that hold figures")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory too")
    parser.add_argument("--public", type=Path, metavar="FOLDER", help="the folder of score_external.py and external/")
    parser.add_argument("--blind", type=Path, metavar="FOLDER", help="read a folder of unread texts, once, and keep it")
    given = parser.parse_args()
    if given.public is not None and not (given.public / "score_external.py").is_file():
        parser.error(f"{given.public} has no score_external.py")
    return given


def main() -> None:
    """Measures, prints, and writes where it is asked to."""
    given = arguments()
    if given.blind is not None:
        measure_blind(given.blind)
        return
    texts = lessons()
    # First, as words that were read once are faster to read again.
    cost = speed([text.source for text in texts]) if given.speed else None
    crossed = {GOLD / name: each for name, each in cross(texts).items()}
    gold = {text.gold["id"]: text.gold for text in texts}
    rules = precision([line for each in crossed.values() for line in each], gold)
    if given.write:
        write_confidence(rules)
    version = extraction.version()
    learnt = {name: said([text.source for text in texts if text.folder == name]) for name in FOLDERS}
    quality = QualityOut(
        extractor=version,
        scores=[
            *(ScoreOut(**row) for row in json.loads(BLIND.read_text(encoding="utf-8"))),
            *scores(crossed, measured="cross_validated", texts="all", extractor=version),
            *(
                row
                for name, lines in learnt.items()
                for row in scores({GOLD / name: lines}, measured="learnt", texts=name, extractor=version)
            ),
        ],
        public=read_quality().public
        if given.public is None
        else [each for name in PUBLIC for each in public(given.public, name)],
        speed=read_quality().speed if cost is None else SpeedOut(**cost, extractor=version),
    )
    if given.write:
        write_quality(quality)
    print(table(quality), confidence_table(rules), sep="\n")


if __name__ == "__main__":
    main()
