"""Makes readable ids from names in any script."""

import hashlib
import re
import unicodedata

import iuliia

# Letters of Kazakh, Kyrgyz, Uzbek and Tajik, which the Russian schema of iuliia does not have.
_LETTERS = str.maketrans(
    {
        "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и",
        "ў": "у", "ҳ": "х", "ҷ": "дж", "ӣ": "и", "ӯ": "у", "ж": "ж",
    }
)  # fmt: skip
_LONGEST = 60


def slug(name: str) -> str:
    """Returns a name in lower-case ASCII with hyphens, at most 60 characters; a longer one is cut and ends in a hash.

    The transliteration is Wikipedia's, from the package iuliia. A name without a letter or digit gives a hash.
    """
    latin = iuliia.WIKIPEDIA.translate(name.casefold().translate(_LETTERS))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if 0 < len(words) <= _LONGEST:
        return words
    digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
    return f"{words[: _LONGEST - 9].rstrip('-')}-{digest}".lstrip("-")
