"""Where a name is: runs of initials and capitalised words that can be a person's name."""

from collections.abc import Sequence

from app.extract.heads import is_head
from app.extract.mentions import Mention
from app.extract.units import Text, Unit
from app.languages.bending import is_attribute, is_common_word, is_given_name, name_cases, owned
from app.languages.words import vowels

# A capitalised word of these classes is not part of a name.
NEVER_NAME = frozenset(
    {
        "country",
        "city",
        "area",
        "region",
        "organisation",
        "body",
        "body_head",
        "position",
        "position_modifier",
        "month",
    }
    | {
        "weekday",
        "honorific",
        "organisation_head",
        "adjective",
        "known_project",
        "relative",
        "currency",
        "delegation",
    }
    | {
        "project",
        "programme",
        "initiative",
        "conference",
        "gathering",
        "head_country",
        "met",
        "our_country",
        "office",
    }
    | {
        "press_service",
        "place_noun",
        "agreement",
        "memorandum",
        "roadmap",
        "joint_statement",
        "plan",
        "strategy",
        "envoy",
        "official",
    }
)


# An acronym has few vowels. A short word in capitals is an acronym, whatever its vowels.
_SHORT_LETTERS = 4
# A Chinese name of one syllable, with an ending.
_LONGEST_SYLLABLE = 6


def _name_word(unit: Unit) -> bool:
    if not unit.has("capital") or len(unit.tokens) != 1 or any(letter.isdigit() for letter in unit.text):
        return False
    return unit.classes.isdisjoint(NEVER_NAME)


def _is_latin(unit: Unit) -> bool:
    return unit.text[0] < "\u0250"


def _goes_on(units: Sequence[Unit], at: int, end: int, text: Text) -> bool:
    """Whether the unit at `end` can be a part of the name that begins at `at`: same script, same quotation."""
    unit, first = units[end], units[at]
    # Inside a name, a word that may also be a currency is part of the name: Чан Вон Сам.
    syllable = end > at and unit.has("capital") and len(unit.tokens) == 1 and unit.classes & NEVER_NAME == {"currency"}
    if (
        not (_name_word(unit) or syllable or _is_name_here(units, at, end, text))
        or _is_latin(unit) != _is_latin(first)
        or unit.quoted != first.quoted
    ):
        return False
    # A quotation begins with the name of a thing. People are named only later in a quotation.
    if unit.quoted and (at == 0 or units[at - 1].quoted != unit.quoted):
        return False
    return end == at or not (text.words.bends == "suffixes" and is_attribute(unit.text, None, text.words))


def _is_name_here(units: Sequence[Unit], at: int, end: int, text: Text) -> bool:
    """Whether a word that most often is no name is part of one here.

    A word that describes titles may follow a name (Мухтор) or begin one (Ага Хан); a month of another language may
    begin one (Марта).
    """
    unit = units[end]
    other = unit.classes & NEVER_NAME
    foreign = other == {"month"} and all(sense.lang != text.words.code for sense in unit.senses)
    if not unit.has("capital") or not (foreign or other == {"position_modifier"}):
        return False
    after = units[end + 1] if end + 1 < len(units) else None
    if end == at:
        begins = at > 0 and not units[at - 1].has("quote", "position_modifier", "number")
        return begins and after is not None and _name_word(after) and not after.senses
    return after is None or not (after.capital or after.has("position", "position_modifier", "body_head", "and_word"))


def _is_joined_particle(unit: Unit, text: Text) -> bool:
    """Whether a word is a particle and a name with a hyphen: аль-Хадж."""
    particle, hyphen, name = unit.text.partition("-")
    return bool(hyphen) and name[:1].isupper() and particle in text.words.group("name_particle")


def name_run(units: Sequence[Unit], at: int, text: Text) -> int | None:
    """Returns the end of the name that begins at a place: initials or capitalised words that are no common ones."""
    if not units[at].has("capital", "initial"):
        return None
    if units[at].has("occupation") or (_is_latin(units[at]) and "a" not in text.words.alphabet):
        return None
    if at > 0 and units[at - 1].has("article"):
        return None
    if units[at].has("opener") and (at == 0 or units[at - 1].has("quote", "dot", "colon", "dash")):
        return None
    if units[at].has("initial") and not (at + 1 < len(units) and units[at + 1].has("dot", "initial")):
        return None
    end, words, proper = at, 0, False
    while end < len(units) and words < 5:
        unit = units[end]
        if unit.has("initial") and unit.quoted == units[at].quoted:
            end += 1
            proper = True
            if end < len(units) and units[end].has("dot"):
                end += 1
            continue
        if words and (after := _after_particles(units, end)) > end:
            end = after
            continue
        if words and (_is_joined_particle(unit, text) or unit.has("child_of")):
            end += 1
            break
        if not _goes_on(units, at, end, text):
            break
        if not proper and is_common_word(unit.text, text.words) and not _common_name(units, end, text):
            break
        if _is_letters(unit, text) and (words == 0 or _more_words(units, end)):
            return None
        proper = True
        words += 1
        end += 1
    if not words or _names_place(units, end, text):
        return None
    trimmed = _trimmed(units, at, end, text)
    return None if trimmed is None or _is_place(units, at, trimmed) else trimmed


def _is_place(units: Sequence[Unit], at: int, end: int) -> bool:
    """Whether one word comes right after "district", "village", "street": their name."""
    return end == at + 1 and at > 0 and units[at - 1].has("place_noun") and not units[at - 1].capital


def _names_place(units: Sequence[Unit], end: int, text: Text) -> bool:
    """Whether the words before a place belong to a noun there: an organisation, a building, a river."""
    if end >= len(units) or text.words.bends != "suffixes":
        return False
    sense = units[end].sense("organisation_head", "place_noun")
    if sense is None:
        return False
    return (
        units[end].capital if text.words.head == "first" else owned(units[end].text, sense.form, text.words) is not None
    )


