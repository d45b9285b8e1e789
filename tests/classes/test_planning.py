"""Classes as the timetabling help sees them, and what it answers as a proposal."""

import datetime as dt
from importlib.util import find_spec
from uuid import uuid4

import pytest

from academy.classes.actions import cancel_session
from academy.classes.actions.planning import propose_class, propose_replanning
from academy.classes.enums import ClassState, SessionState
from academy.classes.models import (
    Blackout,
    Claim,
    OpeningException,
    OpeningRule,
    Proposal,
    Session,
    SessionTeacher,
)
from academy.classes.planning import problem as engine
from academy.classes.planning import solver
from academy.classes.planning.best import best_places
from academy.classes.planning.checker import sessions_without_candidates
from academy.classes.queries.planning import load_class, problem_for
from academy.core.errors import ActionError
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.people.enums import Role
from courses.models import SelfStudySession
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.people import make_user
from tests.factories.planned import (
    TUESDAY,
    WEDNESDAY,
    make_field,
    make_lecturer,
    make_task,
    pretend_now,
    work_off,
)

pytestmark = pytest.mark.django_db
needs_solver = pytest.mark.skipif(not find_spec("ortools"), reason="OR-Tools is optional")


@pytest.fixture(autouse=True)
def a_week_before():
    with pretend_now():
        yield


def problem_of(training_class):
    return load_class(training_class).problem


def only_wish(training_class):
    (wish,) = problem_of(training_class).sessions
    return wish


# --- The class ---
def test_class_meets_on_its_weekdays_and_on_days_moved_in():
    found = make_class(ends_on=MONDAY + dt.timedelta(days=6))
    saturday = MONDAY + dt.timedelta(days=5)
    hours = {"opens_at": dt.time(8), "closes_at": dt.time(17)}
    OpeningException.objects.create(resource=found.resource, day=saturday, **hours)
    OpeningException.objects.create(resource=found.resource, day=TUESDAY)
    (facts,) = problem_of(found).classes
    wanted = [0, 2, 3, 4, 5]
    assert facts.days == tuple(MONDAY + dt.timedelta(days=n) for n in wanted)


def test_class_on_a_weekend_meets_on_it():
    saturday = MONDAY + dt.timedelta(days=5)
    found = make_class(starts_on=saturday, ends_on=saturday)
    assert problem_of(found).classes[0].days == (saturday,)


def test_places_are_looked_for_on_days_to_come(a_week_before):
    monday_before = MONDAY - dt.timedelta(days=7)
    found = make_class(starts_on=monday_before, ends_on=monday_before + dt.timedelta(days=2))
    days = problem_of(found).classes[0].days
    assert days == (monday_before + dt.timedelta(days=1), monday_before + dt.timedelta(days=2))


def test_headcount_is_that_of_the_write_path():
    found = make_class(capacity=40)
    assert problem_of(found).classes[0].headcount == 40
    make_trainee(found)
    assert problem_of(found).classes[0].headcount == 1


# --- What is taken ---
def test_other_bookings_are_named_with_their_contact_and_buffers():
    teacher, room = make_lecturer(), make_room(60, buffer_after=15)
    other = make_class(name="党建班", contact="班主任 周明")
    place(make_session(other, title="社区协商"), room=room, teachers=[teacher])
    found = make_class()
    make_session(found, subject=make_field())
    problem = problem_of(found)
    taken = problem.teacher_by_id[teacher.resource_id].resource.busy
    label = "“社区协商”（党建班）"
    assert taken == (
        engine.Busy(at("08:30"), at("10:00"), label, "班主任 周明", 1, is_teaching=True),
    )
    (busy,) = problem.room_by_id[room.resource_id].busy
    assert (busy.end, busy.persons, busy.is_teaching) == (at("10:15"), 40, False)


def test_own_sessions_stand_in_their_places_and_are_no_bookings():
    teacher, room, found = make_lecturer(), make_room(60), make_class()
    session = place(make_session(found, subject=make_field()), room=room, teachers=[teacher])
    problem = problem_of(found)
    (wish,) = problem.sessions
    assert wish.current == engine.Place(
        session.starts_at, session.ends_at, (teacher.resource_id,), room.resource_id
    )
    assert [each.busy for each in problem.resources] == [(), (), ()]


