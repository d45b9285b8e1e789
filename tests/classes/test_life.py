"""A class from the plan to the archive."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.test import TestCase
from django.urls import reverse

from academy.classes.actions.classes import (
    OvertakenClassError,
    change_class,
    copy_class,
    file_paper,
    plan_class,
    set_quotas,
    set_staff,
)
from academy.classes.actions.life import chase_closing, move_class
from academy.classes.enums import (
    ClassState,
    EnrolmentState,
    PaperKind,
    SessionState,
    StaffDuty,
)
from academy.classes.models import Claim, Resource, Session, TrainingClass
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
    make_quota,
    make_room,
    make_session,
    make_trainee,
    place,
)
from tests.factories.duties import work
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db
FACTS = {
    "code": "2026-900",
    "name": "社区书记示范班",
    "year": 2026,
    "starts_on": MONDAY,
    "ends_on": MONDAY + dt.timedelta(days=4),
    "capacity": 40,
}


def move(found, to, by=None, **fields):
    return move_class(training_class=found, to=to, by=by or make_planner(), **fields)


def ready_class(state, **fields):
    """A class in a state in which nothing is missing for the next one."""
    found = make_class(state, aim="提高议事能力", **fields)
    make_head_teacher(found)
    make_quota(found)
    return found


# --- The plan ---
def test_planned_class_has_a_resource_and_a_first_line():
    found = plan_class(by=make_planner(), **FACTS)
    assert found.state == ClassState.PLANNED
    assert found.resource.name == "社区书记示范班"
    assert [event.words for event in found.events.all()] == ["列入年度计划"]


def test_code_that_is_taken_is_refused_in_words():
    planner = make_planner()
    plan_class(by=planner, **FACTS)
    with pytest.raises(ActionError, match="编号“2026-900”已被别的培训班使用"):
        plan_class(by=planner, **FACTS)
    assert TrainingClass.objects.count() == 1


def test_code_that_is_a_word_would_stand_in_the_way_of_a_page():
    with pytest.raises(ActionError, match="至少要有一个数字"):
        plan_class(by=make_planner(), **FACTS | {"code": "today"})


def test_end_before_the_beginning_is_refused_in_words():
    with pytest.raises(ActionError, match="结业日期不能早于开班日期"):
        plan_class(by=make_planner(), **FACTS | {"ends_on": dt.date(2026, 11, 29)})


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.HEAD_TEACHER, Role.INSTRUCTOR])
def test_only_administrators_plan_classes(role):
    with pytest.raises(ActionError, match="只有教务"):
        plan_class(by=make_user(role), **FACTS)


def test_change_renames_what_others_see_and_is_logged():
    found = plan_class(by=make_planner(), **FACTS)
    change_class(training_class=found, by=make_planner(), name="书记班", version=1)
    assert Resource.objects.get().name == "书记班"
    assert found.events.first().words == "修改了班名"


def test_change_of_something_somebody_else_changed_is_refused():
    found, planner = plan_class(by=make_planner(), **FACTS), make_planner()
    change_class(training_class=found, by=planner, name="书记班", version=1)
    with pytest.raises(OvertakenClassError, match=f"已由{planner}处理"):
        change_class(training_class=found, by=make_planner(), name="网格员班", version=1)
    assert TrainingClass.objects.get().name == "书记班"


def test_days_cannot_leave_placed_sessions_behind():
    found = make_class(ClassState.APPROVED)
    place(make_session(found, title="议事规则"), day=MONDAY)
    later = MONDAY + dt.timedelta(days=1)
    with pytest.raises(ActionError, match="“议事规则”会落在班期之外"):
        change_class(training_class=found, by=make_planner(), starts_on=later)


def test_copy_brings_everything_but_the_people_and_the_places():
    found = ready_class(ClassState.RUNNING)
    make_trainee(found)
    place(make_session(found, title="议事规则", minutes=120))
    made = copy_class(
        training_class=found,
        code="2027-001",
        name="第二期",
        starts_on=dt.date(2027, 3, 1),
        by=make_planner(),
    )
    assert (made.state, made.year, made.ends_on) == (
        ClassState.PLANNED,
        2027,
        dt.date(2027, 3, 5),
    )
    assert (made.staff.count(), made.quotas.count(), made.enrolments.count()) == (1, 1, 0)
    [session] = made.sessions.all()
    assert (session.title, session.minutes, session.starts_at) == ("议事规则", 120, None)
    assert not Claim.objects.filter(session=session).exists()


# --- People and quotas ---
def test_head_teacher_must_be_one_and_becomes_the_contact():
    found, head = make_class(), make_user(Role.HEAD_TEACHER, name="周老师", phone="13900000001")
    with pytest.raises(ActionError, match="没有班主任的任职"):
        set_staff(
            training_class=found,
            duties={StaffDuty.HEAD_TEACHER: [make_user(Role.TRAINEE)]},
            by=make_planner(),
        )
    for _ in range(2):
        set_staff(training_class=found, duties={StaffDuty.HEAD_TEACHER: [head]}, by=make_planner())
    assert Resource.objects.get(pk=found.resource_id).contact == "班主任 周老师 13900000001"
    assert found.events.filter(deed="staffed").count() == 1


def test_quota_is_never_below_what_is_taken():
    found, district = make_class(ClassState.ANNOUNCED), make_organisation()
    street = make_organisation(district)
    planner = make_planner()
    set_quotas(training_class=found, places={district: 2, street: 1}, by=planner)
    make_trainee(found, "nominated", organisation=district)
    make_trainee(found, "approved", organisation=district)
    make_trainee(found, "approved", organisation=street)
    # What the street has taken is no place of the district's.
    set_quotas(training_class=found, places={district: 1, street: 1}, by=planner)
    with pytest.raises(ActionError, match="已同意 2 人"):
        set_quotas(training_class=found, places={district: 1}, by=planner)
    with pytest.raises(ActionError, match="占着名额"):
        set_quotas(training_class=found, places={street: 1}, by=planner)
    assert sorted(found.quotas.values_list("places", flat=True)) == [1, 1]


# --- Steps ---
def test_announcing_tells_the_managers_nearest_to_each_unit_once():
    found = ready_class(ClassState.APPROVED)
    street = found.quotas.get().organisation
    community = make_organisation(street)
    make_quota(found, 2, organisation=community)
    manager = make_user(Role.ORGANISATION_MANAGER, street)
    move(found, ClassState.ANNOUNCED)
    notice = Notice.objects.get(person=manager)
    assert notice.text == f"名额：{street} 5 人，{community} 2 人。请在开班前报名。"
    assert notice.url == reverse("classes:nomination", args=[found.code])


def test_everything_that_is_missing_is_said_at_once_and_nothing_changes():
    found = make_class(ClassState.APPROVED)
    with pytest.raises(ActionError, match="指定班主任；给单位分配名额"):
        move(found, ClassState.ANNOUNCED)
    found.refresh_from_db()
    assert (found.state, found.version) == (ClassState.APPROVED, 1)


def test_step_that_is_not_the_next_is_refused():
    with pytest.raises(ActionError, match="不能直接改为"):
        move(make_class(ClassState.PLANNED), ClassState.RUNNING)


def test_leader_approves_and_does_not_announce():
    found = make_class(ClassState.PLANNED, aim="提高议事能力")
    leader = make_user(Role.LEADER)
    move(found, ClassState.APPROVED, leader)
    with pytest.raises(ActionError, match="只有教务"):
        move(found, ClassState.ANNOUNCED, leader)
    with pytest.raises(ActionError, match="院领导或教务"):
        move(make_class(ClassState.PLANNED), ClassState.APPROVED, make_user(Role.HEAD_TEACHER))


def test_sending_back_and_cancelling_ask_for_a_reason():
    found = make_class(ClassState.APPROVED)
    with pytest.raises(ActionError, match="请写明原因"):
        move(found, ClassState.PLANNED)
    move(found, ClassState.PLANNED, reason="方案要改")
    assert found.events.first().reason == "方案要改"


def test_same_step_twice_is_one_and_who_comes_second_is_told():
    found, first = ready_class(ClassState.APPROVED), make_planner()
    stale = TrainingClass.objects.get(pk=found.pk)
    move(found, ClassState.ANNOUNCED, first)
    move(found, ClassState.ANNOUNCED)
    assert found.events.filter(deed="announced").count() == 1
    with pytest.raises(OvertakenClassError, match=f"已由{first}处理"):
        move(stale, ClassState.CANCELLED, reason="停办")


def test_cancelled_class_occupies_nothing_and_its_people_are_told():
    found = ready_class(ClassState.CONFIRMED)
    person = make_trainee(found, EnrolmentState.CONFIRMED).person
    room = make_room()
    place(make_session(found), room=room)
    move(found, ClassState.CANCELLED, reason="场地维修")
    assert not Claim.objects.active().exists()
    assert Session.objects.get().state == SessionState.CANCELLED
    assert Notice.objects.get(person=person).text == "原因：场地维修"
    place(make_session(), room=room)


# --- The end ---
def finished_class():
    """A class on its last day: everybody was there, the only session is closed."""
    found = ready_class(ClassState.RUNNING)
    enrolment = make_trainee(found, attended=1, expected=1)
    make_session(found, state=SessionState.COMPLETED, starts_at=at("08:30"), ends_at=at("10:00"))
    return found, enrolment


def on_last_day(found):
    return clock.at(at("17:00", found.ends_on))


def test_completion_waits_for_the_roll():
    found, _ = finished_class()
    make_session(
        found,
        title="研讨",
        state=SessionState.CONFIRMED,
        starts_at=at("14:00"),
        ends_at=at("15:30"),
    )
    with on_last_day(found), pytest.raises(ActionError, match="完成点名：“研讨”"):
        move(found, ClassState.COMPLETED)


def test_closing_names_the_papers_that_are_missing_and_twice_is_once():
    found, enrolment = finished_class()
    with on_last_day(found):
        with TestCase.captureOnCommitCallbacks(execute=True):
            move(found, ClassState.COMPLETED)
        work()
        enrolment.refresh_from_db()
        assert enrolment.state == EnrolmentState.COMPLETED
        with pytest.raises(ActionError, match="归档方案、议程、签到表、最终课表"):
            move(found, ClassState.CLOSED)
        for kind in PaperKind:
            file = ContentFile(b"%PDF-1.7", f"{kind}.pdf")
            file_paper(
                training_class=found, kind=kind, file=file, name=f"{kind}.pdf", by=make_planner()
            )
        for _ in range(2):
            move(found, ClassState.CLOSED)
    told = Notice.objects.filter(person=enrolment.person, title__startswith="已归档")
    assert told.count() == 1
    assert found.events.filter(deed="closed").count() == 1


def test_whoever_never_came_did_not_take_part():
    found, _ = finished_class()
    absent = make_trainee(found, EnrolmentState.CONFIRMED)
    with on_last_day(found):
        move(found, ClassState.COMPLETED)
    absent.refresh_from_db()
    assert (absent.state, absent.reason) == (EnrolmentState.WITHDRAWN, "未报到")
    assert absent.events.get().words.endswith("已退出")


def test_whoever_was_at_a_session_has_come_registered_or_not():
    found, _ = finished_class()
    there = make_trainee(found, EnrolmentState.CONFIRMED, attended=1, expected=1)
    with on_last_day(found):
        move(found, ClassState.COMPLETED)
    there.refresh_from_db()
    assert there.state == EnrolmentState.ARRIVED


def test_archived_class_takes_no_paper():
    with pytest.raises(ActionError, match="已经归档或取消"):
        file_paper(
            training_class=make_class(ClassState.CLOSED),
            kind=PaperKind.PLAN,
            file=ContentFile(b"1", "1.pdf"),
            name="1.pdf",
            by=make_planner(),
        )


def test_late_closing_is_chased_once_a_week():
    found, _ = finished_class()
    planner = make_planner()
    with clock.at(at("09:00", found.ends_on + dt.timedelta(days=7))):
        assert chase_closing() == 0
    with clock.at(at("09:00", found.ends_on + dt.timedelta(days=8))):
        assert chase_closing() > 0
        assert chase_closing() == 0
    notice = Notice.objects.get(person=planner)
    assert notice.title == f"请归档：{found.name}"
    assert "还没有归档" in notice.text


@pytest.mark.parametrize("n", [1, 3])
def test_chasing_costs_a_constant_number_of_queries_per_class(n, django_assert_max_num_queries):
    for _ in range(n):
        finished_class()
    make_planner()
    with (
        clock.at(at("09:00", MONDAY + dt.timedelta(days=30))),
        django_assert_max_num_queries(12 + 10 * n),
    ):
        chase_closing()
