"""Text without regard to its language: cleaning, tokens, sentences, and folding for comparison and for ids."""
