import datetime as dt

import pytest

from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import Enrolment
from academy.core import clock
from academy.jobs.models import Job
from academy.notices.models import Notice
from academy.people.models import Membership, User
from courses import actions
from courses.enums import DutyState
from courses.models import StudyDuty
from courses.queries import duties as queries
from courses.queries.editions import latest_edition
from tests.factories.classes import make_class, make_trainee
from tests.factories.courses import (
    first_lesson,
    make_course,
    make_enrolment,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.duties import (
    LONG_AGO,
    complete,
    duty_of,
    keep,
    make_trainees,
    make_unit,
    require,
    require_of_class,
    work,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def course():
    return make_course(lessons=1)


@pytest.fixture
def activity(course):
    return first_lesson(course).placements.get().activity


def move(person, unit=None):
    """The person leaves, perhaps for another unit."""
    Membership.objects.filter(user=person).update(ended_on=clock.today())
    if unit:
        Membership.objects.create(
            user=person, organisation=unit, role="trainee", started_on=LONG_AGO
        )


class TestWhoIsConcerned:
    def test_trainees_at_and_below_who_are_there_now(self, unit):
        inside = make_trainees(unit) + make_trainees(make_unit(make_unit(unit)))
        gone, inactive = make_trainees(unit, 2)
        move(gone)
        User.objects.filter(pk=inactive.pk).update(is_active=False)
        make_trainees(make_unit())
        assert {post.user for post in queries.audience(unit)} == set(inside)

    def test_a_person_with_two_posts_has_one_duty(self, unit):
        (person,) = make_trainees(unit)
        second = make_unit(unit)
        Membership.objects.create(
            user=person, organisation=second, role="trainee", started_on=LONG_AGO
        )
        required = require(unit)
        assert keep(required) == 1
        assert duty_of(person).organisation == unit
        assert queries.is_in_step(required)


class TestWhoInAClassIsConcerned:
    @pytest.fixture
    def found(self):
        return make_class()

    @pytest.mark.parametrize(
        ("state", "is_concerned"),
        [
            ("nominated", False),
            ("approved", False),
            ("confirmed", True),
            ("arrived", True),
            ("completed", True),
            ("not_completed", True),
            ("refused", False),
            ("withdrawn", False),
        ],
    )
    def test_those_who_are_to_come_or_came(self, found, state, is_concerned):
        make_trainee(make_class(), state="arrived")
        listed = make_trainee(found, state)
        people = [row.user_id for row in queries.audience(found)]
        assert people == ([listed.person_id] if is_concerned else [])

    def test_every_state_was_looked_at(self):
        (mark,) = self.test_those_who_are_to_come_or_came.pytestmark
        assert {state for state, _ in mark.args[1]} == set(EnrolmentState.values)

    def test_nobody_whose_account_is_closed(self, found):
        User.objects.filter(pk=make_trainee(found).person_id).update(is_active=False)
        assert not queries.audience(found).exists()

    def test_nobody_of_a_cancelled_class(self):
        listed = make_trainee(make_class(ClassState.CANCELLED))
        assert not queries.audience(listed.training_class).exists()

    def test_the_duty_names_the_unit_they_come_from(self, found):
        listed = make_trainee(found)
        required = require_of_class(found)
        assert keep(required) == 1
        assert keep(required) == 0
        assert duty_of(listed.person).organisation == listed.organisation
        assert queries.is_in_step(required)
        (notice,) = Notice.objects.filter(person=listed.person)
        assert notice.text == f"由{found.name}安排。"

    def test_nothing_else_has_an_audience(self):
        with pytest.raises(TypeError):
            queries.audience(make_course())


class TestKeepingAClass:
    """People join, leave, come back and change their unit: the hourly sweep follows."""

    @pytest.fixture
    def found(self):
        return make_class()

    @pytest.fixture
    def required(self, found):
        return require_of_class(found, days=30)

    def sweep(self, hours):
        with clock.at(clock.now() + dt.timedelta(hours=hours)):
            wrong = actions.sweep_duties()
            work()
        return wrong

    def test_who_joins_is_taken_in_and_who_withdraws_is_dropped(self, found, required):
        keep(required)
        listed = make_trainee(found, EnrolmentState.CONFIRMED)
        assert self.sweep(1) == 1
        assert duty_of(listed.person).state == DutyState.OPEN
        listed.state = EnrolmentState.WITHDRAWN
        listed.save()
        assert self.sweep(2) == 1
        assert duty_of(listed.person).state == DutyState.WITHDRAWN
        listed.state = EnrolmentState.ARRIVED
        listed.save()
        assert self.sweep(3) == 1
        assert duty_of(listed.person).state == DutyState.OPEN
        assert self.sweep(4) == 0
        assert Notice.objects.filter(person=listed.person).count() == 1

    def test_another_unit_is_followed(self, found, required):
        listed = make_trainee(found)
        keep(required)
        listed.organisation = make_unit()
        listed.save()
        assert keep(required) == 1
        assert duty_of(listed.person).organisation == listed.organisation

    def test_the_end_of_the_class_changes_nothing(self, found, required):
        listed = make_trainee(found)
        keep(required)
        listed.state = EnrolmentState.COMPLETED
        listed.save()
        type(found).objects.filter(pk=found.pk).update(state=ClassState.COMPLETED)
        assert self.sweep(1) == 0
        assert duty_of(listed.person).state == DutyState.OPEN

    def test_a_cancelled_class_asks_nothing_any_more(self, found, required):
        listed = make_trainee(found)
        keep(required)
        type(found).objects.filter(pk=found.pk).update(state=ClassState.CANCELLED)
        assert self.sweep(1) == 1
        assert duty_of(listed.person).state == DutyState.WITHDRAWN

    def test_the_job_says_how_many(self, found):
        for _ in range(3):
            make_trainee(found)
        require_of_class(found)
        work()
        assert Job.objects.get().words == "已写入 3 人"

    def test_who_is_done_stays_done(self, found, course, activity):
        listed = make_trainee(found)
        make_enrolment(listed.person, course)
        required = require_of_class(found, course=course)
        keep(required)
        complete(listed.person, activity)
        listed.delete()
        keep(required)
        assert duty_of(listed.person).state == DutyState.DONE

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_sweep_takes_a_fixed_number_of_queries(
        self, found, required, count, django_assert_num_queries
    ):
        for _ in range(count):
            make_trainee(found)
        keep(required)
        with django_assert_num_queries(5):  # what is current, and four looks at it
            assert actions.sweep_duties() == 0

    @pytest.mark.parametrize("count", [1, 3])
    def test_so_does_a_batch(self, found, required, count, django_assert_num_queries):
        for _ in range(count):
            make_trainee(found)
        keep(required)
        Enrolment.objects.update(organisation=make_unit())
        # savepoint, requirement, class, no newcomers, course, no returners, who strays, where they
        # are, their rows, savepoint
        with django_assert_num_queries(10):
            assert actions.adjust_duties(required_id=required.pk) == count


class TestKeeping:
    def test_again_changes_nothing_and_tells_nobody(self, unit):
        make_trainees(unit, 3)
        required = require(unit)
        assert keep(required) == 3
        assert keep(required) == 0
        assert (StudyDuty.objects.count(), Notice.objects.count()) == (3, 3)

    def test_newcomers_are_taken_in(self, unit):
        required = require(unit)
        keep(required)
        (person,) = make_trainees(unit)
        assert not queries.is_in_step(required)
        keep(required)
        assert duty_of(person).state == DutyState.OPEN

    def test_leavers_are_dropped_not_deleted_and_may_come_back(self, unit):
        (person,) = make_trainees(unit)
        required = require(unit)
        keep(required)
        move(person)
        keep(required)
        assert duty_of(person).state == DutyState.WITHDRAWN
        move(person, make_unit(unit))
        keep(required)
        assert duty_of(person).state == DutyState.OPEN
        assert Notice.objects.count() == 1

    def test_who_moves_within_keeps_the_duty_under_the_new_unit(self, unit):
        (person,) = make_trainees(unit)
        required = require(unit)
        keep(required)
        new = make_unit(unit)
        move(person, new)
        keep(required)
        assert (duty_of(person).organisation, duty_of(person).state) == (new, DutyState.OPEN)

    def test_what_leavers_had_done_stays_done(self, unit, course, activity):
        (person,) = make_trainees(unit)
        make_enrolment(person, course)
        required = require(unit, course=course)
        keep(required)
        complete(person, activity)
        move(person)
        keep(required)
        assert duty_of(person).state == DutyState.DONE

    def test_the_sweep_asks_only_where_something_is_wrong(self, unit):
        right, wrong = require(unit), require(make_unit())
        over = require(make_unit(), days=0)
        Job.objects.all().delete()
        make_trainees(wrong.organisation)
        make_trainees(over.organisation)
        with clock.at(clock.now() + dt.timedelta(days=1)):
            assert actions.sweep_duties() == 1
            assert actions.sweep_duties() == 1
            assert [job.params["required"] for job in Job.objects.all()] == [wrong.pk]
            work()
            assert actions.sweep_duties() == 0
        assert queries.is_in_step(right)
        assert queries.is_in_step(wrong)


class TestDone:
    def test_what_was_done_before_counts_at_once_and_nobody_is_told(self, unit, course, activity):
        early, other = make_trainees(unit, 2)
        make_enrolment(early, course)
        complete(early, activity)
        required = require(unit, course=course)
        keep(required)
        duty = duty_of(early)
        assert duty.state == DutyState.DONE
        assert duty.done_at == early.courses.get().completed_at
        assert [notice.person for notice in Notice.objects.all()] == [other]

    def test_completing_the_course_closes_it(self, unit, course, activity):
        (person,) = make_trainees(unit)
        make_enrolment(person, course)
        keep(require(unit, course=course))
        complete(person, activity)
        assert duty_of(person).state == DutyState.DONE

    def test_completing_the_activity_closes_it_without_any_enrolment(self, unit, activity):
        person, other = make_trainees(unit, 2)
        keep(require(unit, activity=activity))
        complete(person, activity)
        assert (duty_of(person).state, duty_of(other).state) == ("done", "open")

    def test_another_course_closes_nothing(self, unit, activity):
        (person,) = make_trainees(unit)
        keep(require(unit))
        complete(person, activity)
        assert duty_of(person).state == DutyState.OPEN

    def test_half_a_course_closes_nothing(self, unit):
        (person,) = make_trainees(unit)
        course = make_course(lessons=2)
        make_enrolment(person, course)
        keep(require(unit, course=course))
        complete(person, first_lesson(course).placements.get().activity)
        assert duty_of(person).state == DutyState.OPEN

    def test_enrolling_with_everything_done_closes_it(self, unit, course, activity):
        (person,) = make_trainees(unit)
        keep(require(unit, course=course))
        complete(person, activity)
        assert duty_of(person).state == DutyState.OPEN
        actions.enrol(user=person, course=course)
        assert duty_of(person).state == DutyState.DONE

    def test_an_edition_that_asks_less_closes_it(self, unit, course, activity):
        (person,) = make_trainees(unit)
        more = make_lesson(first_lesson(course).get_parent(), [make_reading()])
        publish(more)
        make_enrolment(person, course)
        keep(require(unit, course=course))
        complete(person, activity)
        more.unpublish()
        actions.move_enrolments(course=course, edition=latest_edition(course))
        assert duty_of(person).state == DutyState.DONE

    def test_done_while_the_list_was_written_is_found_by_the_last_look(self, unit, activity):
        """The completing request looked before the batch was there for it to see."""
        (person,) = make_trainees(unit)
        required = require(unit, activity=activity)
        assert actions.adjust_duties(required_id=required.pk) == 1
        person.completions.create(activity=activity)
        assert actions.adjust_duties(required_id=required.pk) == 0
        assert duty_of(person).state == DutyState.DONE

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_statement_for_any_number(self, unit, count, django_assert_num_queries):
        (person,) = make_trainees(unit)
        for _ in range(count):
            keep(require(unit))
        with django_assert_num_queries(1):
            actions.settle_duties(duties=StudyDuty.objects.filter(person=person))


class TestReminders:
    @pytest.fixture
    def person(self, unit):
        return make_trainees(unit)[0]

    def days_on(self, required, *shifts):
        """The scheduler's work on days counted from the deadline."""
        for shift in shifts:
            at = required.due_at + dt.timedelta(days=shift) - dt.timedelta(hours=12)
            with clock.at(at):
                actions.enqueue_reminders()
                work()

    def titles(self, person):
        found = Notice.objects.filter(person=person, kind="courses.duty_reminder")
        return [n.title.split("》")[1] for n in found.order_by("pk")]

    def test_a_week_before_the_day_before_and_the_day_after(self, unit, person):
        required = require(unit, days=30)
        keep(required)
        self.days_on(required, *range(-10, 6))
        assert self.titles(person) == ["还有 7 天", "还有 1 天", "已过期 1 天"]

    def test_the_same_day_twice_reminds_once(self, unit, person):
        required = require(unit, days=30)
        keep(required)
        self.days_on(required, -7)
        Job.objects.all().delete()
        self.days_on(required, -7)
        assert self.titles(person) == ["还有 7 天"]

    def test_a_day_without_the_system_is_made_up_for(self, unit, person):
        required = require(unit, days=30)
        keep(required)
        self.days_on(required, -6, 3)
        assert self.titles(person) == ["还有 6 天", "已过期 3 天"]

    def test_nobody_who_is_done_or_left(self, unit, course, activity):
        done, left = make_trainees(unit, 2)
        make_enrolment(done, course)
        required = require(unit, days=30, course=course)
        keep(required)
        complete(done, activity)
        move(left)
        keep(required)
        self.days_on(required, -7, -1, 1)
        assert not Notice.objects.filter(kind="courses.duty_reminder").exists()

    def test_a_new_deadline_has_its_own_reminders(self, unit, person):
        required = require(unit, days=30)
        keep(required)
        self.days_on(required, -7)
        later = required.due_on + dt.timedelta(days=20)
        actions.move_deadline(required=required, due_on=later, by=required.assigned_by)
        work()
        required.refresh_from_db()
        self.days_on(required, -7)
        assert self.titles(person) == ["还有 7 天", "还有 7 天"]

    def test_many_are_reminded_in_batches(self, unit, django_assert_max_num_queries):
        make_trainees(unit, 1100)
        required = require(unit, days=30)
        keep(required)
        with django_assert_max_num_queries(120):
            self.days_on(required, -7)
        reminded = Notice.objects.filter(kind="courses.duty_reminder")
        assert reminded.count() == 1100
        assert Job.objects.filter(kind="courses.remind_duties", state="done").count() == 1
