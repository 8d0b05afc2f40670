"""Measures the extraction: F1 by kind and language, public data sets, speed, memory, and how often each rule is right.

`python -m benchmarks.extraction` prints the figures. With `--write`, which is what `./dev quality` runs, it also writes
docs/quality.md, app/query/quality.json (which /v1/quality serves), app/extract/confidence.json, and the table of
docs/confidence.md. The gold texts are always measured, and twice gives the same bytes. Speed differs from run to run,
and the public data sets are no part of the project: `--speed` and `--public` measure them, else their last figures
stay, with the version of the extractor that gave them.
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
from tests.gold.score import KINDS, prf, score

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
TEXTS = {"seeds": ROOT / "seed" / "texts", "dev": GOLD / "dev", "apart": GOLD / "apart"}
MADE = "<!-- `./dev quality` writes what follows. -->\n"
PUBLIC = ("factrueval", "aiddata")
WARM_UP = 20


def sources(folder: Path) -> list[Source]:
    """Returns the texts of a folder in order."""
    return [read(path, max_bytes=10**7) for path in sorted(folder.glob("*.txt"))]


def said(texts: list[Source]) -> list[dict[str, Any]]:
    """Returns what the texts say, as `komek extract` prints it."""
    return [extract(text).model_dump(mode="json") for text in texts]


def scores(name: str, lines: list[dict[str, Any]]) -> list[ScoreOut]:
    """Returns the figures of one folder of gold by language and kind; of organisations only recall is known."""
    counts, _, _ = score(GOLD / name, lines)
    found = []
    for language in [*sorted(counts), "all"]:
        of = sorted(counts) if language == "all" else [language]
        for kind in KINDS[:5]:
            tally = [sum(column) for column in zip(*(counts[each][kind] for each in of), strict=True)]
            precision_, recall, f1 = (round(value, 3) for value in prf(*tally))
            found.append(
                ScoreOut(
                    texts=name,
                    language=language,
                    kind=kind,
                    precision=precision_,
                    recall=recall,
                    f1=f1,
                    wanted=tally[1],
                )
            )
    return found


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


# Measured once, on 2026-11-22 and 2026-11-30, on texts that no rule had been made from.
BLIND = (
    "The rules have since been improved with all of these texts. Before that, the mean F1 of the five kinds was .781 "
    "on 24 Russian and English texts kept apart, and .865 on 22 Kazakh, Kyrgyz, Uzbek and Tajik ones. Six more texts "
    "of each group, written after the rules had been improved with the first ones, gave .854 and .951. On 247 longer "
    "texts in the style of the press (`round6`), which nobody who works on the rules has read, it is .720: "
    "meetings .65, funding .73, projects .56, agreements .75, people .91. Expect the latter on new texts.\n"
)


def table(quality: QualityOut) -> str:
    """Returns the page of figures."""
    lines = [
        "# How well texts are read\n",
        MADE,
        f"Extractor `{quality.extractor}`. `/v1/quality` serves the same figures.\n",
        "The gold texts are in `tests/gold`: the five seeds, the development texts (`dev`), and texts kept apart "
        "(`apart`), whose gold was written before the rules were run on them. Each cell is the F1, and in brackets the "
        "number of records in the gold.\n",
        BLIND,
        f"| texts | language | {' | '.join(KINDS[:5])} |",
        f"|---|---|{'---|' * 5}",
    ]
    rows: dict[tuple[str, str], list[str]] = {}
    for each in quality.scores:
        rows.setdefault((each.texts, each.language), []).append(
            f"{each.f1:.3f} ({each.wanted})" if each.wanted else "–"
        )
    lines += [f"| {texts} | {language} | {' | '.join(cells)} |" for (texts, language), cells in rows.items()]
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
    given = parser.parse_args()
    if given.public is not None and not (given.public / "score_external.py").is_file():
        parser.error(f"{given.public} has no score_external.py")
    return given


def main() -> None:
    """Measures, prints, and writes where it is asked to."""
    given = arguments()
    texts = {name: sources(folder) for name, folder in TEXTS.items()}
    # First, as words that were read once are faster to read again.
    cost = speed([text for each in texts.values() for text in each]) if given.speed else None
    lines = {name: said(each) for name, each in texts.items()}
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*/*.gold.json"))]
    rules = precision([line for each in lines.values() for line in each], {each["id"]: each for each in gold})
    if given.write:
        write_confidence(rules)
    version = extraction.version()
    quality = QualityOut(
        extractor=version,
        scores=[each for name in TEXTS for each in scores(name, lines[name])],
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
