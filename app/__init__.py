"""Komek: a database of aid cooperation, read from press releases, served as a REST API."""
