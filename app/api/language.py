"""The language of an answer: that of `lang=`, else the one that Accept-Language likes best of those there are."""

from collections.abc import Collection

from fastapi import Request

from app.labels.languages import LANGUAGES


def spoken(lang: str | None, request: Request) -> str:
    """Returns the language to answer in."""
    return lang if lang is not None else preferred(request.headers.get("accept-language", ""))


def preferred(accept: str, *, among: Collection[str] = LANGUAGES) -> str:
    """Returns the language that an Accept-Language header (RFC 9110, 12.5.4) likes best, the first if it likes none."""
    liked = []
    for place, part in enumerate(accept.lower().split(",")):
        tag, _, quality = part.partition(";")
        language = tag.strip().partition("-")[0]
        weight = _weight(quality.strip())
        if weight > 0 and language in among:
            liked.append((-weight, place, language))
    return min(liked)[2] if liked else LANGUAGES[0]


def _weight(quality: str) -> float:
    if not quality:
        return 1.0
    try:
        weight = float(quality.removeprefix("q="))
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
