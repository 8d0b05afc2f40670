"""Makes the sounds of names in any script, and the terms by which the search finds words."""
