"""No year, date, article, ordinal or telephone number becomes an amount, whatever stands beside it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.extract import money
from app.extract.units import Text
from app.languages import lexicon
from app.registry import load_registry

# What is no amount, and amounts that may stand before or after it, by language. The braces hold what varies.
NO_AMOUNTS = {
    "ru": [
        "в {year} году",
        "в {year}-{next} годах",
        "{day}.{month:02}.{year}",
        "статья {day}",
        "№ {number}",
        "с {year} г.",
    ],
    "en": ["in {year}", "in {year}-{next}", "{day}/{month:02}/{year}", "Article {day}", "No. {number}", "since {year}"],
    "kk": ["{year} жылы", "{year}-{next} жылдары", "{day}.{month:02}.{year}", "{day}-бап", "№ {number}"],
    "ky": ["{year}-жылы", "{year}-{next}-жылдары", "{day}.{month:02}.{year}", "{day}-берене", "№ {number}"],
    "uz": ["{year}-yilda", "{year}-{next} yillarda", "{day}.{month:02}.{year}", "{day}-modda", "№ {number}"],
    "tg": ["соли {year}", "солҳои {year}-{next}", "{day}.{month:02}.{year}", "моддаи {day}", "№ {number}"],
}
TELEPHONES = ["+996 312 66 54 43", "+7 (7172) 70-10-10", "(0312) 62-05-45", "+998 71 233-28-28"]
AMOUNTS = {
    "ru": ["5 млн долларов", "$5 млн", "750 000 евро", ""],
    "en": ["5 million dollars", "$5 million", "EUR 750,000", ""],
    "kk": ["5 млн доллар", "750 000 теңге", ""],
    "ky": ["5 млн доллар", "750 000 сом", ""],
    "uz": ["5 mln dollar", "750 000 yevro", ""],
    "tg": ["5 млн доллар", "750 000 сомонӣ", ""],
}


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, list[tuple[int, int]]]:
    """Draws a language, a text, and the spans of the text that are no amounts."""
    code = draw(st.sampled_from(sorted(NO_AMOUNTS)))
    text, spans = "", []
    for _ in range(draw(st.integers(1, 4))):
        year = draw(st.integers(1991, 2035))
        values = {"year": year, "next": year + draw(st.integers(1, 9)), "day": draw(st.integers(1, 28))}
        values |= {"month": draw(st.integers(1, 12)), "number": draw(st.integers(1, 999))}
        none = draw(st.sampled_from([*NO_AMOUNTS[code], *TELEPHONES])).format(**values)
        spans.append((len(text), len(text) + len(none)))
        # "Article 1 – 5 million" may be a range; after a year it is none.
        marks = [", ", "; ", ". ", *([" – "] if none.endswith(str(year)) else [])]
        text += none + draw(st.sampled_from(marks))
        text += draw(st.sampled_from(AMOUNTS[code])) + draw(st.sampled_from([", ", "; ", ". "]))
    return code, text, spans


@settings(deadline=None, max_examples=2000)
@given(texts())
def test_what_is_no_amount_is_part_of_none(drawn: tuple[str, str, list[tuple[int, int]]]) -> None:
    code, text, spans = drawn
    read, words = Text(text, lexicon(code)), lexicon(code).words
    codes = frozenset(load_registry().currencies)
    for sentence in read.all:
        for found in money.find(sentence.units, codes=codes, decimal=words.decimal):
            inside = [text[start:end] for start, end in spans if start < found.end and found.start < end]
            assert not inside, (text, read.quote(found.start, found.end))
