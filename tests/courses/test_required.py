import pytest

from courses.queries import required as queries
from tests.factories.classes import make_class, make_trainee
from tests.factories.courses import first_lesson, make_course, make_enrolment, make_reading
from tests.factories.duties import (
    complete,
    duty_of,
    keep,
    make_manager,
    make_trainees,
    make_unit,
    require,
    require_of_class,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit(name="宽城区")


@pytest.fixture
def course():
    return make_course(lessons=1)


@pytest.fixture
def activity(course):
    return first_lesson(course).placements.get().activity


class TestPreview:
    def test_how_many_and_how_many_have_done_it(self, unit, course, activity):
        done, *_ = make_trainees(unit, 3)
        make_enrolment(done, course)
        complete(done, activity)
        found = queries.preview(unit, course=course, activity=None)
        assert (found.people, found.done, found.to_do, found.same) == (3, 1, 2, [])
        found = queries.preview(unit, course=None, activity=activity)
        assert (found.people, found.done) == (3, 1)

    def test_what_is_required_already_here_or_above(self, unit, course):
        above = require(unit, course=course)
        require(unit)
        below = make_unit(unit)
        assert queries.preview(below, course=course, activity=None).same == [above]
        assert queries.preview(make_unit(), course=course, activity=None).same == []

    def test_of_a_class(self, course, activity):
        found, other = make_class(), make_class()
        done = make_trainee(found).person
        make_trainee(found)
        make_trainee(found, "nominated")
        make_enrolment(done, course)
        complete(done, activity)
        same = require_of_class(found, course=course)
        require_of_class(found)
        require_of_class(other, course=course)
        preview = queries.preview(found, course=course, activity=None)
        assert (preview.people, preview.done, preview.same) == (2, 1, [same])
        preview = queries.preview(found, course=None, activity=activity)
        assert (preview.people, preview.done, preview.same) == (2, 1, [])

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_fixed_number_of_queries(self, unit, course, count, django_assert_num_queries):
        found = make_class()
        for _ in range(count):
            make_trainee(found)
            require_of_class(found, course=course)
            require(unit, course=course)
        for target in (unit, found):
            with django_assert_num_queries(3):
                preview = queries.preview(target, course=course, activity=None)
                assert [f"{same.target}{same}" for same in preview.same] == [
                    f"{target}《{course.title}》"
                ] * count


class TestUnitsOfAClass:
    def test_those_from_which_the_visible_people_come(self):
        found, (near, far) = make_class(), (make_unit(), make_unit())
        for place in (near, near, far):
            make_trainee(found, organisation=place)
        required = require_of_class(found)
        keep(required)
        units = queries.units_concerned(required, required.assigned_by)
        assert list(units) == sorted([near, far], key=lambda unit: unit.path)
        assert list(queries.units_concerned(required, make_manager(near))) == [near]


class TestFigures:
    def test_those_no_longer_concerned_do_not_count(self, unit, course, activity):
        done, left, _ = make_trainees(unit, 3)
        make_enrolment(done, course)
        complete(done, activity)
        required = require(unit, course=course)
        keep(required)
        left.memberships.update(ended_on=required.due_on.replace(year=2020))
        keep(required)
        (figures,) = queries.figures_of(required.duties.all()).values()
        assert figures == queries.Figures(people=2, done=1, overdue=0)
        assert figures.words == "应学 2 人，已完成 1 人，未完成 1 人"

    @pytest.mark.parametrize(
        ("figures", "words"),
        [
            ((0, 0, 0), "还没有涉及的学员"),
            ((2, 2, 0), "应学 2 人，已完成 2 人"),
            ((5, 2, 1), "应学 5 人，已完成 2 人，未完成 3 人，其中已过期 1 人"),
        ],
    )
    def test_in_words(self, figures, words):
        assert queries.Figures(*figures).words == words


class TestChoosing:
    def test_courses_that_can_be_taken_by_a_word_of_the_title(self):
        wanted = make_course(title="四步议事法")
        make_course(title="议事草稿", live=False)
        make_course(title="议事线下课", form="offline")
        make_course(title="群众工作")
        assert list(queries.requirable_courses("议事")) == [wanted]

    def test_activities_with_where_they_stand(self, course, activity):
        make_reading(title="阅读 甲")
        make_reading(title="阅读 乙", live=False)
        viewer = make_manager(make_unit())
        found = queries.with_places(viewer, queries.requirable_activities("阅读"))
        assert {row.title: place and place.title for row, place in found} == {
            "阅读 甲": None,
            activity.title: course.title,
        }


class TestRows:
    def test_unit_by_unit_then_by_name_never_by_merit(self, unit, course, activity):
        first, second = make_unit(unit, name="甲社区"), make_unit(unit, name="乙社区")
        names = [(second, "王芳"), (first, "张伟"), (first, "李静")]
        people = [make_trainees(place, 1, name=name)[0] for place, name in names]
        make_enrolment(people[0], course)
        complete(people[0], activity)
        required = require(unit, course=course)
        keep(required)
        rows = queries.sheet_rows(queries.by_unit_and_name(required.duties.all(), "all"))
        due = required.due_on
        done = duty_of(people[0]).done_at.astimezone()
        assert list(rows) == [
            ("宽城区 › 甲社区", "张伟", people[1].username, due, "还有 7 天，未完成"),
            ("宽城区 › 甲社区", "李静", people[2].username, due, "还有 7 天，未完成"),
            (
                "宽城区 › 乙社区",
                "王芳",
                people[0].username,
                due,
                f"{done:%Y}年{done.month}月{done.day}日完成",
            ),
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_table_takes_a_fixed_number_of_queries(self, unit, count, django_assert_num_queries):
        for _ in range(count):
            make_trainees(make_unit(unit))
        required = require(unit)
        keep(required)
        with django_assert_num_queries(3):  # names of units, which rows, the rows
            rows = list(queries.sheet_rows(queries.by_unit_and_name(required.duties.all(), "all")))
        assert len(rows) == count
