"""The benchmarks still find what they measure: every operation is asked once."""

from dataclasses import dataclass

import pytest

from academy.people.enums import Role
from tests.benchmarks.load import Load, put_load
from tests.benchmarks.measure import count_queries
from tests.benchmarks.operations import OPERATIONS
from tests.benchmarks.prepare import Machines
from tests.benchmarks.school import COURSE, School
from tests.benchmarks.session import BEGIN, END, put_into
from tests.factories.courses import make_chapter, make_course, make_lesson, make_reading, publish
from tests.factories.learning import make_home
from tests.factories.people import make_organisation, make_user
from tests.factories.quizzes import make_quiz
from tests.factories.watching import make_micro_film


@dataclass(frozen=True)
class Live:
    """The live server of the test, where the benchmarks have one of their own."""

    port: int


@pytest.fixture
def school(live_server):
    make_home()
    unit = make_organisation()
    make_user(Role.ORGANISATION_MANAGER, unit, username="manager000001")
    for number in range(1, 40):
        make_user(Role.TRAINEE, unit, username=f"trainee{number:06d}")
    course = make_course(slug=COURSE)
    chapter = make_chapter(course)
    make_lesson(chapter, [make_reading(), make_quiz(), make_micro_film()])
    make_lesson(chapter, [make_quiz(count=2)])
    publish(course)
    server = Live(live_server.thread.port)
    return School(Machines(server, server, None), lessons_of_long=10, supply=8)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_operation_is_answered_as_it_should_be(school):
    for operation in OPERATIONS.values():
        streams = operation.streams(school, 2)
        assert count_queries(streams[0]) > 0
        load = put_load(school.machines.subject.port, streams, seconds=9, most=2)
        assert load.count == 2, operation.name


def test_percentiles_are_times_that_were_measured():
    load = Load(seconds=2, times=[0.4, 0.1, 0.3, 0.2], sizes=[10, 20, 30, 40])
    assert (load.percentile(50), load.percentile(99)) == (0.3, 0.4)
    assert (load.count, load.rate, load.size) == (4, 2, 25)


def test_tables_go_between_the_marks_of_a_document(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    put_into(document, r"new \1")
    assert document.read_text() == f"before\n{BEGIN}\nnew \\1\n{END}\nafter\n"
    document.write_text("no place")
    with pytest.raises(SystemExit):
        put_into(document, "new")