def _after_particles(units: Sequence[Unit], at: int) -> int:
    """Returns the place after the particles at a place, before a name: "von der Leyen"; the place itself without."""
    end = at
    while end < len(units) and units[end].has("name_particle"):
        end += 1
    return end if end < len(units) and _name_word(units[end]) else at


def _is_letters(unit: Unit, text: Text) -> bool:
    """Whether a word is an acronym, not a family name in capitals."""
    if not unit.text.isupper() or unit.text.islower() or len(unit.text) == 1:
        return False
    found = sum(letter in vowels() for letter in unit.text.casefold())
    return len(unit.text) <= _SHORT_LETTERS or (4 * found < len(unit.text) and not name_cases([unit.text], text.words))


def _more_words(units: Sequence[Unit], at: int) -> bool:
    """Whether a name word that is not in capitals follows a place."""
    return at + 1 < len(units) and _name_word(units[at + 1]) and not units[at + 1].text.isupper()


def _trimmed(units: Sequence[Unit], at: int, end: int, text: Text) -> int | None:
    """Returns the end of a run without what cannot end a name; None if nothing is left, or only an adjective."""
    while end > at and not (units[end - 1].has("capital", "child_of") or _is_joined_particle(units[end - 1], text)):
        end -= 1
    if end <= at or (units[end - 1].has("initial") and not _is_syllable(units, at, end)):
        return None
    following = units[end] if end < len(units) else None
    if end == at + 1 and following is not None and following.has("word") and not following.capital:
        noun = following.tokens[0].text
        return None if text.words.bends == "paradigm" and is_attribute(units[at].text, noun, text.words) else end
    return end


def _is_syllable(units: Sequence[Unit], at: int, end: int) -> bool:
    """Whether the letter that a run ends with is the name of one vowel, after a short word: Ван И."""
    before = units[end - 2] if end > at + 1 else None
    short = (
        before is not None
        and before.has("capital")
        and not before.has("initial")
        and len(before.text) <= _LONGEST_SYLLABLE
    )
    return short and units[end - 1].text.casefold() in vowels() and not (end < len(units) and units[end].has("dot"))


def with_particles(units: Sequence[Unit], first: int, floor: int) -> int:
    """Returns where a name begins whose particles come after a title or an honorific: "President von der Leyen"."""
    start = first
    while start > floor and units[start - 1].has("name_particle") and not units[start - 1].capital:
        start -= 1
    before = units[start - 1] if start > floor else None
    return start if before is not None and (is_head(before) or before.has("honorific", "dot")) else first


def own_part(units: Sequence[Unit], first: int, last: int, text: Text) -> int:
    """Returns where a person's own name begins in a run after "club" or "minister of", whose name comes first."""
    if first == 0:
        return first
    before = units[first - 1]
    named = before.has("named_body", "district") and not before.capital
    # Where no dictionary separates the words of a portfolio from a name: "Commissioner for Crisis Management X Y".
    portfolio = text.words.bends == "suffixes" and text.words.head == "first" and _in_title(units, first - 1)
    # Three short words are one Korean name.
    short = all(len(unit.text) <= _SHORT_LETTERS for unit in units[first:last])
    whole = all(unit.has("capital") for unit in units[first:last]) and not (short and not before.has("named_body"))
    return last - 2 if (named or portfolio) and last - first >= 3 and whole else first


def _in_title(units: Sequence[Unit], at: int) -> bool:
    """Whether a small word links a title's head noun right before it to what follows."""
    if at > 0 and units[at].has("and_word"):  # "Minister of Health and Welfare X Y"
        return units[at - 1].has("body_head")
    linked = units[at].has("title_link") and not units[at].has("with_word")
    return linked and at > 0 and units[at - 1].has("position", "state_position", "body_head", "and_word", "title_link")


def _common_name(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a common word is a part of a name all the same."""
    return _short_family_name(units, at, text) or _given_name(units, at, text)


def _given_name(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a common word inside a sentence comes before a family name that it agrees with (Алмаз, Тилек)."""
    following = units[at + 1] if at + 1 < len(units) else None
    if at == 0 or following is None or not _name_word(following) or units[at - 1].has("quote", "dot", "colon"):
        return False
    return is_given_name(units[at].text, following.text, text.words)


def _short_family_name(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a common word of few letters comes before a name, as the family names of East Asia do (Си, Ли, Ким)."""
    following = units[at + 1] if at + 1 < len(units) else None
    if at == 0 or len(units[at].text) > 4 or following is None or not _name_word(following):
        return False
    return not is_common_word(following.text, text.words)


def named_body(units: Sequence[Unit], first: int, last: int, text: Text) -> Mention | None:
    """Returns the body that a title names as printed: in quotes, by an acronym, or in the letters of another script."""
    for at in range(first, last):
        end = at + 1
        if units[at].quoted:
            while end < last and units[end].quoted == units[at].quoted:
                end += 1
        elif _is_foreign(units[at], text):
            while end < last and _is_foreign(units[end], text):
                end += 1
        elif not _is_acronym(units[at]):
            continue
        start, stop = units[at].start, units[end - 1].end
        return Mention("organisation", text.quote(start, stop), at, end, start, stop)
    return None


def _is_foreign(unit: Unit, text: Text) -> bool:
    return unit.has("capital") and not unit.senses and _is_latin(unit) and "a" not in text.words.alphabet


def _is_acronym(unit: Unit) -> bool:
    return unit.has("capital") and not unit.senses and unit.text.isupper() and 2 < len(unit.text) < 8