def test_hours_seasons_exceptions_and_blackouts():
    room, found = make_room(60), make_class()
    make_session(found)
    for opens, closes in [("08:00", "12:00"), ("12:00", "23:59")]:
        OpeningRule.objects.create(
            resource=room.resource,
            weekday=1,
            opens_at=opens,
            closes_at=closes,
            valid_until=MONDAY,
        )
    OpeningException.objects.create(resource=room.resource, day=TUESDAY)
    Blackout.objects.create(
        resource=room.resource,
        starts_at=at("00:00", MONDAY - dt.timedelta(days=90)),
        ends_at=at("12:00"),
        reason="维修",
    )
    (read,) = problem_of(found).rooms
    assert read.openings.weekly == (
        engine.WeeklyWindow(0, dt.time(8), dt.time(0), dt.date.min, MONDAY),
    )
    assert read.openings.exceptions == {TUESDAY: ()}
    assert read.blackouts == (engine.Blackout(at("00:00"), at("12:00"), "维修"),)


def test_what_is_out_of_use_is_never_offered():
    found, teacher, room = make_task(1)
    spare = make_room(60)
    for each in (teacher, room):
        each.is_active = False
        each.save()
    session = found.sessions.get()
    assert best_places(problem_of(found), session.pk).places == ()
    make_lecturer(name="李强")
    places = best_places(problem_of(found), session.pk).places
    assert {each.place.room_id for each in places} == {spare.resource_id}


# --- The sessions ---
def test_a_name_in_the_field_may_be_replaced_once_it_stands():
    found, teacher, _ = make_task(1)
    session = found.sessions.get()
    SessionTeacher.objects.create(session=session, teacher=teacher)
    assert only_wish(found).fixed_teacher_ids == (teacher.resource_id,)
    place(session, teachers=[teacher])
    assert only_wish(found).fixed_teacher_ids is None


def test_names_for_other_reasons_and_teams_are_kept():
    found, teacher, _ = make_task(1)
    session, guest = found.sessions.get(), make_teacher()
    place(session, teachers=[guest])
    assert only_wish(found).fixed_teacher_ids == (guest.resource_id,)
    place(session, teachers=[guest, teacher])
    assert set(only_wish(found).fixed_teacher_ids) == {guest.resource_id, teacher.resource_id}


def test_nobody_is_proposed_where_nothing_says_who_could_teach():
    found = make_class()
    make_session(found)
    assert only_wish(found).fixed_teacher_ids == ()


def test_kinds_say_what_they_need():
    found = make_class()
    values = {"training_class": found, "title": "自学", "subject": make_field(), "seq": 1}
    SelfStudySession.objects.create(**values)
    wish = only_wish(found)
    assert (wish.fixed_teacher_ids, wish.needs_room) == ((), False)


def test_pins_are_kept():
    found, teacher, room = make_task(1)
    session = place(found.sessions.get(), room=room, teachers=[teacher])
    Session.objects.update(pinned_teacher=True, pinned_room=True)
    wish = only_wish(found)
    assert wish.pins == engine.Pins(None, (teacher.resource_id,), room.resource_id)
    assert not wish.is_constant
    Session.objects.update(pinned_time=True)
    assert only_wish(found).pins.start == session.starts_at
    assert only_wish(found).is_constant


@pytest.mark.parametrize(
    ("starts_at", "state", "is_constant"),
    [
        (at("08:30"), SessionState.DRAFT, False),
        (at("08:30"), SessionState.CONFIRMED, False),
        (at("08:30"), SessionState.PENDING, True),
        (at("08:59", MONDAY - dt.timedelta(days=5)), SessionState.CONFIRMED, True),
        (at("09:00", MONDAY - dt.timedelta(days=5)), SessionState.CONFIRMED, False),
        (at("08:30", MONDAY - dt.timedelta(days=20)), SessionState.COMPLETED, True),
    ],
)
def test_past_soon_and_held_by_others_is_constant(starts_at, state, is_constant):
    days = {"starts_on": MONDAY - dt.timedelta(days=14)}
    found = make_class(**days)
    length = dt.timedelta(minutes=90)
    make_session(found, starts_at=starts_at, ends_at=starts_at + length, state=state)
    assert only_wish(found).is_constant is is_constant


