"""Tables of classes."""

from academy.classes.models.attendance import Attendance, Leave, LeaveStep
from academy.classes.models.classes import (
    ClassEvent,
    ClassPaper,
    ClassPolicy,
    ClassStaff,
    TrainingClass,
)
from academy.classes.models.evaluation import EvaluationAnswer, EvaluationTurn
from academy.classes.models.imports import RosterImport, RosterImportRow
from academy.classes.models.people import Expertise, Room, Teacher
from academy.classes.models.planning import Proposal, ProposalItem
from academy.classes.models.resources import (
    Blackout,
    Claim,
    OpeningException,
    OpeningRule,
    Resource,
)
from academy.classes.models.roster import ClassGroup, Enrolment, Quota
from academy.classes.models.sessions import Session, SessionTeacher
from academy.classes.models.timetable import CalendarFeed, TimetableVersion

__all__ = [
    "Attendance",
    "Blackout",
    "CalendarFeed",
    "Claim",
    "ClassEvent",
    "ClassGroup",
    "ClassPaper",
    "ClassPolicy",
    "ClassStaff",
    "Enrolment",
    "EvaluationAnswer",
    "EvaluationTurn",
    "Expertise",
    "Leave",
    "LeaveStep",
    "OpeningException",
    "OpeningRule",
    "Proposal",
    "ProposalItem",
    "Quota",
    "Resource",
    "Room",
    "RosterImport",
    "RosterImportRow",
    "Session",
    "SessionTeacher",
    "Teacher",
    "TimetableVersion",
    "TrainingClass",
]
