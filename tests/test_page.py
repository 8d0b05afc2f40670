"""Where and when a text is from, who publishes it, and what stands in its quotation marks."""

import pytest

from app.extract.reading import Reading
from app.extract.units import Text
from app.languages import lexicon
from app.registry import load_registry

NEWS = "The minister met the ambassador and discussed the course of several projects in the regions."


def read(text: str, language: str) -> Reading:
    return Reading(Text(text, lexicon(language)), load_registry())


@pytest.mark.parametrize(
    "dateline",
    [
        "Ashgabat, 3 June 2022: ",
        "ASHGABAT, June 3, 2022 – ",
        "Ashgabat, 3 June 2022 (TDH). ",
        "Ashgabat. 3 June 2022. ",
        "Ashgabat, 03.06.22. /TDH/. ",
    ],
)
def test_a_dateline_is_read_however_it_ends(dateline: str) -> None:
    page = read(dateline + NEWS, "en").page
    assert (page.city, page.published) == ("Ashgabat", "2022-06-03")


def test_brackets_after_other_words_are_no_dateline() -> None:
    page = read("The agency for cooperation (JICA) opened an office. " + NEWS, "en").page
    assert (page.city, page.published, page.publisher) == (None, None, None)


def test_the_site_that_a_sentence_of_reporting_names_is_the_publisher() -> None:
    assert (
        read("Министр принял посла и обсудил с ним проекты, передает ИА Oblast.kz.", "ru").page.publisher == "Oblast.kz"
    )


def test_a_giver_s_capital_in_the_dateline_is_not_the_home() -> None:
    text = "WASHINGTON, June 12, 2020 – The Kyrgyz Republic will have new schools. Kyrgyzstan and "
    text += "its neighbours agreed on this, and so did the Kyrgyz people."
    assert read(text, "en").home == "KG"
    assert read("WASHINGTON, June 12, 2020 – The United States and the Kyrgyz Republic agreed.", "en").home == "US"


def test_a_pronoun_is_no_state() -> None:
    assert (
        read("Кроме того, министр обсудил проекты. Вместо того чтобы ждать, он подписал соглашение.", "ru").home is None
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Проект „Чистая вода“ и «Школа» начаты.", ["Чистая вода", "Школа"]),
        ("Акционеры «ОАО «Электрические станции» решили.", ["ОАО «Электрические станции»"]),
        ("Акционеры «ОАО «Северные дороги» решили.", ["ОАО « Северные дороги"]),
        ("The ‘Green Schools’ plan and Japan’s “Clean Water”.", ["Green Schools", "Clean Water"]),
    ],
)
def test_names_stand_in_quotation_marks_of_all_kinds(text: str, names: list[str]) -> None:
    units = [u for line in Text(text, lexicon("ru")).lines for s in line.sentences for u in s.units]
    numbers = sorted({unit.quoted for unit in units} - {0}, key=lambda n: [u.quoted for u in units].index(n))
    assert [" ".join(unit.text for unit in units if unit.quoted == number) for number in numbers] == names


def test_a_name_within_a_speech_is_part_of_it() -> None:
    speech = (
        "«Мы рады, что проект «Чистая вода» начат, и надеемся, что он принесёт пользу сёлам всей страны», – сказал он."
    )
    units = [u for line in Text(speech, lexicon("ru")).lines for s in line.sentences for u in s.units]
    assert {unit.in_speech for unit in units if unit.text in ("рады", "Чистая", "пользу")} == {True}
    assert not any(unit.in_speech for unit in units if unit.text == "сказал")
