"""Requirement kinds of this hall: importing a module registers its kind."""

from courses.requirement_kinds import course_completed, quiz_passed

__all__ = ["course_completed", "quiz_passed"]
