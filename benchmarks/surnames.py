"""Which of the surnames and given names that pymorphy3 knows read alike: what the tables of letters blur.

Run `python -m benchmarks.surnames`; it prints, for each sort of name, how many there are and the groups that are one.
"""

from collections import defaultdict
from collections.abc import Iterable

import pymorphy3

from app.sounds.letters import read, systems

SORTS = {"surnames": {"Surn", "masc", "sing", "nomn"}, "given names": {"Name", "sing", "nomn"}}


def alike(words: Iterable[str]) -> list[list[str]]:
    """Returns the groups of words that the press's spelling does not tell apart."""
    press = systems()[0]
    groups = defaultdict(list)
    for word in sorted(words):
        groups[press.skeleton(press.sound(read(word, press) or ""))].append(word)
    return [group for group in groups.values() if len(group) > 1]


def main() -> None:
    """Prints the groups."""
    found: dict[str, set[str]] = {sort: set() for sort in SORTS}
    for word, tag, *_ in pymorphy3.MorphAnalyzer().iter_known_word_parses(""):
        for sort, grammemes in SORTS.items():
            if grammemes <= tag.grammemes:
                found[sort].add(word)
    for sort, words in found.items():
        groups = alike(words)
        print(f"{len(words)} {sort}, {len(groups)} groups of them read alike:")
        for group in groups:
            print(" ", ", ".join(group))


if __name__ == "__main__":
    main()
