"""Published timetables: what is published, who is told, who sees what."""

import datetime as dt

import pytest
from django.db import connection

from academy.classes.actions import cancel_session, place_session, publish_timetable
from academy.classes.enums import ClassState, EnrolmentState, SessionState
from academy.classes.models import ClassEvent, Session, TimetableVersion
from academy.classes.queries.publishing import audience_of, next_publication
from academy.classes.queries.timetable import (
    lessons_of,
    next_session_of,
    today_of,
    week_of,
)
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
    make_trainee,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

SUNDAY = at("10:00", MONDAY - dt.timedelta(days=1))


def published(**fields) -> Session:
    """A session of a class of its own, published."""
    session = place(make_session(title="议事规则"), **fields)
    publish_timetable(training_class=session.training_class, by=make_planner())
    session.refresh_from_db()
    return session


def titles(person, **fields) -> list[str]:
    since = fields.pop("since", SUNDAY)
    return [lesson.entry.title for lesson in lessons_of(person, since=since)]


# --- Publishing ---
def test_publishing_confirms_placed_drafts_and_leaves_the_rest():
    found = make_class()
    placed, unplaced = make_session(found), make_session(found)
    place(placed)
    version = publish_timetable(training_class=found, by=make_planner())
    assert (version.number, [entry.id for entry in version.entries()]) == (1, [placed.pk])
    states = dict(Session.objects.non_polymorphic().values_list("pk", "state"))
    assert states == {placed.pk: SessionState.CONFIRMED, unplaced.pk: SessionState.DRAFT}
    assert placed.claims.active().count() == 1


def test_publishing_twice_is_publishing_once():
    session, planner = published(), make_planner()
    make_trainee(session.training_class)
    again = publish_timetable(training_class=session.training_class, by=planner)
    assert (again.number, TimetableVersion.objects.count()) == (1, 1)
    assert not Notice.objects.exists()
    assert ClassEvent.objects.filter(deed="timetable_published").count() == 1


def test_only_administrators_publish():
    session = place(make_session())
    for person in (make_head_teacher(session.training_class), make_user(Role.LEADER)):
        with pytest.raises(ActionError, match="只有教务可以安排培训班"):
            publish_timetable(training_class=session.training_class, by=person)
    assert not TimetableVersion.objects.exists()


def test_nothing_placed_is_nothing_to_publish():
    with pytest.raises(ActionError, match="还没有排定任何课次"):
        publish_timetable(training_class=make_session().training_class, by=make_planner())


def test_ended_class_publishes_nothing():
    session = place(make_session())
    session.training_class.state = ClassState.CLOSED
    session.training_class.save()
    with pytest.raises(ActionError, match="已经结束"):
        publish_timetable(training_class=session.training_class, by=make_planner())


def test_change_after_the_preview_is_looked_at_first():
    session = published()
    place(session, "14:00")
    seen = next_publication(session.training_class).seen
    place(Session.objects.get(), "15:30")
    with pytest.raises(ActionError, match="预览之后课表又有改动"):
        publish_timetable(training_class=session.training_class, by=make_planner(), seen=seen)
    seen = next_publication(session.training_class).seen
    version = publish_timetable(training_class=session.training_class, by=make_planner(), seen=seen)
    assert version.number == 2


# --- Telling ---
def test_first_publication_says_so_to_everybody_it_concerns():
    found = make_class(name="书记班")
    expected = make_trainee(found, EnrolmentState.CONFIRMED).person
    make_trainee(found, EnrolmentState.NOMINATED)
    head, teacher = make_head_teacher(found), make_teacher(make_user(Role.INSTRUCTOR))
    place(make_session(found, title="议事规则"), teachers=[teacher])
    preview = next_publication(found)
    assert audience_of(found, preview).count == 3
    publish_timetable(training_class=found, by=make_planner())
    told = Notice.objects.filter(kind="classes.timetable_published")
    assert {notice.person for notice in told} == {expected, head, teacher.person}
    notice = told.get(person=expected)
    assert notice.title == "书记班：课表已公布"
    assert notice.text == "共 1 节课，全班从 11月30日 08:30–10:00 开始。"
    assert notice.url == f"/classes/{found.code}/timetable/"


def test_change_is_told_in_words_once():
    first, second = make_room(name="301"), make_room(name="402")
    session = published(room=first)
    trainee = make_trainee(session.training_class).person
    place(session, "14:00", room=second)
    assert not Notice.objects.exists()
    for _ in range(2):
        publish_timetable(training_class=session.training_class, by=make_planner(), note="换大教室")
    notice = Notice.objects.get(person=trainee)
    assert notice.title == f"{session.training_class.name}：课表有 1 处改动"
    assert notice.text == "换大教室　“议事规则” 由 11月30日 08:30 改到 14:00，教室 301→402"


