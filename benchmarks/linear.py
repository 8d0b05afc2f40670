"""Measures whether the time of extraction grows as the text does: one line, whatever it repeats.

`python -m benchmarks.linear [SHAPE...]` prints for each shape the seconds at 125 000 and at 1 000 000 code points, and
how much longer a code point takes in the greater: about 1 is linear. Before each the same baseline is read, so that
what other programs take of the machine can be seen: a ratio counts only beside a baseline that stays about 1.
"""

import argparse
import time
from collections.abc import Callable

from app.extract import extract
from app.readers import Source
from app.text.clean import clean

SMALL, GREAT = 125_000, 1_000_000
_RU = (
    "Посол Японии Сигэки Маэда передал Министерству здравоохранения Кыргызской Республики грант в размере 2,5 млн "
    "долларов США на проект «Чистая вода» 3 августа 2018 года в Бишкеке, и министр Бакыт Асанов подписал меморандум"
)
_EN = (
    "Ambassador of Japan Maeda Shigeki handed over to the Ministry of Health of the Kyrgyz Republic a grant of $2.5 "
    "million for the Clean Water Project on 3 August 2018, and Minister Bakyt Asanov signed a memorandum"
)
_KY = (
    "Япониянын элчиси Сигэки Маэда Кыргыз Республикасынын Саламаттык сактоо министрлигине 2,5 млн доллар грант берди, "
    "«Таза суу» долбоору боюнча 2018-жылдын 3-августунда министр Бакыт Асанов менен жолугушту"
)
_KK = (
    "Жапония елшісі Сигэки Маэда Қазақстан Республикасы Денсаулық сақтау министрлігіне 2,5 млн доллар грант берді, "
    "«Таза су» жобасы бойынша 2018 жылғы 3 тамызда министр Ерлан Асановпен кездесті"
)


def _word(number: int) -> str:
    """Returns a word of its own for each number."""
    letters = ""
    number += 1
    while number:
        number, consonant = divmod(number, 12)
        number, vowel = divmod(number, 5)
        letters += "бвгдклмнпрст"[consonant] + "аеиоу"[vowel]
    return letters + "р"


def _name(number: int) -> str:
    return f"{_word(number).title()} {_word(7 * number + 3).title()}ов"


Shape = str | Callable[[int], str]
# What a line repeats; a function gives another fragment for each number.
SHAPES: dict[str, Shape] = {
    "ru": f"{_RU} ",
    "en": f"{_EN} ",
    "ky": f"{_KY} ",
    "kk": f"{_KK} ",
    "ru in sentences": f"{_RU}. ",
    "en in sentences": f"{_EN}. ",
    "words": "слово ",
    "names": "Иванов ",
    "titles": "Министр ",
    "sums": "$5 млн ",
    "years": "2018 ",
    "one word": "a",
    "one number": "1",
    "hyphens": "а-",
    "opening quotes": "«",
    "brackets": "(",
    "combining marks": "e\u0301\u0323",
    "marks alone": "\u0301\u0323",
    "right-to-left": "\u200fа\u202e ",
    "NUL": "a\0b ",
    "lines": "Слово\n",
    "mixed": "«Иванов (2018) $5 млн Министр e\u0301 \u200f\0 проект, Япония выделила грант. ",
    "quoted projects": "проект «Чистая вода» ",
    "documents": "подписали меморандум «О дружбе». ",
    "parts": "$1, $2, $3 million and ",
    "meetings": "Завтра министр Петров встретится с министром Ивановым. ",
    "other sums": lambda number: f"${number} млн грант ",
    "other people": lambda number: f"министр {_name(number)}, ",
    "other namesakes": lambda number: f"министр {_word(number).title()} Иванов, ",
    "other meetings": lambda number: f"Министр {_name(number)} встретился с послом {_name(5 * number)}ым. ",
    "other guests": lambda number: f"В ходе конференции приняли участие министр {_name(number)} и посол. ",
    "other documents": lambda number: f"Стороны подписали меморандум «О {_word(number)}». ",
    "other projects": lambda number: f"Грант 5 млн долларов на проект «{_word(number)}». ",
    "other bodies": lambda number: f"Международный фонд {_word(number).title()} передал грант {number} долларов. ",
}


def repeated(shape: Shape, size: int) -> str:
    """Returns so many code points of a shape on one line."""
    if isinstance(shape, str):
        return (shape * (size // len(shape) + 1))[:size]
    pieces, length = [], 0
    while length < size:
        pieces.append(shape(len(pieces) + 1))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def seconds(shape: Shape, size: int) -> float:
    """Returns the processor time that the extraction of a text takes."""
    source = Source("file:///a", "a.txt", "text/plain", clean(repeated(shape, size)))
    start = time.process_time()
    extract(source)
    return time.process_time() - start


def main() -> None:
    """Prints one line a shape."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help=", ".join(SHAPES))
    chosen = parser.parse_args().shapes or list(SHAPES)
    baseline = SHAPES["ru in sentences"]
    seconds(baseline, SMALL)
    print(f"{'shape':18} {'125 kB, s':>10} {'1 MB, s':>10} {'ratio':>6} {'baseline':>9}")
    for name in chosen:
        before = seconds(baseline, SMALL)
        small = seconds(SHAPES[name], SMALL)
        after = seconds(baseline, SMALL)
        great = seconds(SHAPES[name], GREAT)
        ratio = great * SMALL / (small * GREAT)
        print(f"{name:18} {small:10.2f} {great:10.2f} {ratio:6.2f} {after / before:9.2f}", flush=True)


if __name__ == "__main__":
    main()
