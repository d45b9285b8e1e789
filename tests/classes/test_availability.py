"""When something can be had: hours, days of their own, blackouts and whom they hit."""

import datetime as dt

import pytest
from django.db import connection

from academy.classes.actions import (
    ClashError,
    add_blackout,
    cancel_session,
    lift_blackout,
    remove_exception,
    set_exception,
    set_openings,
)
from academy.classes.enums import SessionState
from academy.classes.models import Blackout, Claim, OpeningException, OpeningRule, Session
from academy.classes.rules.opening import Opening
from academy.core import clock
from academy.core.errors import ActionError
from academy.notices.models import Notice
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SATURDAY = MONDAY + dt.timedelta(days=5)
MORNING = (dt.time(8), dt.time(12))


def close(resource, begins="08:00", ends="12:00", by=None, reason="出差", day=MONDAY):
    return add_blackout(
        resource=resource,
        starts_at=at(begins, day),
        ends_at=at(ends, day),
        reason=reason,
        by=by or make_planner(),
    )


# --- How far away ---
@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (dt.date(1, 1, 1), MONDAY),
        (dt.date(2025, 11, 29), MONDAY),
        (MONDAY, dt.date(2031, 12, 1)),
        (MONDAY, dt.date(9999, 12, 31)),
    ],
)
def test_blackout_lies_within_a_year_before_and_five_after(begins, ends):
    teacher, planner = make_teacher(), make_planner()
    asked = {"resource": teacher.resource, "reason": "出差", "by": planner}
    with clock.at(at("08:00")):
        with pytest.raises(ActionError, match="要在 2025-11-30 至 2031-11-30 之间"):
            add_blackout(starts_at=at("08:00", begins), ends_at=at("12:00", ends), **asked)
        first, last = at("00:00", dt.date(2025, 11, 30)), at("23:59", dt.date(2031, 11, 30))
        assert add_blackout(starts_at=first, ends_at=last, **asked)[1] == []
    assert Blackout.objects.count() == 1


# --- Hours ---
def test_hours_are_replaced_and_hold_for_bookings():
    teacher, planner = make_teacher(name="张敏"), make_planner()
    set_openings(resource=teacher.resource, rules=[Opening(2, *MORNING)], by=planner)
    rules = [Opening(1, *MORNING), Opening(1, *MORNING)]
    set_openings(resource=teacher.resource, rules=rules, by=planner)
    assert [str(rule) for rule in OpeningRule.objects.all()] == ["周一 08:00–12:00"]
    place(make_session(), "08:30", teachers=[teacher])
    with pytest.raises(ClashError, match="教师张敏 11月30日（周一）只在 08:00–12:00 开放"):
        place(make_session(), "14:00", teachers=[teacher])
    set_openings(resource=teacher.resource, rules=[], by=planner)
    place(make_session(), "14:00", teachers=[teacher])


def test_hours_that_run_backwards_change_nothing():
    teacher, planner = make_teacher(), make_planner()
    set_openings(resource=teacher.resource, rules=[Opening(1, *MORNING)], by=planner)
    with pytest.raises(ActionError, match="结束要晚于开始"):
        set_openings(resource=teacher.resource, rules=[Opening(1, *MORNING[::-1])], by=planner)
    assert OpeningRule.objects.count() == 1


def test_working_saturday_opens_and_a_holiday_closes():
    room, planner = make_room(name="401教室"), make_planner()
    found = make_class(ends_on=SATURDAY)
    set_openings(resource=room.resource, rules=[Opening(1, *MORNING)], by=planner)
    set_exception(resource=room.resource, day=MONDAY, hours=None, by=planner, reason="放假")
    set_exception(resource=room.resource, day=SATURDAY, hours=None, by=planner)
    set_exception(resource=room.resource, day=SATURDAY, hours=MORNING, by=planner, reason="调休")
    assert OpeningException.objects.count() == 2
    with pytest.raises(ClashError, match="不开放"):
        place(make_session(found), room=room)
    place(make_session(found), day=SATURDAY, room=room)
    remove_exception(resource=room.resource, day=MONDAY, by=planner)
    remove_exception(resource=room.resource, day=MONDAY, by=planner)
    place(make_session(found), room=room)


def test_only_administrators_set_hours():
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    fields = {"resource": teacher.resource, "by": teacher.person}
    for deed in (
        lambda: set_openings(rules=[], **fields),
        lambda: set_exception(day=MONDAY, hours=None, **fields),
        lambda: remove_exception(day=MONDAY, **fields),
    ):
        with pytest.raises(ActionError, match="只有教务可以安排培训班"):
            deed()