def test_teachers_are_told_what_concerns_them():
    gone, stays = (make_teacher(make_user(Role.INSTRUCTOR)) for _ in range(2))
    found = make_class()
    session, other = make_session(found, title="议事"), make_session(found, title="协商")
    place(session, teachers=[gone])
    place(other, "14:00", teachers=[stays])
    publish_timetable(training_class=found, by=make_planner())
    Notice.objects.all().delete()
    session.refresh_from_db()
    place(session, teachers=[make_teacher()])
    publish_timetable(training_class=found, by=make_planner())
    assert [notice.person for notice in Notice.objects.all()] == [gone.person]


# --- Seeing ---
def test_people_see_the_published_version_only():
    session = published()
    trainee = make_trainee(session.training_class).person
    place(session, "14:00")
    (seen,) = lessons_of(trainee, since=SUNDAY)
    assert seen.starts_at == at("08:30")
    publish_timetable(training_class=session.training_class, by=make_planner())
    (seen,) = lessons_of(trainee, since=SUNDAY)
    assert (seen.starts_at, seen.sequence) == (at("14:00"), 1)
    assert seen.entry.before.starts_at == at("08:30")


def test_cancelled_session_stays_as_cancelled_with_its_reason():
    session = published()
    trainee = make_trainee(session.training_class).person
    cancel_session(session=session, reason="停电", by=make_planner())
    publish_timetable(training_class=session.training_class, by=make_planner())
    (seen,) = lessons_of(trainee, since=SUNDAY)
    assert (seen.is_cancelled, seen.entry.reason, seen.sequence) == (True, "停电", 1)
    with clock.at(SUNDAY):
        assert next_session_of(trainee) is None


def test_everybody_sees_what_concerns_them():
    found, teacher = make_class(), make_teacher(make_user(Role.INSTRUCTOR))
    place(make_session(found, title="甲"), teachers=[teacher])
    place(make_session(found, title="乙"), "14:00")
    publish_timetable(training_class=found, by=make_planner())
    assert titles(make_trainee(found).person) == ["甲", "乙"]
    assert titles(make_head_teacher(found)) == ["甲", "乙"]
    assert titles(teacher.person) == ["甲"]
    assert titles(make_trainee(found, EnrolmentState.NOMINATED).person) == []
    assert titles(make_trainee(make_class()).person) == []
    assert titles(make_user(Role.INSTRUCTOR)) == []


def test_cancelled_class_cancels_its_lessons():
    session = published()
    trainee = make_trainee(session.training_class).person
    session.training_class.state = ClassState.CANCELLED
    session.training_class.save()
    (seen,) = lessons_of(trainee, since=SUNDAY)
    assert (seen.is_cancelled, seen.sequence) == (True, 1)


def test_next_session_is_the_one_that_runs_or_comes():
    found = make_class()
    trainee = make_trainee(found).person
    for time in ("08:30", "14:00"):
        place(make_session(found, title=time), time)
    publish_timetable(training_class=found, by=make_planner())
    for now, title in [("08:00", "08:30"), ("09:59", "08:30"), ("10:00", "14:00")]:
        with clock.at(at(now)):
            assert next_session_of(trainee).entry.title == title
    with clock.at(at("16:00")):
        assert next_session_of(trainee) is None
        assert [len(today_of(trainee)[0]), today_of(trainee)[1]] == [2, None]


def test_week_has_its_days_and_the_parts_that_are_used():
    found = make_class(ends_on=MONDAY + dt.timedelta(days=6))
    trainee = make_trainee(found).person
    place(make_session(found), "08:30")
    place(make_session(found), "18:30")
    publish_timetable(training_class=found, by=make_planner())
    days = week_of(lessons_of(trainee, since=SUNDAY), MONDAY)
    assert [day.date.weekday() for day in days] == [0, 1, 2, 3, 4]
    assert [part.name for part in days[4].parts] == ["上午", "晚上"]
    assert [day.is_free for day in days] == [False, True, True, True, True]
    place(make_session(found), day=MONDAY + dt.timedelta(days=5))
    publish_timetable(training_class=found, by=make_planner())
    assert len(week_of(lessons_of(trainee, since=SUNDAY), MONDAY)) == 6


# --- What it costs ---
@pytest.mark.parametrize("n", [1, 3])
def test_publishing_costs_the_same_for_one_and_for_three(n, django_assert_num_queries):
    found, planner = make_class(), make_planner()
    for number in range(n):
        place(
            make_session(found),
            "08:30",
            MONDAY + dt.timedelta(days=number),
            teachers=[make_teacher(make_user(Role.INSTRUCTOR))],
        )
        make_trainee(found)
    lock = 3 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(22 + lock):
        publish_timetable(training_class=found, by=planner)


@pytest.mark.parametrize("n", [1, 3])
def test_next_session_costs_one_statement(n, django_assert_num_queries):
    person = make_user(Role.TRAINEE)
    for _ in range(n):
        session = published()
        make_trainee(session.training_class, person=person)
    with clock.at(SUNDAY), django_assert_num_queries(1):
        assert next_session_of(person)


def test_a_move_nobody_published_changes_no_version():
    session = published()
    place_session(session=session, starts_at=at("14:00"), room=None, teachers=[], by=make_planner())
    (entry,) = TimetableVersion.objects.get().entries()
    assert (entry.place.starts_at, entry.sequence) == (at("08:30"), 0)
