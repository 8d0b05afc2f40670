"""Offices: the organisation that the words of a title name, though the register does not have it.

"министр дорог" gives the ministry of roads, "директор Центра травматологии" the centre, "Қазалы орман шаруашылығының
директоры" the forestry, "Mayor of Lucea" the mayor's office.
"""

from collections.abc import Sequence

from app.extract.heads import head_form, is_head
from app.extract.mentions import Mention
from app.extract.titles import Title
from app.extract.units import Text, Unit
from app.languages.bending import citation, is_adverbial, nominative_phrase
from app.text.fold import fold

# Nouns of organisations. A place is an organisation too if somebody heads it: a school, a district.
NOUNS = ("organisation_head", "office", "named_body", "place_noun")
_PLACES = ("country", "city", "area", "region", "adjective")
_SMALL = ("title_link", "and_word", "preposition", "in_country", "article", "position_modifier", "honorific")
_ENDS = ("comma", "dash", "semicolon", "open", "colon")
# A phrase of more units than this is not a name.
_LONGEST = 14
_LONGEST_ENDING = 3
_MOST_IN_LIST = 3
GOVERNMENT = "government"


def named_by(units: Sequence[Unit], title: Title, text: Text) -> Mention | None:
    """Returns the organisation that a title names by what its holder heads, or by its other words."""
    return _led(units, title, text) or _of_district(units, title, text) or _headed(units, title, text)


def bare_noun(units: Sequence[Unit], title: Title, text: Text) -> str | None:
    """Returns the noun of an organisation that a title has without a name: "the bank's director"."""
    last = text.words.head == "last"
    places = [at for at in range(title.first, title.last) if units[at].has(*NOUNS[:3]) and at not in title.heads]
    # "the bank's office": the bank.
    places = [at for at in places if units[at].has("organisation_head")] or places
    if not places:
        noun = office_noun(units, title, text)
        return noun
    unit = units[places[0] if last else places[-1]]
    sense = unit.sense(*NOUNS[:3])
    return fold(sense.form if sense is not None and sense.form else unit.text)


def inner_heads(units: Sequence[Unit], title: Title, text: Text) -> list[int]:
    """Returns the head nouns of a title, the one that another serves first: minister, deputy."""
    found = [at for at in range(title.first, title.last) if is_head(units[at])]
    return found if text.words.head == "last" else found[::-1]


def _led(units: Sequence[Unit], title: Title, text: Text) -> Mention | None:
    """Reads `minister of X`, `X minister`, `mayor of X`: ministry and mayor's office of X."""
    for at in inner_heads(units, title, text):
        noun, before, after = _office_of(units[at], text)
        if noun is None or noun == GOVERNMENT:
            continue
        name = _led_name(units, (title.first, at, title.last), (noun, before, after), text)
        if name is not None:
            return _mention(name, units, title)
    return None


def _led_name(
    units: Sequence[Unit], places: tuple[int, int, int], office: tuple[str, str, str], text: Text
) -> str | None:
    """Returns the name of an organisation from its noun and the words beside the head noun at places[1]."""
    first, at, end = places
    noun, before, after = office
    if text.words.head == "last":
        phrase = _before(units, first, at, before, text)
        return f"{phrase} {noun}" if phrase else None
    phrase = "" if before else _after(units, at, end, after, text)
    if not phrase and text.words.bends == "suffixes":
        phrase = _before(units, first, at, before, text)
        phrase = f"of {phrase}" if phrase and text.words.group("article") else phrase
    return f"{noun[:1].upper()}{noun[1:]} {phrase}" if phrase else None


def _of_district(units: Sequence[Unit], title: Title, text: Text) -> Mention | None:
    """Reads `head of X district`, `раиси ноҳияи X`: the administration of the district."""
    if not heads_district(units, title, text):
        return None
    for at in inner_heads(units, title, text):
        name = _led_name(units, (title.first, at, title.last), (text.words.local[0], "", ""), text)
        if name is not None and any(unit.has("district") or unit.capital for unit in units[title.first : title.last]):
            own = [unit for unit in units[title.first : title.last] if not is_head(unit)]
            if any(unit.capital for unit in own):
                return _mention(name, units, title)
    return None


