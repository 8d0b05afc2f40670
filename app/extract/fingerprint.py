"""The version of the extractor: a digest of everything that decides what is read in a text and stored for it."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

from app.registry import load_registry
from app.settings import PACKAGE

# The floors that a text passes on its way to records.
FOLDERS = tuple("records text sounds registry languages readers extract resolve derive".split())
ENDINGS = (".py", ".toml", ".json", ".csv")
# The libraries whose release decides what these floors read.
LIBRARIES = tuple("iuliia py3langid pymorphy3 pymorphy3-dicts-ru rapidfuzz snowballstemmer trafilatura".split())


@cache
def version() -> str:
    """Returns the version of the extractor that is installed: 16 hexadecimal digits.

    It changes with the code, the words, the measured confidence, the tables of `seed/` and the libraries, so that
    the next load reads every text again. It is the same in a checkout and in an installed wheel.
    """
    releases = [f"{name} {installed(name)}" for name in LIBRARIES]
    return fingerprint(PACKAGE, [load_registry().digest, *releases])


def fingerprint(package: Path, further: Iterable[str]) -> str:
    """Returns a digest of the floors' files in a package's folder and of further text; line ends do not matter."""
    digest = hashlib.sha256("\n".join(further).encode())
    for name in sorted(_files(package)):
        # Looking for both letters of a line end would take longer than the digest itself.
        content = (package / name).read_bytes().replace(b"\r", b"")
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(package: Path) -> Iterator[str]:
    """Yields the paths of the files that count, relative to the package's folder: "languages/ru/words.toml"."""
    for floor in FOLDERS:
        for folder, _, names in os.walk(package / floor):
            inside = Path(folder).relative_to(package).as_posix()
            yield from (f"{inside}/{name}" for name in names if name.endswith(ENDINGS))
