"""The texts to learn from, each with its gold."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from app.extract import begin
from app.extract.reading import Reading
from app.extract.scores import Scores
from app.readers import Source, read

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
# The folders that are learned from. A folder joins them only after it was measured blind.
FOLDERS = ("seeds", "dev", "apart", "tk", *(f"round{number}" for number in range(2, 11)))
FOLDS = 10
# Komek is to read the user's own texts wholly right: each of them counts as much as so many others.
_SEEDS = 8
# The parts that learning leaves out in turn.
PARTS = 4


@dataclass(frozen=True)
class Lesson:
    """A text with its gold facts; `fold` is the part of a cross-validation that tests it."""

    folder: str
    source: Source
    gold: dict[str, Any]

    @property
    def fold(self) -> int:
        """The number of the fold, by the text's name alone."""
        return crc32(f"{self.folder}/{self.gold['id']}".encode()) % FOLDS

    @property
    def part(self) -> int:
        """The number of the part of the texts that learning leaves out together."""
        return crc32(f"{self.gold['id']} of {self.folder}".encode()) % PARTS

    @property
    def weight(self) -> int:
        """How often the text's examples count."""
        return _SEEDS if self.folder == "seeds" else 1

    def reading(self, scores: Scores) -> Reading:
        """Returns the text as the rules see it, with the scores learned so far."""
        return begin(self.source, scores)[1]


def lessons(folders: tuple[str, ...] = FOLDERS) -> list[Lesson]:
    """Returns the texts of the folders in order."""
    found = []
    for folder in folders:
        texts = ROOT / "seed" / "texts" if folder == "seeds" else GOLD / folder
        for path in sorted(texts.glob("*.txt")):
            gold = json.loads((GOLD / folder / f"{path.stem}.gold.json").read_text(encoding="utf-8"))
            found.append(Lesson(folder, read(path, max_bytes=10**7), gold))
    return found
