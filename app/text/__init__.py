"""Characters, language-blind: cleaning, tokens, sentences, and foldings for matching and for ids."""
