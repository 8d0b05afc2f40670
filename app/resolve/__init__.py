"""From names to ids: what a text names gets the id of the thing that it means."""

from app.resolve.settle import settle

__all__ = ["settle"]
