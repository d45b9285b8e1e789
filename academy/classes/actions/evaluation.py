"""Evaluations of sessions: who may answer, and their answers, kept apart.

What is done so that no answer leads to a person, and what remains: `models.evaluation`.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse

from academy.classes.actions.claims import patiently
from academy.classes.enums import SessionState
from academy.classes.models import EvaluationAnswer, EvaluationTurn, Session
from academy.classes.models.classes import ENDED
from academy.classes.notice_kinds import EVALUATION_DUE
from academy.classes.queries.roll import ATTENDING
from academy.classes.rules.evaluation import THRESHOLD, check_marks, shown_count
from academy.core.errors import ActionError
from academy.notices.actions import Message, send_notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from academy.classes.models import Enrolment
    from academy.people.models import User

LONGEST = 500
NOT_THERE = "只有到了课的学员可以评这节课。"
NOT_YET = "老师点完名以后才能评课。"
CLOSED = "这个培训班已经归档，不再收评课。"
NO_MARK = "请至少给一项打分。"
ANSWERED = "这节课您已经评过了，谢谢。每节课只评一次，不能再改。"


def open_turns(*, session: Session) -> int:
    """Let everybody who was at a closed session answer once, and tell them. How many there are."""
    came = session.attendances.filter(state__in=ATTENDING).select_related("enrolment__person")
    people = [each.enrolment for each in came]
    # In no order of coming, of the list or of the roll.
    random.SystemRandom().shuffle(people)
    turns = [EvaluationTurn(session_id=session.pk, enrolment=each) for each in people]
    EvaluationTurn.objects.bulk_create(turns, ignore_conflicts=True)
    _tell(session, [each.person for each in people])
    return len(turns)


def adjust_turn(*, session: Session, enrolment: Enrolment, may_answer: bool) -> None:
    """A corrected attendance gives a turn or takes one that was not used."""
    turns = EvaluationTurn.objects.filter(session=session.pk, enrolment=enrolment)
    if not may_answer:
        turns.filter(is_used=False).delete()
    elif not turns.exists():
        EvaluationTurn.objects.create(session_id=session.pk, enrolment=enrolment)
        _tell(session, [enrolment.person])


def _tell(session: Session, people: Iterable[User]) -> None:
    url = reverse("classes:evaluate", args=[session.pk])
    send_notices(
        kind=EVALUATION_DUE,
        messages=[
            Message(
                person=person,
                title=f"请评课：{session.title}",
                key=f"evaluation:{session.pk}:{person.pk}",
                text="点三下就好，不记名。满 5 份才给老师看。",
                url=url,
            )
            for person in people
        ],
    )


@patiently
@transaction.atomic
def answer_evaluation(
    *, session: Session, person: User, marks: Mapping[str, int], comment: str = ""
) -> None:
    """Take one person's answer and forget whose it was.

    Raises ActionError for those who were not there, who answered before, or without any mark.
    """
    session = Session.objects.select_related("training_class").get(pk=session.pk)
    if session.state != SessionState.COMPLETED:
        raise ActionError(NOT_YET)
    if session.training_class.state in ENDED:
        raise ActionError(CLOSED)
    if not marks:
        raise ActionError(NO_MARK)
    try:
        check_marks(marks, session.questions)
    except ValueError as error:
        raise ActionError(str(error)) from error
    turn = _use_turn(session, person)
    comment = comment.strip()[:LONGEST]
    _write_pool(session, [*_pool(session), (dict(marks), comment)])
    # All turns anew, this one used: afterwards nothing sets it apart from the others.
    used = Case(When(pk=turn.pk, then=Value(value=True)), default=F("is_used"))
    EvaluationTurn.objects.filter(session=session.pk).update(is_used=used)


def _use_turn(session: Session, person: User) -> EvaluationTurn:
    """The person's turn, with all turns of the session locked: answers come one by one."""
    turns = EvaluationTurn.objects.filter(session=session.pk).order_by("pk")
    locked = turns.select_for_update(of=("self",)).select_related("enrolment")
    turn = next((each for each in locked if each.enrolment.person_id == person.pk), None)
    if turn is None:
        raise ActionError(NOT_THERE)
    if turn.is_used:
        raise ActionError(ANSWERED)
    return turn


def _pool(session: Session) -> list[tuple[dict[str, int], str]]:
    """The answers that are not shown yet, taken out of the table."""
    rows = EvaluationAnswer.objects.filter(session=session.pk, is_shown=False)
    found = list(rows.values_list("marks", "comment"))
    rows.delete()
    return found


def _write_pool(session: Session, answers: list[tuple[dict[str, int], str]]) -> None:
    """Write them again under new ids and in their order; shown as soon as five can be added."""
    shown = EvaluationAnswer.objects.filter(session=session.pk, is_shown=True).count()
    may_show = shown_count(shown + len(answers), shown_before=shown) - shown >= THRESHOLD
    ids = sorted(uuid4() for _ in answers)
    random.SystemRandom().shuffle(answers)
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(
            id=pk, session_id=session.pk, marks=marks, comment=comment, is_shown=may_show
        )
        for pk, (marks, comment) in zip(ids, answers, strict=True)
    )
