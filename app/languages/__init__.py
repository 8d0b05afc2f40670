"""Words, and how they bend: one folder a language, read into one lexicon for each language of a document."""

from app.languages.lexicon import Lexicon, Sense, lexicon
from app.languages.words import LANGUAGES

__all__ = ["LANGUAGES", "Lexicon", "Sense", "lexicon"]
