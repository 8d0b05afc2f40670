"""How long the search takes among many documents, as a ratio to a page of a list of the same database.

python benchmarks/search.py DATABASE_URL [DOCUMENTS] fills an empty database with made-up documents (100,000 if not
given: the words of the seed texts, frequent ones often, with people and bodies) and asks it; one that is not empty is
only asked. On SQLite and on Postgres; what was measured stands in docs/search.md.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median

from sqlalchemy import Engine, insert

from app.query.parameters import list_parameters
from app.query.records import list_records
from app.query.search import AutocompleteParameters, SearchParameters, complete, search
from app.records import KINDS, METADATA
from app.settings import data_folder
from app.store.engine import open_engine, writing
from app.store.index import entry, put
from app.store.migrate import migrate
from app.text.terms import words

QUESTIONS = [
    "сотрудничества", "помощь", "помощь развитию", "банк развития", "Бишкек", "Абдрахманов", "Abdrakhmanov", "JICA",
    '"официальной помощи развитию"', "помощь -Бишкек", "сотруд*", "и", "Абдрахмамов", "министр встреча проект вода",
]  # fmt: skip
ROUNDS = 5
WORDS_IN_A_TEXT = 300


def fill(engine: Engine, number: int) -> None:
    """Puts documents and as many other things as a tenth of them into an empty database, and into its index."""
    chance = random.Random(7)
    texts = [path.read_text(encoding="utf-8") for path in sorted((data_folder("seed") / "texts").iterdir())]
    known = [word.text for text in texts for word in words(text)]
    rare = [f"{one}{other}" for one in known[:300] for other in ("ина", "енко", "штейн", "абад")]
    at = datetime(2026, 11, 22, tzinfo=UTC)
    with writing(engine) as connection:
        for begin in range(0, number, 500):
            documents, entries = [], []
            for one in range(begin, min(begin + 500, number)):
                # A word at the head of the list is as frequent as one in a text is: few words make most of it.
                body = [known[int(len(known) * chance.random() ** 3)] for _ in range(WORDS_IN_A_TEXT - 5)]
                body += chance.choices(rare, k=5)
                chance.shuffle(body)
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
