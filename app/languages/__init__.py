"""Words of each language and their inflection, a folder per language; a lexicon finds them in texts."""

from app.languages.lexicon import Lexicon, Sense, lexicon
from app.languages.words import LANGUAGES

__all__ = ["LANGUAGES", "Lexicon", "Sense", "lexicon"]
