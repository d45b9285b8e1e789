"""Pages and endpoints of learning."""

from academy.learning.views.player import save, start, submit

__all__ = ["save", "start", "submit"]
