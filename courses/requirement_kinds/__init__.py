"""Requirement kinds of this hall: importing a module registers its kind."""

from courses.requirement_kinds import quiz_passed

__all__ = ["quiz_passed"]
