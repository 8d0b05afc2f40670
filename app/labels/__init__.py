"""Labels: what codes, countries, currencies, cities and languages are called, in every language."""