# --- Blackouts ---
def test_blackout_stands_against_bookings_until_it_is_lifted():
    teacher, planner = make_teacher(name="张敏"), make_planner()
    blackout, hits = close(teacher.resource, by=planner)
    assert (hits, blackout.entered_by) == ([], planner)
    with pytest.raises(ClashError, match="教师张敏 11月30日 08:00–12:00 停用：出差"):
        place(make_session(), teachers=[teacher])
    lift_blackout(blackout=blackout, by=planner)
    lift_blackout(blackout=blackout, by=planner)
    place(make_session(), teachers=[teacher])


def test_late_blackout_names_what_it_hits_and_cancels_nothing():
    teacher = make_teacher()
    first, second = make_session(), make_session()
    place(second, "10:30", teachers=[teacher])
    place(first, "08:30", teachers=[teacher])
    place(make_session(), "14:00", teachers=[teacher])
    place(make_session(), "08:30")
    _, hits = close(teacher.resource)
    assert [hit.pk for hit in hits] == [first.pk, second.pk]
    assert Claim.objects.active().filter(session__in=hits).count() == 4
    assert set(Session.objects.values_list("state", flat=True)) == {SessionState.DRAFT}


@pytest.mark.parametrize(
    ("begins", "ends", "is_hit"),
    [
        ("08:00", "08:30", False),
        ("08:00", "08:31", True),
        ("09:59", "12:00", True),
        ("10:00", "12:00", False),
        ("09:00", "09:10", True),
    ],
)
def test_touching_is_no_hit(begins, ends, is_hit):
    room = make_room(buffer_before=20, buffer_after=20)
    place(make_session(), "08:30", room=room)
    assert bool(close(room.resource, begins, ends)[1]) is is_hit


def test_sessions_that_are_over_or_cancelled_are_not_hit():
    teacher, planner = make_teacher(), make_planner()
    over, cancelled = make_session(), make_session()
    place(over, "08:30", teachers=[teacher])
    Session.objects.filter(pk=over.pk).update(state=SessionState.COMPLETED)
    place(cancelled, "10:30", teachers=[teacher])
    cancel_session(session=cancelled, reason="停电", by=planner)
    assert close(teacher.resource)[1] == []


def test_office_and_head_teachers_are_told_once():
    teacher, planner = make_teacher(name="张敏"), make_planner()
    found = make_class(name="书记班")
    head, other = make_head_teacher(found), make_head_teacher(make_class())
    place(make_session(found, title="议事规则"), teachers=[teacher], by=planner)
    place(make_session(title="社区协商"), "10:30", teachers=[teacher], by=planner)
    blackout, _ = close(teacher.resource, by=planner)
    again, hits = close(teacher.resource, by=planner)
    assert (again, len(hits), Blackout.objects.count()) == (blackout, 2, 1)
    told = {notice.person: notice for notice in Notice.objects.all()}
    assert set(told) == {planner, head}
    assert told[planner].title == "停用时段影响 2 个课次"
    assert told[head].title == "停用时段影响 1 个课次"
    assert told[head].text == (
        "教师张敏 11月30日 08:00–12:00 停用：出差。课次没有自动取消，请改期或换人："
        "“议事规则”（书记班，11月30日（周一） 08:30–10:00）。"
    )
    assert told[head].url == f"/classes/{found.code}/"
    assert other not in told


def test_nobody_is_told_where_nothing_is_hit():
    make_planner()
    close(make_teacher().resource)
    assert not Notice.objects.exists()


def test_teacher_closes_own_time_and_nobody_elses():
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    blackout, _ = close(teacher.resource, by=teacher.person)
    lift_blackout(blackout=blackout, by=teacher.person)
    theirs, _ = close(make_teacher().resource)
    for deed in (
        lambda: close(make_teacher().resource, by=teacher.person),
        lambda: close(make_room().resource, by=teacher.person),
        lambda: lift_blackout(blackout=theirs, by=teacher.person),
    ):
        with pytest.raises(ActionError, match="只有教务和教师本人可以登记停用时段"):
            deed()


def test_blackout_without_a_reason_or_backwards_is_refused():
    teacher = make_teacher()
    with pytest.raises(ActionError, match="请写明原因"):
        close(teacher.resource, reason="  ")
    with pytest.raises(ActionError, match="结束要晚于开始"):
        close(teacher.resource, "12:00", "12:00")
    assert not Blackout.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_blackout_costs_the_same_however_much_it_hits(n, django_assert_num_queries):
    planner, room = make_planner(), make_room()
    for hour in range(n):
        place(make_session(), f"{14 + 2 * hour}:00", room=room, by=planner)
    lock = 3 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(20 + lock):
        close(room.resource, "08:00", "20:00", by=planner)
