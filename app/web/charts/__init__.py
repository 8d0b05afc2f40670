"""Charts: their figures, and how they are drawn."""
