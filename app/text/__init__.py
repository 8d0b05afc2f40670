"""Characters, whatever the language: cleaning, tokens, sentences, and foldings for matching and for ids."""
