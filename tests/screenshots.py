"""Pictures of the pages for docs/pages, made from the seed texts: `./dev screenshots`.

The same machine gives the same pictures: moments are those of a day that is made up, and the address is that of the
README. Another one has other fonts.
"""

import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from app.database.engine import open_engine
from app.database.migrate import migrate
from app.load import load
from app.main import create_app
from app.records import METADATA
from app.settings import Settings, data_folder
from tests.browser import browsing, visiting
from tests.client import served

FOLDER = Path(__file__).parent.parent / "docs" / "pages"
ADDRESS = "localhost:8000"
MOMENT = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
SIZE = {"width": 1280, "height": 600}
# The document is Kabar's, on the sentence that names the project.
PAGES = {
    "start": "/",
    "list": "/meetings?country=KG",
    "record": "/projects/ovop",
    "document": "/documents/{document}#e-{evidence}",
    "chart": "/charts/who-meets-whom",
    "compare": "/compare?by=receiver_country&a=KG&b=KZ",
}


def main() -> None:
    """Makes all pictures, and says how large they are."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'komek.db'}"
        fill(address)
        with served(create_app(Settings(database_url=address))) as port:
            take(port)


def fill(address: str) -> None:
    """Loads the seed texts into a new database, all at one moment."""
    engine = open_engine(address)
    migrate(engine)
    load([data_folder("seed") / "texts"], engine=engine, max_bytes=1_000_000)
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            moments = [column.name for column in table.c if column.name in ("at", "created_at", "updated_at")]
            if moments:
                connection.execute(update(table).values(dict.fromkeys(moments, MOMENT)))
    engine.dispose()


def take(port: int) -> None:
    """Takes a picture of each page as one sees it at first; evidence is opened where there is some."""
    with (
        browsing(f"--host-resolver-rules=MAP {ADDRESS} 127.0.0.1:{port}", "--hide-scrollbars") as browser,
        visiting(browser, f"http://{ADDRESS}", locale="en-GB", viewport=SIZE, reduced_motion="reduce") as visit,
    ):
        pieces = visit.page.request.get(f"http://127.0.0.1:{port}/v1/projects/ovop/evidence?field=name").json()["data"]
        piece = next(each for each in pieces if each["prefix"].endswith("JICA «"))
        for name, path in PAGES.items():
            visit.go(path.format(document=piece["document_id"], evidence=piece["id"]))
            visit.page.evaluate(_SETTLE)
            picture = smaller(visit.page.screenshot(animations="disabled", caret="hide"))
            (FOLDER / f"{name}.png").write_bytes(picture)
            print(f"docs/pages/{name}.png: {len(picture) / 1000:.0f} kB", file=sys.stderr)
        assert visit.faults == [], visit.faults


# Opens the evidence of a name, and waits for pictures, which are else only fetched when one is near.
_SETTLE = """() => {
    document.querySelector("#f-name summary")?.click();
    for (const picture of document.images) picture.loading = "eager";
    return Promise.all(Array.from(document.images, (picture) => picture.decode()));
}"""


def smaller(png: bytes) -> bytes:
    """Returns a picture packed as tightly as can be: the browser is in a hurry."""
    chunks, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    rows = zlib.compress(zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT")), level=9)
    header = next(data for name, data in chunks if name == b"IHDR")
    packed = b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
        for name, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )
    return png[:8] + packed


if __name__ == "__main__":
    main()
