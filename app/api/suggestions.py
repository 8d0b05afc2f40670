"""What somebody meant by a name that does not exist here: by its meaning first, then by its spelling."""

from collections.abc import Collection

from app.labels.lookup import nearest
from app.records.base import Operator

MOST = 3
# Words less alike than this have different meanings: `status` and `state`.
_ALIKE = 0.75
_SEARCH = "/v1/search"

# Parameters by the words that people use for them. Of the parameters of a line, an endpoint has some.
_MEANINGS = """
q: query search text keyword keywords term fulltext find
receiver_country provider_country participant_country organisation_country: country nation state
country city: place location where
provider organisation: donor donors funder giver sponsor financier source
receiver organisation: recipient recipients beneficiary grantee borrower
organisation participant: org organization agency company institution ministry body
person participant: people human name_of_person speaker
date__gte published__gte year__gte since updated_since: from since start after begin
date__gte published__gte year__gte since updated_since: date_from from_date start_date min_date
date__lte published__lte year__lte: to until end before till date_to to_date end_date max_date
date published year: when day month time
amount__gte usd_amount__gte: min_amount amount_min amount_from minimum
amount__lte usd_amount__lte: max_amount amount_max amount_to maximum
amount usd_amount: sum money value price
usd_amount amount: usd dollars
topic sector: theme themes subject category sectors tag tags
kind type meeting_type agreement_type organisation_type: kind type types sort_of
updated_since: modified modified_since changed changed_since updated updated_after
created_since: created created_after added
cursor: page offset skip start_index after_id page_number
limit: per_page page_size pagesize size rows top max first n count results
sort: order order_by orderby sortby sort_by ordering direction
fields: select columns field only attributes
include expand: embed with extra populate
lang: language locale l
group_by: groupby group by dimension dimensions aggregate
measure: measures metric metrics aggregation
facets: facet aggs
"""
# What no parameter does.
_HINTS = {
    "q": f"use {_SEARCH}?q=…",
    "format": "write the format as a suffix of the path, as in /v1/funding.csv",
    "key": "no key is needed",
}
_HINTED = {
    **dict.fromkeys(("q", "query", "search", "text", "keyword", "keywords", "term", "fulltext", "find"), "q"),
    **dict.fromkeys(("format", "output", "output_format", "type_of_file", "accept", "f"), "format"),
    **dict.fromkeys(("key", "api_key", "apikey", "token", "access_token"), "key"),
}
# The lists by what people call them.
_LISTS = """
people: person persons individual individuals human humans politician politicians participant participants
organisations: organisation organization organizations org orgs donor donors funder funders agency agencies recipient
organisations: recipients ministry ministries institution institutions company companies
funding: fund funds fundings grant grants loan loans money sum sums payment payments aid finance
funding: transaction transactions
projects: project programme programmes program programs activity activities
meetings: meeting event events visit visits talks encounter encounters
agreements: agreement memorandum memoranda treaty treaties contract contracts mou
documents: document doc docs article articles press release releases press_releases news texts source sources
stats: statistics statistic stat aggregate aggregates figures
codelists: codelist codes vocabularies vocabulary
changes: change feed updates history
autocomplete: complete completion suggest suggestions typeahead
search: find query
coverage: completeness
quality: accuracy precision recall
status: health healthz ping info version
"""


def _table(lines: str) -> dict[str, list[str]]:
    """Returns by each word after a colon the words before it."""
    found: dict[str, list[str]] = {}
    for line in lines.strip().splitlines():
        meant, _, words = line.partition(":")
        for word in words.split():
            found.setdefault(word, []).extend(meant.split())
    return found


_PARAMETERS, _PATHS = _table(_MEANINGS), _table(_LISTS)
_ROOTS = {name for names in _PATHS.values() for name in names}
_KNOWN = ["/docs", "/redoc", "/guide", "/openapi.json", *sorted(f"/v1/{name}" for name in _ROOTS - {"stats"})]


def suggest_parameters(name: str, known: Collection[str]) -> list[str]:
    """Returns the known parameters that a name may mean, likeliest first.

    A synonym comes first, then a parameter with the name as a word (`country`: `receiver_country`), then what is spelt
    alike. An operator at the end stays: `country__not` means `receiver_country__not`.
    """
    base, mark, operator = name.casefold().replace("-", "_").partition("__")
    suffix = f"__{operator}" if mark and operator in set(Operator) else ""
    plain = [each for each in known if "__" not in each]
    found = _meant(base, plain)
    if not found:
        words = {*plain, *(word for each in plain for word in each.split("_")), *_PARAMETERS}
        found = [each for word in nearest(base, words, most=MOST, cutoff=_ALIKE) for each in _meant(word, plain)]
    there = [f"{each}{suffix}" for each in found if f"{each}{suffix}" in known]
    return list(dict.fromkeys(there))[:MOST]


def _meant(base: str, plain: Collection[str]) -> list[str]:
    """Returns the parameters that a word means: the one of that name, else its synonyms and those that contain it."""
    if base in plain:
        return [base]
    return [*_PARAMETERS.get(base, ()), *(each for each in plain if base in each.split("_"))]


def hint_for(name: str, known: Collection[str]) -> str | None:
    """Returns what to do instead of asking by a parameter that no endpoint has; None where there is no such advice."""
    hint = _HINTED.get(name.casefold())
    return None if hint is None or hint in known else _HINTS[hint]


def suggest_path(path: str) -> str | None:
    """Returns the path that was meant: that of the list by its name here, else the one that is spelt alike."""
    parts = path.split("/")
    names = [_called(part) for part in parts]
    first = next((place for place, name in enumerate(names) if name.partition(".")[0] in _ROOTS), None)
    if first is not None:
        after = first + 2 if names[first] == "stats" else first + 1
        found = "/".join(["/v1", *names[first:after], *parts[after:]])
        if found not in (path, "/v1/stats"):
            return found
    return next(iter(nearest(path, _KNOWN, most=1)), None)


def _called(part: str) -> str:
    """Returns a part of a path with our word for it: `grants.csv` is `funding.csv`."""
    word, dot, suffix = part.partition(".")
    folded = word.casefold()
    return (folded if folded in _ROOTS else _PATHS.get(folded, [word])[0]) + dot + suffix