def test_cancelled_sessions_are_not_asked_about():
    found = make_class()
    cancel_session(session=place(make_session(found)), reason="改期", by=make_planner())
    assert problem_of(found).sessions == ()


def test_days_and_minutes_of_a_teacher_are_limits():
    found, teacher, _ = make_task(1)
    teacher.sessions_per_day, teacher.minutes_per_week = 2, 180
    teacher.save()
    (facts,) = problem_of(found).teachers
    assert (facts.sessions_per_day, facts.minutes_per_week) == (2, 180)
    assert facts.expertise == {"基层治理"}


def test_limits_of_a_week_count_its_days_outside_the_class():
    found, teacher, _ = make_task(1, ends_on=TUESDAY)
    teacher.minutes_per_week = 180
    teacher.save()
    session, friday = found.sessions.get(), MONDAY + dt.timedelta(days=4)
    elsewhere = make_class()
    place(make_session(elsewhere), "08:30", friday, teachers=[teacher])
    assert len(best_places(problem_of(found), session.pk).places) == 5
    place(make_session(elsewhere), "10:20", friday, teachers=[teacher])
    answer = best_places(problem_of(found), session.pk)
    assert answer.places == ()
    assert "教师课量已满 8 种" in answer.explanation.summary


def test_blockers_are_named_in_words():
    """A room too few: the checker says who has it, and whom to ask."""
    found, _, room = make_task(1, ends_on=MONDAY)
    other = make_class(name="党建班", contact="班主任 周明")
    for number, time in enumerate(["08:30", "10:20", "13:30", "15:20"], 1):
        place(make_session(other, title=f"第{number}课"), time, room=room)
    Session.objects.filter(training_class=other).update(pinned_time=True)
    (explanation,) = sessions_without_candidates(problem_of(found))
    assert "没有一种可行" in explanation.summary
    assert (
        "11月30日（周一）上午 08:30–10:00：教室一号教室已有“第1课”（党建班），联系班主任 周明"
        in explanation.lines
    )


@pytest.mark.parametrize("n", [1, 3])
def test_statements_do_not_grow(n, django_assert_num_queries):
    classes = []
    for _ in range(n):
        found, teacher, room = make_task(n, name=f"班{n}") if not classes else (make_class(), 0, 0)
        classes.append(found)
        if teacher:
            place(found.sessions.first(), room=room, teachers=[teacher])
    for number in range(n):
        make_lecturer(name=f"王{number}")
        place(make_session(classes[-1]), "10:20", MONDAY + dt.timedelta(days=number))
    last = MONDAY + dt.timedelta(days=4)
    problem_for(classes=classes, first=MONDAY, last=last)
    with django_assert_num_queries(12):
        problem_for(classes=classes, first=MONDAY, last=last)


# --- Asked for ---
def test_arranging_writes_a_proposal_and_no_session():
    found, teacher, room = make_task(2)
    planner = make_planner()
    before = list(Session.objects.non_polymorphic().values())
    job = work_off(propose_class(training_class=found, by=planner))
    assert (job.state, job.error) == (JobState.DONE, "")
    proposal = Proposal.objects.get()
    assert job.result_url.endswith(f"/classes/planning/proposals/{proposal.pk}/")
    assert (proposal.training_class, proposal.made_by) == (found, planner)
    assert proposal.words == "2 次课有建议。"
    items = list(proposal.items.order_by("starts_at"))
    assert [item.session.title for item in items] == ["第1讲", "第2讲"]
    assert {item.room for item in items} == {room}
    assert {each for item in items for each in item.teachers.all()} == {teacher}
    assert all("符合课次顺序" in item.reasons for item in items)
    assert list(Session.objects.non_polymorphic().values()) == before
    assert not Claim.objects.exists()


