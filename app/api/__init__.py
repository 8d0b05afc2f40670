"""HTTP, and nothing else: what the query floor answers, in envelopes, with errors that say what would be right."""
