"""Database search that finds Chinese words."""

from modelsearch.backends.database import SearchBackend

__all__ = ["SearchBackend"]
