"""Rosters as they are typed, and what their rows would do."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.enums import RosterChange
from academy.classes.rules.quotas import Places, dealt_out, governing, is_at_once
from academy.classes.rules.roster import COLUMNS, Fault, Row, read_roster, same_name, tidy_name
from academy.classes.rules.roster_plan import (
    Known,
    KnownPerson,
    KnownPlace,
    Line,
    Unit,
    UnitBook,
    judge,
)

HEADINGS = list(COLUMNS)


def faults(*rows) -> list[str]:
    filled = [[*row, *[""] * (7 - len(row))] for row in rows]
    return [str(fault) for fault in read_roster([HEADINGS, *filled]).faults]


def test_cells_are_tidied():
    [row] = read_roster(
        [
            HEADINGS,
            [" 张　三\u200b", "ZhangSan ", 13800001234.0, " 宽城区 ", "第 2 组", "班长", "x"],
        ]
    ).rows
    assert row == Row(2, "张三", "zhangsan", "13800001234", "宽城区", 2, "monitor")


def test_headings_may_stand_lower_in_another_order_and_starred():
    reading = read_roster(
        [["二〇二六年名单"], [], ["单位*", "序号", " 姓 名 ", "账号"], ["区", 1, "张三", "a"]]
    )
    assert (reading.faults, reading.rows) == ([], [Row(4, "张三", "a", "", "区")])


def test_empty_rows_are_skipped_and_numbers_stay_those_of_the_sheet():
    reading = read_roster([["姓名", "单位", "账号"], ["", " ", None or ""], ["张三", "区", "a"]])
    assert [row.number for row in reading.rows] == [3]


@pytest.mark.parametrize(
    ("name", "character"), [("张\0三", "U+0000"), ("张\ud800", "U+D800"), ("张\x07", "U+0007")]
)
def test_characters_no_database_keeps_are_named(name, character):
    assert faults([name, "a", "", "区"]) == [
        f"第 2 行 姓名：含有不能保存的字符（{character}），请删掉重打。"
    ]


def test_account_that_is_a_phone_is_the_phone():
    [row] = read_roster([HEADINGS, ["张三", "+86 138 0000 1234", "", "区", "", "", ""]]).rows
    assert (row.account, row.phone) == ("13800001234", "13800001234")


def test_one_rows_account_is_anothers_phone():
    assert faults(["张三", "13800001234", "", "区"], ["李四", "b", "13800001234", "区"]) == [
        "第 3 行 手机号：和第 2 行重复。"
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张三", "张 三", True),
        ("阿依古丽·买买提", "阿依古丽•买买提", True),
        ("Anna Li", "anna li", True),
        ("张三", "张叁", False),
        ("㛃", "\U00020164", False),
    ],
)
def test_same_name(one, other, same):
    assert same_name(one, other) is same


@given(st.text())
def test_tidying_twice_is_once(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@given(st.lists(st.lists(st.text(max_size=12), min_size=7, max_size=7), max_size=6))
def test_whatever_is_typed_is_read_or_refused_by_its_row(rows):
    reading = read_roster([HEADINGS, *rows])
    assert {fault.row for fault in reading.faults} <= set(range(len(rows) + 2))
    assert all(str(fault) for fault in reading.faults)
    good = {row.number for row in reading.rows} - {fault.row for fault in reading.faults}
    assert all(
        row.name and row.sign_in_name and row.unit for row in reading.rows if row.number in good
    )


# --- Units ---
BOOK = UnitBook(
    [
        Unit(1, "0001", "22", ("吉林省",)),
        Unit(2, "00010001", "2201", ("吉林省", "长春市")),
        Unit(3, "000100010001", "220103", ("吉林省", "长春市", "宽城区")),
        Unit(4, "0001000100010001", "x1", ("吉林省", "长春市", "宽城区", "和平社区")),
        Unit(5, "0001000100010002", "x2", ("吉林省", "长春市", "宽城区", "团山街道")),
        Unit(
            6, "00010001000100020001", "x3", ("吉林省", "长春市", "宽城区", "团山街道", "和平社区")
        ),
    ]
)


@pytest.mark.parametrize(
    ("typed", "pk"),
    [
        ("宽城区", 3),
        ("220103", 3),
        ("长春市/宽城区", 3),
        ("吉林省 › 宽城区", 3),
        ("团山街道／和平社区", 6),
        ("x1", 4),
    ],
)
def test_unit_is_found(typed, pk):
    assert BOOK.find(typed).pk == pk


@pytest.mark.parametrize("typed", ["宽城", "宽城区/长春市", "/", "", "和平社区", "宽城区/和平社区"])
def test_unit_that_is_not_one_is_not_guessed(typed):
    assert isinstance(BOOK.find(typed), str)


def test_changes_of_a_stranger_are_no_ones():
    known = Known(
        units=BOOK, people={"a": KnownPerson(7, "a", "张三", is_near=False)}, managed=("00010001",)
    )
    line = judge(Row(2, "张三", "a", "", "宽城区"), known)
    assert line.faults == (Fault(2, "账号", "这个账号不在您管理的单位里，请联系学院教务处。"),)
    assert line.change == RosterChange.NEW


def test_of_a_stranger_only_that_is_told():
    stranger = KnownPerson(7, "a", "李四", "13800001234", is_active=False, is_near=False)
    known = Known(
        units=BOOK,
        people={"a": stranger, "13800001234": stranger},
        places={7: KnownPlace(1, 1, "refused", 4, "和平社区", post="monitor")},
        elsewhere={7: "在另一个班"},
        managed=("00010001",),
        rare=frozenset("张"),
    )
    for row, column in (
        (Row(2, "张三", "a", "13900001234", "宽城区", group=1), "账号"),
        (Row(2, "张三", "", "13800001234", "宽城区"), "手机号"),
    ):
        fault = Fault(2, column, "这个账号不在您管理的单位里，请联系学院教务处。")
        assert judge(row, known) == Line(row, RosterChange.NEW, faults=(fault,))


# --- Quotas ---
def test_nearest_quota_at_or_above_governs():
    quotas = [Places(1, "0001", "市", 5), Places(2, "00010001", "区", 2)]
    assert governing("000100010003", quotas).quota_id == 2
    assert governing("00010002", quotas).quota_id == 1
    assert governing("0002", quotas) is None


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))


@given(days, days, days, days)
def test_two_stretches_are_at_once_when_they_share_a_day(a, b, c, d):
    first, second = tuple(sorted([a, b])), tuple(sorted([c, d]))
    shared = {first[0] + dt.timedelta(n) for n in range((first[1] - first[0]).days + 1)} & {
        second[0] + dt.timedelta(n) for n in range((second[1] - second[0]).days + 1)
    }
    assert is_at_once(first, second) is bool(shared)


@given(st.lists(st.integers(), unique=True), st.integers(1, 9))
def test_everybody_is_dealt_once_and_evenly(people, count):
    groups = dealt_out(people, count)
    sizes = [len(group) for group in groups]
    assert sorted(one for group in groups for one in group) == sorted(people)
    assert max(sizes) - min(sizes) <= 1
