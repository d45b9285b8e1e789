"""What a class lacks for its next step: everything at once, in words."""

import datetime as dt
from dataclasses import replace

import pytest

from academy.classes.enums import ClassState, PaperKind
from academy.classes.rules.milestones import World, is_closing_late, missing_for

DAY = dt.date(2026, 11, 30)
READY = World(
    today=DAY,
    starts_on=DAY,
    ends_on=DAY,
    capacity=40,
    aim="提高议事能力",
    head_teachers=1,
    quotas=40,
    confirmed=38,
    arrived=38,
    published=6,
    papers=frozenset(PaperKind.values),
)


@pytest.mark.parametrize("state", ClassState)
def test_nothing_is_missing_where_everything_is_there(state):
    world = replace(READY, arrived=0) if state == ClassState.CLOSED else READY
    assert missing_for(state, world) == []


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        ("approved", {"aim": " "}, ["写明目的和内容（方案要点）"]),
        ("announced", {"head_teachers": 0, "quotas": 0}, ["指定班主任", "给单位分配名额"]),
        ("announced", {"quotas": 41}, ["名额合计 41 个，超过计划人数 40，请调整"]),
        ("confirmed", {"undecided": 2}, ["还有 2 人没有审定，请确认或退回"]),
        ("confirmed", {"confirmed": 0}, ["至少确认一名学员"]),
        ("running", {"starts_on": DAY + dt.timedelta(1)}, ["开班日期是 12月1日，还没有到"]),
        ("running", {"published": 0}, ["公布课表"]),
        ("completed", {"ends_on": DAY + dt.timedelta(1)}, ["结业日期是 12月1日，还没有到"]),
        ("completed", {"unplaced": 1}, ["还有 1 节课没有排定，请公布或取消"]),
        ("completed", {"open_sessions": ("议事规则",)}, ["完成点名：“议事规则”"]),
        (
            "completed",
            {"open_sessions": tuple("一二三四五六")},
            ["完成点名：“一”、“二”、“三”、“四”、“五”等 6 节"],
        ),
        ("completed", {"arrived": 0}, ["还没有一名学员报到"]),
        ("closed", {"arrived": 0, "papers": frozenset()}, ["归档方案、议程、签到表、最终课表"]),
        (
            "closed",
            {"arrived": 0, "papers": frozenset({"plan", "agenda", "timetable"})},
            ["归档签到表"],
        ),
    ],
)
def test_missing_things_are_named(state, fields, words):
    assert missing_for(ClassState(state), replace(READY, **fields)) == words


def test_closing_is_late_the_day_after_its_term():
    assert not is_closing_late(DAY + dt.timedelta(7), DAY, 7)
    assert is_closing_late(DAY + dt.timedelta(8), DAY, 7)
