"""The demo's teachers and rooms: invented, marked, and made once."""

import datetime as dt

import pytest

from academy.classes.models import (
    Blackout,
    Expertise,
    OpeningException,
    OpeningRule,
    Resource,
    Room,
    Teacher,
)
from academy.classes.queries.faculty import candidates_for
from academy.core import clock
from academy.desk.demo.faculty import FIELDS, MARK, MEMBERS, PLACES, seed_faculty
from academy.people.enums import Role
from tests.factories.classes import at, make_class, make_session
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TABLES = [Teacher, Room, Expertise, Resource, OpeningRule, OpeningException, Blackout]


@pytest.fixture
def people():
    return {
        "jiaowu": make_user(Role.ADMINISTRATOR),
        "jiaoshi": make_user(Role.INSTRUCTOR, name="李文（演示）"),
    }


def test_faculty_is_made_once(people):
    seed_faculty(people=people)
    before = [table.objects.count() for table in TABLES]
    seed_faculty(people=people)
    assert [table.objects.count() for table in TABLES] == before
    assert before[:4] == [24, 6, len(FIELDS), 30]
    assert before[5:] == [2, 2]


def test_everybody_is_marked_and_has_no_phone(people):
    teachers = seed_faculty(people=people)
    assert all(teacher.name.endswith(MARK) for teacher in teachers)
    assert {teacher.phone for teacher in teachers} == {""}
    assert all(room.name.endswith(MARK) for room in Room.objects.all())
    assert len({member.name for member in MEMBERS}) == len(MEMBERS)
    held = dict(Room.objects.values_list("name", "resource__capacity"))
    assert held == {f"{place.name}{MARK}": place.capacity for place in PLACES}


def test_every_field_has_somebody(people):
    seed_faculty(people=people)
    assert not Expertise.objects.filter(teachers=None).exists()


def test_the_account_is_one_of_them(people):
    teachers = seed_faculty(people=people)
    assert people["jiaoshi"].teacher == teachers[0]
    assert Teacher.objects.exclude(person=None).count() == 1


def test_who_is_away_is_not_free(people):
    seed_faculty(people=people)
    monday = clock.today() + dt.timedelta(days=7 - clock.today().weekday())
    field = Expertise.objects.get(name="基层治理")
    session = make_session(make_class(), subject=field)
    found = candidates_for(session, at("09:00", monday))
    why = {each.teacher.name.removesuffix(MARK): each.why_not for each in found if each.why_not}
    assert "停用：外出授课" in why["王立春"][0]
    assert "停用：脱产学习" in why["赵晓梅"][0]
    assert [each.teacher.name.removesuffix(MARK) for each in found if each.is_free] == ["冯海波"]
