"""HTTP, and nothing else: answers of the query floor in envelopes, and errors that say what would be right."""
