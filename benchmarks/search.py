"""How long the search takes among many documents, as a ratio to a page of a list of the same database.

`python benchmarks/search.py DATABASE_URL [DOCUMENTS]` fills an empty database with made-up documents (100,000 if not
given: the words of the seed texts and words made of them, as frequent as words are) and asks it; one that is not
empty is only asked. What was measured stands in docs/search.md.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from statistics import median

from sqlalchemy import Engine, insert

from app.database.engine import open_engine, writing
from app.database.migrate import migrate
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.query.search import AutocompleteParameters, SearchParameters, complete, search
from app.records import KINDS, METADATA
from app.settings import data_folder
from app.sounds.terms import words
from app.store.index import entry, put

QUESTIONS = [
    "сотрудничества", "помощь", "помощь развитию", "банк развития", "Бишкек", "Абдрахманов", "Abdrakhmanov", "JICA",
    '"официальной помощи развитию"', "помощь -Бишкек", "сотруд*", "и", "Абдрахмамов", "министр встреча проект вода",
]  # fmt: skip
ROUNDS = 5
WORDS_IN_A_TEXT = 300
SYLLABLES = ("", "ина", "енко", "штейн", "абад", "лық", "дук", "тау", "бек", "стан", "град", "поль", "ман", "ров")


def fill(engine: Engine, number: int) -> None:
    """Puts documents into an empty database, and into its index; commits now and then, as loads do."""
    chance = random.Random(7)
    texts = [path.read_text(encoding="utf-8") for path in sorted((data_folder("seed") / "texts").iterdir())]
    known = list(dict.fromkeys(word.text for text in texts for word in words(text)))
    chance.shuffle(known)
    # As in texts, the word of rank r is about as frequent as 1/r: few make most of a text, most are rare.
    vocabulary = known[:500] + [f"{one}{other}" for other in SYLLABLES for one in known]
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    for begin in range(0, number, 500):
        documents, entries = [], []
        with writing(engine) as connection:
            for one in range(begin, min(begin + 500, number)):
                body = chance.choices(vocabulary, cum_weights=weights, k=WORDS_IN_A_TEXT)
                day = date(2010, 1, 1) + timedelta(days=chance.randrange(6000))
                row = {
                    "id": f"doc_{one:07d}", "revision": 1, "created_at": at, "updated_at": at, "language": "ru",
                    "title": " ".join(body[:8]), "text": " ".join(body), "address": f"{one}.txt", "file": f"{one}.txt",
                    "sha256": f"{one:064x}", "published": str(day), "published_first": day, "published_last": day,
                    "media_type": "text/plain", "extractor": "1", "publisher_name": None, "city": None,
                }  # fmt: skip
                documents.append(row)
                entries.append(entry(KINDS["document"], {METADATA.tables["document"]: [row]}))
            connection.execute(insert(METADATA.tables["document"]), documents)
            put(connection, entries)


def timed(what: Callable[[], object]) -> float:
    """Returns the median of a few rounds, in milliseconds; the first does not count."""
    what()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def main() -> None:
    """Fills if need be, asks, and prints milliseconds and ratios."""
    engine = open_engine(sys.argv[1])
    migrate(engine)
    kind, listed = KINDS["document"], list_parameters("document")(limit=25)
    if list_records(engine, kind, listed).total == 0:
        began = time.perf_counter()
        fill(engine, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    one = timed(lambda: list_records(engine, kind, listed))
    print(f"{'a page of 25 documents':<34} {one:7.1f} ms")
    for q in QUESTIONS:
        asked = SearchParameters(q=q)
        found = sum(group.total for group in search(engine, asked).data)
        taken = timed(lambda asked=asked: search(engine, asked))  # type: ignore[misc]
        print(f"{q:<34} {taken:7.1f} ms  {taken / one:6.1f} x  {found} found")
    taken = timed(lambda: complete(engine, AutocompleteParameters(q="Абдрах")))
    print(f"{'Абдрах (completed)':<34} {taken:7.1f} ms  {taken / one:6.1f} x")


if __name__ == "__main__":
    main()
