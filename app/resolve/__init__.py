"""Resolves names to ids, and decides whether two names, sums or meetings are the same."""

from app.resolve.settle import settle

__all__ = ["settle"]