def test_without_the_solver_classes_are_arranged_all_the_same(monkeypatch):
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    found, *_ = make_task(2)
    work_off(propose_class(training_class=found, by=make_planner()))
    assert Proposal.objects.get().words == "2 次课有建议。"


def test_what_cannot_stand_is_explained():
    found, teacher, _ = make_task(1)
    Blackout.objects.create(
        resource=teacher.resource,
        starts_at=at("00:00"),
        ends_at=at("23:00", MONDAY + dt.timedelta(days=4)),
        reason="外出学习",
    )
    work_off(propose_class(training_class=found, by=make_planner()))
    proposal = Proposal.objects.get()
    item = proposal.items.get()
    assert proposal.words == "1 次课排不下。"
    assert item.starts_at is None
    assert "教师停用 20 种" in item.summary
    assert item.blockers[0].endswith("教师张敏停用：外出学习")


def test_one_press_is_one_job():
    found, *_ = make_task(1)
    planner, key = make_planner(), uuid4()
    jobs = {propose_class(training_class=found, by=planner, key=key) for _ in range(2)}
    assert len(jobs) == Job.objects.count() == 1


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_ask(role):
    found, teacher, _ = make_task(1)
    by = make_user(role)
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        propose_class(training_class=found, by=by)
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        propose_replanning(
            teacher=teacher, starts_at=at("08:00"), ends_at=at("18:00"), reason="", by=by
        )
    assert not Job.objects.exists()


def test_ended_classes_are_not_arranged():
    found = make_class(ClassState.CLOSED)
    with pytest.raises(ActionError, match="已经结束"):
        propose_class(training_class=found, by=make_planner())


# --- A teacher falls out ---
def ask(teacher, first=TUESDAY, last=WEDNESDAY, by=None):
    return propose_replanning(
        teacher=teacher,
        starts_at=at("00:00", first),
        ends_at=at("23:59", last),
        reason="病假",
        by=by or make_planner(),
    )


def test_replanning_needs_the_solver(monkeypatch):
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    _, teacher, _ = make_task(1)
    with pytest.raises(ActionError, match="系统没有安装求解器"):
        ask(teacher)
    assert not Job.objects.exists()


@needs_solver
def test_absence_runs_forward_and_hits_something():
    _, teacher, _ = make_task(1)
    with pytest.raises(ActionError, match="结束时间要晚于开始时间"):
        ask(teacher, WEDNESDAY, MONDAY)
    with pytest.raises(ActionError, match="已经过去"):
        ask(teacher, MONDAY - dt.timedelta(days=30), MONDAY - dt.timedelta(days=29))
    job = work_off(ask(teacher))
    assert (job.state, job.error) == (JobState.FAILED, "张敏在这段时间里没有课，不用重排。")


@needs_solver
def test_only_sessions_hit_change_and_pins_stay():
    found, teacher, room = make_task(4)
    substitute = make_lecturer(name="李强")
    monday, tuesday, wednesday, pinned = found.sessions.order_by("seq")
    place(monday, room=room, teachers=[teacher])
    place(tuesday, day=TUESDAY, room=room, teachers=[teacher])
    place(wednesday, day=WEDNESDAY, room=room, teachers=[teacher])
    place(pinned, "10:20", WEDNESDAY, room=room, teachers=[teacher])
    Session.objects.filter(pk=pinned.pk).update(pinned_time=True)
    before = list(Session.objects.non_polymorphic().values())
    work_off(ask(teacher))
    proposal = Proposal.objects.get()
    assert proposal.title == "教师请假重排：张敏（12月1日至12月2日）"
    assert proposal.words == "2 次课有建议，1 次课排不下。"
    items = {item.session_id: item for item in proposal.items.all()}
    assert set(items) == {tuesday.pk, wednesday.pk, pinned.pk}
    for session in (tuesday, wednesday):
        item = items[session.pk]
        assert (item.starts_at, item.room) == (session.starts_at, room)
        assert list(item.teachers.all()) == [substitute]
    assert (items[pinned.pk].starts_at, items[pinned.pk].reasons) == (
        None,
        ["课次已固定，请人工调整"],
    )
    assert list(Session.objects.non_polymorphic().values()) == before
