"""How names sound across scripts, and the terms by which the search finds words."""
