"""Blackouts and load limits against bookings at the same moment: 32 real processes.

Positive controls first: with the lock left out, a booking slips past a blackout that does not
name it, and a teacher gets more sessions than their limit.
"""

import pytest

from academy.classes.models import Blackout, Session
from academy.notices.models import Notice
from tests.classes.test_races import contend as contend
from tests.factories.classes import make_planner, make_session, make_teacher

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 32
REFUSED = "停用：出差"


def placed() -> set[int]:
    found = Session.objects.non_polymorphic().filter(starts_at__isnull=False)
    return set(found.values_list("pk", flat=True))


def bookings_and_blackouts(reasons: list[str]):
    """Many bookings of one teacher, all at hours of their own; some close the teacher's day."""
    shared = {"by": make_planner().pk, "teacher": make_teacher().pk}
    sessions = [make_session(minutes=10).pk for _ in range(PROCESSES - len(reasons))]
    asked = [
        {"session": pk, "minute": 20 * n, "wait": n / 100, **shared}
        for n, pk in enumerate(sessions)
    ]
    closing = [
        {"reason": reason, "wait": 0.4 + n / 20, **shared} for n, reason in enumerate(reasons)
    ]
    return [*asked, *closing]


def test_without_the_lock_a_booking_slips_past_the_blackout(contend):
    answers = contend("teach-unlocked", bookings_and_blackouts([f"出差{n}" for n in range(8)]))

    hits = [set(answer) for answer in answers if isinstance(answer, list)]
    assert any(placed() - hit for hit in hits)


def test_every_booking_is_refused_or_named_by_every_blackout(contend):
    answers = contend("teach", bookings_and_blackouts(["出差"] * 8))

    hits = [set(answer) for answer in answers if isinstance(answer, list)]
    assert len(hits) == 8
    # What came after the first was refused: each of them names all that is placed.
    assert all(hit == placed() for hit in hits)
    booked = [answer for answer in answers if isinstance(answer, str)]
    assert booked.count("placed") == len(placed())
    assert all(answer == "placed" or REFUSED in answer for answer in booked)
    # All said the same of the same day: it is entered, and told, once.
    assert Blackout.objects.count() == 1
    assert Notice.objects.count() == (1 if placed() else 0)


def lessons_of_a_teacher_with_a_limit():
    shared = {"by": make_planner().pk, "teacher": make_teacher(sessions_per_day=3).pk}
    sessions = [make_session(minutes=10).pk for _ in range(PROCESSES)]
    return [{"session": pk, "minute": 20 * n, **shared} for n, pk in enumerate(sessions)]


def test_without_the_lock_a_teacher_gets_too_many(contend):
    contend("teach-unlocked", lessons_of_a_teacher_with_a_limit())

    assert len(placed()) > 3


def test_limit_of_a_day_is_kept_exactly(contend):
    answers = contend("teach", lessons_of_a_teacher_with_a_limit())

    assert answers.count("placed") == len(placed()) == 3
    assert all(each == "placed" or "每天最多 3 节" in each for each in answers)
