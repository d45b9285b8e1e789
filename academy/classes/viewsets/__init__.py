"""Admin screens of classes."""

from academy.classes.viewsets.candidates import CandidatesView
from academy.classes.viewsets.faculty import FacultyGroup
from academy.classes.viewsets.times import TimesView

__all__ = ["CandidatesView", "FacultyGroup", "TimesView"]
