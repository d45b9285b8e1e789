"""Reads about evaluations: what one may still answer, and figures that lead to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.classes.enums import SessionState
from academy.classes.models import EvaluationAnswer, EvaluationTurn
from academy.classes.models.classes import ENDED
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules import access
from academy.classes.rules.evaluation import Answer, Hidden, Summary, summarise
from academy.people.models import standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models import Session
    from academy.people.models import User


def turn_of(session: Session, person: User) -> EvaluationTurn | None:
    """Somebody's one chance to evaluate a session; None for those who were not there."""
    return EvaluationTurn.objects.filter(session=session.pk, enrolment__person=person).first()


def open_turns_of(person: User) -> QuerySet[EvaluationTurn]:
    """What somebody may still evaluate, the latest session first."""
    turns = EvaluationTurn.objects.filter(enrolment__person=person, is_used=False)
    still = turns.filter(session__state=SessionState.COMPLETED)
    return still.exclude(session__training_class__state__in=ENDED).order_by("-session__starts_at")


def summary_of(session: Session) -> Summary | Hidden:
    """What may be shown: nothing below five answers, then whole fives. `session`: of its kind."""
    rows = EvaluationAnswer.objects.filter(session=session.pk).order_by("-is_shown", "pk")
    answers = [Answer(row.marks, row.comment) for row in rows]
    shown = sum(1 for row in rows if row.is_shown)
    return summarise(session.questions, answers, shown_before=shown)


def may_see_results(viewer: User, session: Session) -> bool:
    """The session's teachers, head teachers of the class and administrators: never trainees."""
    taught = session.parts.filter(teacher__person=viewer).exists()
    heads = head_teachers_of(session.training_class)
    standing = standing_of(viewer)
    return access.can_keep_class(standing, heads) or (standing.is_active and bool(taught))