def heads_district(units: Sequence[Unit], title: Title, text: Text) -> bool:
    """Whether a title is that of the head of a town or district, or of a deputy."""
    inner = inner_heads(units, title, text)
    if not text.words.local or not any(units[at].has("head_of_body", "position") for at in inner):
        return False
    for at in range(title.first, title.last):
        if not units[at].has("district") or is_head(units[at]):
            continue
        if text.words.head == "last":
            return at + 1 in inner
        beside = (
            (at - 1, at - 2) if not text.words.group("article") else range(at - 1, max(title.first, at - 5) - 1, -1)
        )
        if any(place in inner and units[place].has("head_of_body") for place in beside):
            return True
    return False


def leads_government(units: Sequence[Unit], title: Title, text: Text) -> bool:
    """Whether a head noun of a title is that of a head of government or a deputy: вице-премьер."""
    return any(text.words.led.get(head_form(units[at])) == GOVERNMENT for at in inner_heads(units, title, text))


def office_noun(units: Sequence[Unit], title: Title, text: Text) -> str | None:
    """Returns the noun of the organisation that a title's holder leads: "mayor" gives "mayor's office"."""
    if heads_district(units, title, text):
        return text.words.local[0]
    nouns = (_office_of(units[at], text)[0] for at in inner_heads(units, title, text))
    return next((noun for noun in nouns if noun is not None and noun != GOVERNMENT), None)


def _office_of(head: Unit, text: Text) -> tuple[str | None, str, str]:
    """Returns the noun of the organisation that a head noun leads, and what the head has before and after its noun."""
    led = text.words.led
    form = head_form(head)
    if form in led:
        return led[form], "", ""
    pieces, printed = form.split(), head.text.split()
    if len(pieces) == 1 or not head.has("body_head"):
        return None, "", ""
    first = next((led[title] for title in led if fold(title) == fold(pieces[0])), None)
    if first is not None:
        return first, "", " ".join(printed[1:])
    for title, noun in led.items():
        if fold(pieces[-1]).startswith(fold(title)) and len(pieces[-1]) - len(title) <= _LONGEST_ENDING:
            return noun, " ".join(printed[:-1]), ""
    return None, "", ""


def _after(units: Sequence[Unit], at: int, last: int, inside: str, text: Text) -> str:
    """Returns the words after a head noun that say what it leads; "" if they name no more than a state."""
    end = at + 1
    while end < last and end - at < _LONGEST and not units[end].has(*_ENDS) and not is_head(units[end]):
        end += 1
    while end > at + 1 and units[end - 1].has(*_SMALL):
        end -= 1
    own = units[at + 1 : end]
    if not inside and all(unit.has("country", "adjective", *_SMALL) for unit in own):
        return ""
    printed = text.quote(own[0].start, own[-1].end) if own else ""
    return f"{inside} {printed}".strip()


def _before(units: Sequence[Unit], first: int, at: int, inside: str, text: Text) -> str:
    """Returns the words before a head noun that say what it leads."""
    while first < at and (units[first].has(*_SMALL) or not units[first].has("word", "quote")):
        first += 1
    end = at
    while end > first and units[end - 1].has("position_modifier"):
        end -= 1
    own = units[first:end]
    if not inside and all(unit.has("country", "place_noun", *_SMALL) for unit in own):
        return ""
    if any(is_head(unit) or (unit.has("comma") and text.words.head == "first") for unit in own):
        return ""
    if own and text.words.head == "last":
        # What hangs on a verb names nothing; "economy, trade and labour" are one ministry's.
        if is_adverbial(own[-1].text, text.words):
            return ""
        own = units[_over_commas(units, first) : end]
    printed = text.quote(own[0].start, own[-1].end) if own else ""
    return f"{printed} {inside}".strip()


