"""Charts: which exist, the figures they show, and how they are drawn."""
