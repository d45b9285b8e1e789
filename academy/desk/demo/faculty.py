"""The faculty of the demo: teachers and mentors with their fields and times, rooms to teach in.

Every name is invented and marked 演示; nobody has a phone, for none would be right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from academy.classes import actions
from academy.classes.enums import TeacherForm
from academy.classes.models import Expertise, Room, Teacher
from academy.classes.rules.opening_lines import read_openings
from academy.core import clock

if TYPE_CHECKING:
    from academy.people.models import User

MARK = "（演示）"
WORKDAYS = "周一至周五 08:00–12:00\n周一至周五 13:00–17:30"
MORNINGS = "周一至周五 08:00–12:00"
TWO_DAYS = "周二 08:00–17:30\n周四 08:00–17:30"

# Fields of the academy's published programmes.
FIELDS = (
    *("党建引领", "基层治理", "群众工作", "协商议事", "发展党员", "三会一课"),
    *("应急处置", "物业治理", "志愿服务", "法治社区", "数字治理", "心理疏导"),
)


@dataclass(frozen=True)
class Member:
    """A teacher: `fields` by their places in FIELDS, `hours` as lines, limits where there are."""

    name: str
    title: str
    form: TeacherForm
    fields: tuple[int, ...]
    hours: str = WORKDAYS
    per_day: int | None = 3
    per_week: int | None = 900


_S, _P, _M = TeacherForm.STAFF, TeacherForm.PART_TIME, TeacherForm.MENTOR
MEMBERS = (
    Member("李文", "讲师", _S, (0, 5)),
    Member("王立春", "教授", _S, (0, 1)),
    Member("赵晓梅", "副教授", _S, (1, 3)),
    Member("孙国栋", "副教授", _S, (4, 5)),
    Member("周雅琴", "讲师", _S, (2, 11)),
    Member("吴志远", "讲师", _S, (6, 9)),
    Member("郑秀兰", "高级讲师", _S, (2, 8)),
    Member("冯海波", "讲师", _S, (10, 1)),
    Member("陈玉洁", "教授", _P, (9,), TWO_DAYS, 2, 360),
    Member("卫东升", "研究员", _P, (1, 10), TWO_DAYS, 2, 360),
    Member("蒋丽娜", "副教授", _P, (11, 2), MORNINGS, 2, 480),
    Member("沈建平", "律师", _P, (9, 7), TWO_DAYS, 2, 360),
    Member("韩春燕", "高级工程师", _P, (7,), MORNINGS, 2, 480),
    Member("杨振华", "应急管理专家", _P, (6,), MORNINGS, 2, 480),
    Member("朱明霞", "副研究员", _P, (3, 8), TWO_DAYS, 2, 360),
    Member("秦少峰", "信息化专家", _P, (10,), MORNINGS, 2, 480),
    Member("许桂芬", "社区党委书记", _M, (0, 3), TWO_DAYS, 2, 240),
    Member("何长青", "社区党委书记", _M, (1, 7), TWO_DAYS, 2, 240),
    Member("吕淑贤", "社区居委会主任", _M, (3, 2), TWO_DAYS, 2, 240),
    Member("张永福", "社区党委书记", _M, (4, 5), TWO_DAYS, 2, 240),
    Member("孔繁玉", "街道党工委干部", _M, (5, 0), TWO_DAYS, 2, 240),
    Member("曹雪松", "网格长", _M, (6, 2), MORNINGS, 2, 240),
    Member("严丽萍", "志愿服务队队长", _M, (8,), "", 2, 240),
    Member("金哲浩", "业委会主任", _M, (7, 3), "", 2, 240),
)


@dataclass(frozen=True)
class Place:
    """A room: how many it holds, what it has, minutes to tidy up after a session."""

    name: str
    capacity: int
    equipment: str
    after: int = 0


PLACES = (
    Place("第一报告厅", 300, "投影、扩音、录播", 15),
    Place("第二报告厅", 150, "投影、扩音", 15),
    Place("201教室", 60, "投影、白板"),
    Place("202教室", 60, "投影、白板"),
    Place("研讨室", 30, "圆桌、白板", 10),
    Place("实训室", 40, "模拟议事厅、录播", 20),
)


def seed_faculty(*, people: dict[str, User]) -> list[Teacher]:
    """Teachers, rooms, their hours, a few days of their own and blackouts; made once.

    `people`: by account name: `jiaowu` enters it all, `jiaoshi` is the first of the teachers.
    """
    by = people["jiaowu"]
    fields = [Expertise.objects.get_or_create(name=name)[0] for name in FIELDS]
    for place in PLACES:
        _seed_room(place, by)
    teachers = [_seed_teacher(member, fields, people) for member in MEMBERS]
    _seed_days(teachers, by)
    return teachers


@transaction.atomic
def _seed_room(place: Place, by: User) -> Room:
    found = Room.objects.filter(name=f"{place.name}{MARK}").first()
    if found is not None:
        return found
    room = actions.add_room(
        by=by,
        name=f"{place.name}{MARK}",
        building="学院教学楼",
        equipment=place.equipment,
        capacity=place.capacity,
        contact="教务处",
        buffer_after=place.after,
    )
    hours = read_openings("周一至周日 07:30–21:00")
    actions.set_openings(resource=room.resource, rules=hours, by=by)
    return room


@transaction.atomic
def _seed_teacher(member: Member, fields: list[Expertise], people: dict[str, User]) -> Teacher:
    name, by = f"{member.name}{MARK}", people["jiaowu"]
    found = Teacher.objects.filter(name=name).first()
    if found is not None:
        return found
    account = people["jiaoshi"]
    teacher = actions.add_teacher(
        by=by,
        name=name,
        title=member.title,
        unit="演示单位",
        form=member.form,
        person=account if account.name == name else None,
        about=f"演示数据：{member.title}，人物和经历均为虚构。",
        expertise=[fields[place] for place in member.fields],
        sessions_per_day=member.per_day,
        minutes_per_week=member.per_week,
    )
    hours = read_openings(member.hours)
    actions.set_openings(resource=teacher.resource, rules=hours, by=by)
    return teacher


def _seed_days(teachers: list[Teacher], by: User) -> None:
    """Two who are away next week, one off for a day, one who comes on a Saturday (调休)."""
    if any(teacher.resource.blackouts.exists() for teacher in teachers[1:3]):
        return
    monday = clock.today() + dt.timedelta(days=7 - clock.today().weekday())
    for teacher, days, reason in ((teachers[1], 2, "外出授课"), (teachers[2], 5, "脱产学习")):
        actions.add_blackout(
            resource=teacher.resource,
            starts_at=_midnight(monday),
            ends_at=_midnight(monday + dt.timedelta(days=days)),
            reason=reason,
            by=by,
        )
    saturday = monday + dt.timedelta(days=5)
    hours = (dt.time(8), dt.time(12))
    actions.set_exception(
        resource=teachers[0].resource, day=saturday, hours=hours, by=by, reason="调休上课"
    )
    actions.set_exception(
        resource=teachers[3].resource, day=monday, hours=None, by=by, reason="单位会议"
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
