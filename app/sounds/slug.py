"""Readable ids out of names in any of our scripts."""

import hashlib
import re
import unicodedata

from app.sounds.latin import latin

_LONGEST = 60


def slug(name: str) -> str:
    """Returns the name in lower-case ASCII with hyphens, at most 60 characters; a longer one ends in a hash.

    A name without a letter or digit gives its hash.
    """
    plain = unicodedata.normalize("NFKD", latin(name.casefold())).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if 0 < len(words) <= _LONGEST:
        return words
    digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
    return f"{words[: _LONGEST - 9].rstrip('-')}-{digest}".lstrip("-")
