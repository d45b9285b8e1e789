"""Rules of required study: words, reminders, and who may see and require what."""

import datetime as dt
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.enums import ClassState, StaffDuty
from academy.classes.models import ClassStaff
from academy.classes.models.classes import KEEPERS
from academy.core import clock
from academy.people.enums import Role
from academy.people.models import Membership, User, standing_of
from courses import rules
from courses.models import RequiredStudy, StudyDuty
from courses.queries import targets
from tests.factories.classes import make_class
from tests.factories.courses import make_course
from tests.factories.duties import LONG_AGO, make_trainees, make_unit
from tests.factories.people import make_user

DUE = dt.date(2026, 12, 10)
REMINDERS = [7, 1, -1]
days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def day(shift):
    return DUE + dt.timedelta(days=shift)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (-3, "还有 3 天"),
        (-1, "还有 1 天"),
        (0, "今天到期"),
        (1, "已过期 1 天"),
        (30, "已过期 30 天"),
    ],
)
def test_a_deadline_in_words(today, words):
    assert rules.days_words(DUE, day(today)) == words


@pytest.mark.parametrize(
    ("state", "done_on", "words"),
    [
        ("open", None, "已过期 3 天，未完成"),
        ("done", day(-20), "2026年11月20日完成"),
        ("done", day(0), "2026年12月10日完成"),
        ("done", day(2), "2026年12月12日完成，晚了 2 天"),
        ("withdrawn", None, "不再要求"),
    ],
)
def test_a_person_stands_in_words(state, done_on, words):
    assert rules.duty_words(state, DUE, done_on, day(3)) == words


class TestReminders:
    @pytest.mark.parametrize(
        ("today", "found"),
        [
            (-8, None),
            (-7, 7),
            (-5, 7),
            (-4, None),
            (-2, None),
            (-1, 1),
            (0, 1),
            (1, -1),
            (2, -1),
            (3, -1),
            (4, None),
            (40, None),
        ],
    )
    def test_each_has_its_day_and_may_be_two_days_late(self, today, found):
        assert rules.reminder_for(DUE, LONG_AGO, day(today), REMINDERS) == found

    @pytest.mark.parametrize(("assigned", "found"), [(-8, 7), (-7, None), (-6, None)])
    def test_what_was_just_assigned_needs_none(self, assigned, found):
        assert rules.reminder_for(DUE, day(assigned), day(-6), REMINDERS) == found

    @given(days, days, days)
    def test_never_before_its_day_and_never_long_after(self, due, assigned, today):
        found = rules.reminder_for(due, assigned, today, REMINDERS)
        if found is not None:
            remind_on = due - dt.timedelta(days=found)
            assert assigned < remind_on <= today <= remind_on + rules.MAKE_UP

    @given(days, days)
    def test_a_system_that_runs_every_day_gives_each_once(self, due, assigned):
        found = [
            rules.reminder_for(due, assigned, due + dt.timedelta(days=n), REMINDERS)
            for n in range(-9, 5)
        ]
        wanted = [n for n in REMINDERS if assigned < due - dt.timedelta(days=n)]
        assert list(dict.fromkeys(n for n in found if n is not None)) == wanted


