import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from academy.classes.enums import ClassState, StaffDuty
from academy.classes.models import ClassStaff
from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.models import Job
from academy.notices.models import Notice
from academy.people.enums import Role
from courses import actions
from courses.enums import DutyState
from courses.models import RequiredStudy, StudyDuty
from tests.factories.classes import make_class, make_head_teacher, make_planner, make_trainee
from tests.factories.courses import first_lesson, make_course, make_reading
from tests.factories.duties import (
    duty_of,
    keep,
    make_manager,
    make_trainees,
    make_unit,
    require,
    require_of_class,
    work,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit(name="宽城区")


@pytest.fixture
def manager(unit):
    return make_manager(unit)


def values(unit, **fields):
    due_on = clock.today() + dt.timedelta(days=7)
    return {"organisation": unit, "due_on": due_on, "key": uuid4()} | fields


def titles(person):
    return list(Notice.objects.filter(person=person).values_list("title", flat=True))


def test_a_manager_requires_a_course_of_the_unit_and_all_below(unit, manager):
    below, beside = make_unit(unit), make_unit()
    people = make_trainees(unit, 2) + make_trainees(below, 3)
    make_trainees(beside)
    course = make_course(lessons=1, title="四步议事法")
    required, job = actions.require_study(by=manager, course=course, **values(unit, note="要考"))
    assert (job.owner, job.title) == (manager, "必学名单：《四步议事法》")
    work()
    job.refresh_from_db()
    assert (job.words, job.result_url) == ("已写入 5 人", f"/duties/{required.pk}/")
    assert set(StudyDuty.objects.values_list("person", flat=True)) == {p.pk for p in people}
    day = required.due_on
    assert titles(people[0]) == [f"必学：《四步议事法》，{day.month}月{day.day}日前完成"]
    notice = Notice.objects.filter(person=people[0]).get()
    assert notice.text == "由宽城区安排。要考"
    assert notice.url == f"/me/duties/{duty_of(people[0]).pk}/"


def test_the_last_day_counts_to_its_end(unit):
    required = require(unit, days=0)
    assert required.due_on == clock.today()
    assert required.due_at > clock.now() - dt.timedelta(seconds=1)


def test_the_same_form_twice_requires_once(unit, manager):
    course, same = make_course(lessons=1), values(unit)
    first = actions.require_study(by=manager, course=course, **same)
    again = actions.require_study(by=manager, course=course, **same)
    assert first == again
    assert (RequiredStudy.objects.count(), Job.objects.count()) == (1, 1)
    assert ModelLogEntry.objects.filter(action="courses.require_study").count() == 1


@pytest.mark.parametrize("changed", ["organisation", "due_on", "note", "course", "activity"])
def test_the_same_form_for_something_else_is_refused(unit, manager, changed):
    course = make_course(lessons=1)
    same = values(unit, course=course)
    first = actions.require_study(by=manager, **same)
    other = {
        "organisation": make_unit(unit),
        "due_on": same["due_on"] + dt.timedelta(days=1),
        "note": "要考",
        "course": make_course(lessons=1),
        "activity": first_lesson(course).placements.get().activity,
    }
    asked = same | {changed: other[changed]}
    if changed == "activity":
        asked["course"] = None
    with pytest.raises(actions.FormUsedError, match="这张表单已经用过（宽城区《"):
        actions.require_study(by=manager, **asked)
    assert actions.require_study(by=manager, **same) == first
    assert RequiredStudy.objects.count() == 1


def test_the_same_form_for_the_same_activity_requires_once(unit, manager):
    activity = first_lesson(make_course(lessons=1)).placements.get().activity
    same = values(unit, activity=activity)
    assert actions.require_study(by=manager, **same) == actions.require_study(by=manager, **same)


def test_a_single_activity_can_be_required(unit, manager):
    course = make_course(lessons=1)
    activity = first_lesson(course).placements.get().activity
    (person,) = make_trainees(unit)
    required, _ = actions.require_study(by=manager, activity=activity, **values(unit))
    keep(required)
    assert str(required) == f"《{activity.title}》"
    assert duty_of(person).state == DutyState.OPEN


class TestRefusals:
    def refuse(self, by, words, unit, **fields):
        with pytest.raises(ActionError, match=words):
            actions.require_study(by=by, **values(unit, **fields))
        assert not RequiredStudy.objects.exists()

    def test_another_unit(self, manager):
        self.refuse(manager, "自己管理的单位", make_unit(), course=make_course(lessons=1))

    def test_the_unit_above(self, unit):
        below = make_manager(make_unit(unit))
        self.refuse(below, "自己管理的单位", unit, course=make_course(lessons=1))

    def test_others_than_managers_and_the_office(self, unit):
        leader = make_user(Role.LEADER, unit)
        self.refuse(leader, "自己管理的单位", unit, course=make_course(lessons=1))

    def test_a_day_that_is_over(self, unit, manager):
        yesterday = clock.today() - dt.timedelta(days=1)
        course = make_course(lessons=1)
        self.refuse(manager, "不能早于今天", unit, course=course, due_on=yesterday)

    @pytest.mark.parametrize("fields", [{"live": False}, {"form": "offline"}])
    def test_a_course_that_nobody_can_take(self, unit, manager, fields):
        self.refuse(manager, "可以在网上选", unit, course=make_course(**fields))

    @pytest.mark.parametrize("live", [True, False])
    def test_an_activity_that_stands_nowhere(self, unit, manager, live):
        self.refuse(manager, "没有地方可做", unit, activity=make_reading(live=live))


class TestOfAClass:
    @pytest.fixture
    def found(self):
        return make_class(name="社区书记班")

    @pytest.fixture
    def head(self, found):
        return make_head_teacher(found)

    def test_everybody_on_the_list_has_it_to_do(self, found, head):
        people = [make_trainee(found).person for _ in range(2)]
        make_trainee(found, "refused")
        course = make_course(lessons=1, title="四步议事法")
        of_class = values(None, training_class=found, note="开班前学完")
        required, _ = actions.require_study(by=head, course=course, **of_class)
        work()
        assert {duty.person for duty in required.duties.all()} == set(people)
        assert (required.target, required.organisation) == (found, None)
        assert Notice.objects.filter(person=people[0]).get().text == (
            "由社区书记班安排。开班前学完"
        )

    def test_the_office_may_and_the_head_teacher_may_change_it(self, found, head):
        required = require_of_class(found, by=make_planner())
        later = required.due_on + dt.timedelta(days=7)
        actions.move_deadline(required=required, due_on=later, by=head)
        (person,) = [make_trainee(found).person]
        work()
        actions.withdraw_study(required=required, reason="改版", by=head)
        work()
        assert duty_of(person).state == "withdrawn"
        notice = Notice.objects.filter(person=person).first()
        assert notice.text == "社区书记班撤回了这项必学。原因：改版"

    @pytest.mark.parametrize("role", [Role.LEADER, Role.HEAD_TEACHER, Role.ORGANISATION_MANAGER])
    def test_others_are_told_who_may(self, found, unit, role):
        required, other = require_of_class(found), make_user(role, unit)
        with pytest.raises(ActionError, match="由班主任和教务安排"):
            require_of_class(found, by=other)
        with pytest.raises(ActionError, match="由班主任和教务安排"):
            actions.move_deadline(required=required, due_on=required.due_on, by=other)
        with pytest.raises(ActionError, match="由班主任和教务安排"):
            actions.withdraw_study(required=required, reason="改版", by=other)
        assert RequiredStudy.objects.count() == 1

    @pytest.mark.parametrize("duty", [StaffDuty.FOLLOWER, StaffDuty.HELPER])
    def test_nor_may_the_others_of_its_staff(self, found, duty):
        helper = make_user(Role.HEAD_TEACHER)
        ClassStaff.objects.create(training_class=found, person=helper, duty=duty)
        with pytest.raises(ActionError, match="由班主任和教务安排"):
            require_of_class(found, by=helper)

    @pytest.mark.parametrize(
        "state", [ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED]
    )
    def test_not_of_a_class_that_is_over(self, state):
        with pytest.raises(ActionError, match="已经结束"):
            require_of_class(make_class(state), by=make_planner())
        assert not RequiredStudy.objects.exists()

    def test_of_nobody_is_refused(self, manager):
        with pytest.raises(ActionError, match="哪个单位或培训班"):
            actions.require_study(by=manager, course=make_course(lessons=1), **values(None))

    def test_the_same_form_for_another_class_is_refused(self, found, head):
        same = values(None, training_class=found, course=make_course(lessons=1))
        actions.require_study(by=head, **same)
        other = make_class()
        with pytest.raises(actions.FormUsedError, match="这张表单已经用过（社区书记班《"):
            actions.require_study(by=make_planner(), **same | {"training_class": other})
        with pytest.raises(actions.FormUsedError):
            actions.require_study(by=make_planner(), **same)
        assert actions.require_study(by=head, **same)[0].training_class == found

    @pytest.mark.parametrize("both", [True, False])
    def test_the_database_wants_exactly_one_target(self, unit, found, head, both):
        fields = {"organisation": unit, "training_class": found} if both else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            RequiredStudy.objects.create(
                course=make_course(), due_at=clock.now(), assigned_by=head, **fields
            )


class TestDeadline:
    def test_those_who_have_not_done_it_are_told(self, unit, manager):
        done, undone = make_trainees(unit, 2)
        required = require(unit, by=manager)
        keep(required)
        StudyDuty.objects.filter(person=done).update(state="done", done_at=clock.now())
        later = required.due_on + dt.timedelta(days=7)
        actions.move_deadline(required=required, due_on=later, by=manager)
        work()
        assert duty_of(undone).due_on == later
        assert duty_of(done).due_on == required.due_on
        assert titles(undone)[0] == f"必学：{required}改为 {later.month}月{later.day}日前完成"
        assert len(titles(done)) == 1

    def test_there_and_back_is_told_each_time(self, unit, manager):
        (person,) = make_trainees(unit)
        required = require(unit, by=manager)
        keep(required)
        for shift in (7, 0, 7):
            due_on = required.due_on + dt.timedelta(days=shift)
            actions.move_deadline(required=required, due_on=due_on, by=manager)
            work()
        assert len(titles(person)) == 4

    def test_the_same_day_again_changes_nothing(self, unit, manager):
        required = require(unit, by=manager)
        assert actions.move_deadline(required=required, due_on=required.due_on, by=manager) is None

    def test_a_past_day_is_refused(self, unit, manager):
        required = require(unit, by=manager)
        with pytest.raises(ActionError, match="不能早于今天"):
            actions.move_deadline(required=required, due_on=dt.date(2026, 1, 1), by=manager)

    def test_only_those_who_may_require_may_move(self, unit):
        required = require(unit)
        with pytest.raises(ActionError, match="自己管理的单位"):
            actions.move_deadline(
                required=required, due_on=required.due_on, by=make_manager(make_unit(unit))
            )


class TestWithdrawal:
    def test_it_ends_for_those_who_have_not_done_it_and_says_why(self, unit, manager):
        done, undone = make_trainees(unit, 2)
        required = require(unit, by=manager)
        keep(required)
        StudyDuty.objects.filter(person=done).update(state="done", done_at=clock.now())
        for _ in range(2):
            actions.withdraw_study(required=required, reason=" 课程要改版 ", by=manager)
        work()
        assert (duty_of(done).state, duty_of(undone).state) == ("done", "withdrawn")
        notice = Notice.objects.filter(person=undone).first()
        assert notice.title == f"不再要求：{required}"
        assert notice.text == "宽城区撤回了这项必学。原因：课程要改版"
        assert len(titles(done)) == 1
        required.refresh_from_db()
        assert required.withdrawn_by == manager
        assert ModelLogEntry.objects.filter(action="courses.withdraw_study").count() == 1

    def test_a_reason_is_asked_for(self, unit, manager):
        with pytest.raises(ActionError, match="原因"):
            actions.withdraw_study(required=require(unit, by=manager), reason=" ", by=manager)

    def test_afterwards_the_deadline_stays(self, unit, manager):
        required = require(unit, by=manager)
        actions.withdraw_study(required=required, reason="改版", by=manager)
        later = required.due_on + dt.timedelta(days=1)
        with pytest.raises(ActionError, match="已经撤回"):
            actions.move_deadline(required=required, due_on=later, by=manager)

    def test_nobody_is_taken_in_any_more(self, unit, manager):
        required = require(unit, by=manager)
        actions.withdraw_study(required=required, reason="改版", by=manager)
        make_trainees(unit)
        keep(required)
        assert not StudyDuty.objects.exists()


def test_a_required_course_cannot_be_deleted(unit):
    required = require(unit, course=make_course(lessons=1, title="四步议事法"))
    with pytest.raises(ActionError, match="四步议事法"):
        actions.refuse_deleting_taken(pages=[required.course])
