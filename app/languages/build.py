"""Builds forms.json with all forms of the Russian words and names, so that no start has to inflect them.

`python -m app.languages.build` writes the file; `--check` exits with 1 if it would differ.
"""

import json
import sys

from app.languages.lexicon import FORMS, thing_entries
from app.languages.paradigm import forms
from app.languages.words import LANGUAGES, read_words
from app.registry import load_registry


def built() -> str:
    """Returns the text of the file: a line per dictionary form, sorted; the same input gives the same text."""
    paradigms = {code for code in LANGUAGES if read_words(code).bends == "paradigm"}
    texts = {form for code in paradigms for _, _, form in read_words(code).entries()}
    texts |= {entry.text for entry in thing_entries(load_registry()) if entry.sense.lang in paradigms}
    lines = (f"{json.dumps(text, ensure_ascii=False)}:{_packed(text)}" for text in sorted(texts))
    return '{"forms":{\n' + ",\n".join(lines) + "\n}}\n"


def _packed(text: str) -> str:
    return json.dumps(forms(text), ensure_ascii=False, separators=(",", ":"))


def main(arguments: list[str]) -> int:
    """Writes or checks the file; returns the exit code."""
    text = built()
    if arguments == ["--check"]:
        same = FORMS.is_file() and FORMS.read_text(encoding="utf-8") == text
        print("forms.json is up to date" if same else "forms.json is out of date: run python -m app.languages.build")
        return 0 if same else 1
    FORMS.write_text(text, encoding="utf-8")
    print(f"wrote {FORMS.name}: {text.count(chr(10)) - 2} dictionary forms, {len(text.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