@pytest.mark.django_db
class TestPairs:
    """The predicates and the QuerySets' visible_to say the same, over every role and place."""

    @pytest.fixture
    def tree(self):
        root = make_unit()
        own = make_unit(root)
        return [root, own, make_unit(own), make_unit(root)]

    @pytest.fixture
    def viewers(self, tree):
        for number, (role, unit) in enumerate(product(Role, tree)):
            make_user(role, unit, username=f"viewer{number}")
        ended = make_user(Role.ORGANISATION_MANAGER, tree[1])
        Membership.objects.filter(user=ended).update(ended_on=clock.today())
        make_user(is_superuser=True)
        make_user(Role.ADMINISTRATOR, tree[0], is_active=False)
        return [*User.objects.all(), AnonymousUser()]

    @pytest.fixture
    def required(self, tree):
        course, by = make_course(), make_user()
        return [
            RequiredStudy.objects.create(
                organisation=unit, course=course, due_at=clock.now(), assigned_by=by
            )
            for unit in tree
        ]

    def test_requirements(self, tree, viewers, required):
        for viewer in viewers:
            standing = standing_of(viewer)
            seen = set(RequiredStudy.objects.visible_to(viewer))
            assert seen == {
                row for row in required if rules.can_see_required(standing, row.organisation.path)
            }

    def test_duties(self, tree, viewers, required):
        duties = [
            StudyDuty.objects.create(
                required=required[0],
                person=make_trainees(unit)[0],
                organisation=unit,
                due_at=clock.now(),
            )
            for unit in tree
        ]
        for viewer in [*viewers, duties[2].person]:
            standing = standing_of(viewer)
            assert set(StudyDuty.objects.visible_to(viewer)) == {
                row
                for row in duties
                if rules.can_see_duty(standing, row.person_id, row.organisation.path)
            }

    @pytest.fixture
    def of_class(self, tree, viewers):
        """Required of two classes with somebody of each unit but the last; each has its staff."""
        made = []
        for number in range(2):
            found, (person,) = make_class(), make_trainees(tree[number + 1])
            row = RequiredStudy.objects.create(
                training_class=found,
                course=make_course(),
                due_at=clock.now(),
                assigned_by=make_user(),
            )
            StudyDuty.objects.create(
                required=row, person=person, organisation=tree[number + 1], due_at=clock.now()
            )
            for duty in StaffDuty:
                ClassStaff.objects.create(training_class=found, person=make_user(), duty=duty)
            viewers += [person, *(each.person for each in found.staff.all())]
            made.append(row)
        ClassStaff.objects.create(
            training_class=found,
            person=make_user(Role.HEAD_TEACHER, tree[0], is_active=False),
            duty=StaffDuty.FOLLOWER,
        )
        viewers += [each.person for each in found.staff.all()]
        return made

    def staff(self, required):
        kept = required.training_class.staff.filter(duty__in=KEEPERS)
        return {each.person_id for each in kept}

    def test_requirements_of_classes(self, tree, viewers, of_class):
        for viewer in viewers:
            standing = standing_of(viewer)
            assert set(RequiredStudy.objects.visible_to(viewer)) == {
                row
                for row in of_class
                if rules.can_see_class_study(
                    standing,
                    staff=self.staff(row),
                    paths=[duty.organisation.path for duty in row.duties.all()],
                )
            }

    def test_duties_of_classes(self, tree, viewers, of_class):
        for viewer in viewers:
            standing = standing_of(viewer)
            assert set(StudyDuty.objects.visible_to(viewer)) == {
                row
                for row in StudyDuty.objects.all()
                if rules.can_see_duty(
                    standing, row.person_id, row.organisation.path, self.staff(row.required)
                )
            }

    def test_who_looks_after_a_class_sees_each_of_its_duties_once(self, tree, viewers, of_class):
        required = of_class[0]
        helper = required.training_class.staff.get(duty=StaffDuty.HELPER).person
        assert not RequiredStudy.objects.visible_to(helper).exists()
        for duty in KEEPERS:
            person = required.training_class.staff.get(duty=duty).person
            assert list(RequiredStudy.objects.visible_to(person)) == [required]
            assert list(StudyDuty.objects.visible_to(person)) == list(required.duties.all())

    def test_a_manager_sees_a_class_of_whom_they_have_somebody(self, tree, of_class):
        manager = make_user(Role.ORGANISATION_MANAGER, tree[2])
        beside = make_user(Role.ORGANISATION_MANAGER, tree[3])
        assert list(RequiredStudy.objects.visible_to(manager)) == [of_class[1]]
        assert not RequiredStudy.objects.visible_to(beside).exists()

    def test_who_may_require_of_a_class(self, viewers, of_class):
        """Its head teachers and the office; they see it too, and find it in their lists."""
        found = of_class[0].training_class
        may = {v for v in viewers if not targets.refusal(found, standing_of(v))}
        office = {v for v in viewers if targets.access.can_plan(standing_of(v))}
        head = found.staff.get(duty=StaffDuty.HEAD_TEACHER).person
        assert may == office | {head}
        assert office
        for viewer in viewers:
            kept = targets.kept_classes(standing_of(viewer))
            assert (found in kept) == (viewer in may)
        for viewer in may:
            assert of_class[0] in RequiredStudy.objects.visible_to(viewer)

    @pytest.mark.parametrize("state", ClassState.values)
    def test_classes_that_run_or_are_to_come_can_be_chosen(self, state):
        found, standing = make_class(state), standing_of(make_user(is_superuser=True))
        is_over = state in {"completed", "closed", "cancelled"}
        assert list(targets.kept_classes(standing)) == ([] if is_over else [found])

    def test_who_may_require_may_also_see(self, tree, viewers):
        for viewer, unit in product(viewers, tree):
            standing = standing_of(viewer)
            if rules.can_require(standing, unit.path):
                assert rules.can_see_required(standing, unit.path)

    @pytest.mark.parametrize(
        ("role", "place", "may"),
        [
            (Role.ADMINISTRATOR, 0, [True] * 4),
            (Role.ORGANISATION_MANAGER, 1, [False, True, True, False]),
            (Role.LEADER, 0, [False] * 4),
            (Role.AUDITOR, 0, [False] * 4),
            (Role.HEAD_TEACHER, 0, [False] * 4),
            (Role.TRAINEE, 1, [False] * 4),
        ],
    )
    def test_who_may_require(self, tree, role, place, may):
        standing = standing_of(make_user(role, tree[place]))
        assert [rules.can_require(standing, unit.path) for unit in tree] == may