def _over_commas(units: Sequence[Unit], first: int) -> int:
    """Returns where a list begins of which the words from `first` on are the end: "A, B and C minister"."""
    listed = any(unit.has("and_word") for unit in units[first : first + _LONGEST])
    while listed and first > 1 and units[first - 1].has("comma"):
        start = first - 1
        while start > 0 and first - start <= _MOST_IN_LIST and units[start - 1].has("word"):
            start -= 1
        plain = units[start : first - 1]
        if (
            not plain
            or len(plain) > _MOST_IN_LIST
            or any(
                is_head(unit)
                or unit.has("said", "opener", "postposition")
                or unit.features(*unit.classes) & {"past", "future"}
                for unit in plain
            )
        ):
            break
        first = start
    return first


def _headed(units: Sequence[Unit], title: Title, text: Text) -> Mention | None:
    """Reads the organisation whose noun a title has: `director of the Centre X`, `X centre's director`."""
    if text.words.head == "last":
        return _headed_last(units, title, text)
    for at in range(title.heads[-1] + 1, title.last):
        unit = units[at]
        if not unit.has(*NOUNS) or is_head(unit):
            continue
        if text.words.group("article"):
            return _headed_by_noun_last(units, title, at, text)
        first = at
        while first > title.heads[-1] + 1 and units[first - 1].capital and not units[first - 1].has(*_SMALL, *_PLACES):
            first -= 1
        end = at + 1
        while end < title.last and end - at < _LONGEST and not units[end].has(*_ENDS) and not is_head(units[end]):
            end += 1
        own = [u for place, u in enumerate(units[first:end], first) if place != at and not u.has(*_SMALL, "country")]
        if not own:
            continue
        words = [each.text for each in units[first : at + 1]]
        name = " ".join(nominative_phrase(words, text.words)) + text.quote(unit.end, units[end - 1].end)
        return _mention(name, units, title)
    return None


def _headed_by_noun_last(units: Sequence[Unit], title: Title, at: int, text: Text) -> Mention | None:
    """Reads `rector of the Agrarian Institute`, `head of the Department of Roads`."""
    first = at
    while first > title.heads[-1] + 1 and not units[first - 1].has("title_link", "and_word", *_ENDS, "article"):
        first -= 1
    end = at + 1
    while end < title.last and not units[end].has(*_ENDS) and not is_head(units[end]):
        end += 1
    own = [u for place, u in enumerate(units[first:end], first) if place != at and not u.has(*_SMALL, "country")]
    if not any(unit.capital for unit in own):
        return None
    return _mention(text.quote(units[first].start, units[end - 1].end), units, title)


def _headed_last(units: Sequence[Unit], title: Title, text: Text) -> Mention | None:
    """Reads `X орталығының директоры`: the words before the head noun, without their case ending."""
    end = title.heads[0]
    while end > title.first and units[end - 1].has("position_modifier", "comma"):
        end -= 1
    first = title.first
    while first < end and (units[first].has("position_modifier", "and_word", "title_link") or units[first].has(*_ENDS)):
        first += 1
    own = units[first:end]
    if len(own) < 2 or not own[-1].has("word") or _is_bare(units, first):
        return None
    noun = citation(own[-1].text, text.words)
    known = own[-1].has(*NOUNS)
    described = [unit for unit in own[:-1] if not unit.has("country", *_SMALL)]
    if not described or not (known or (noun != own[-1].text and any(unit.capital for unit in own))):
        return None
    return _mention(text.quote(own[0].start, own[-1].start) + noun, units, title)


def _is_bare(units: Sequence[Unit], at: int) -> bool:
    """Whether a phrase begins with "the bank's", "the ministry's": with what was named before."""
    return units[at].has(*NOUNS[:3]) and (at == 0 or not units[at].capital)


def _mention(name: str, units: Sequence[Unit], title: Title) -> Mention:
    first, last = title.first, title.last
    return Mention("organisation", name, first, last, units[first].start, units[last - 1].end, inferred=True)
