"""Chapters, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.films.chapters import as_lines, read_chapters

LINES = "00:00 开头\n\n01:30 怎样议\n1:02:03 结尾"


def read(text, duration_ms=0):
    return read_chapters(text, duration_ms=duration_ms)


def test_lines_become_chapters_and_lines_again():
    reading = read(LINES)
    assert reading.faults == ()
    assert reading.as_data() == [
        {"start_ms": 0, "title": "开头"},
        {"start_ms": 90_000, "title": "怎样议"},
        {"start_ms": 3_723_000, "title": "结尾"},
    ]
    assert as_lines(reading.as_data()) == "0:00 开头\n1:30 怎样议\n1:02:03 结尾"


@pytest.mark.parametrize("line", ["0:05　开头", "00：05 开头", "000:05  开头", " 0:05 开头 "])
def test_what_people_type_is_understood(line):
    assert read(line).as_data() == [{"start_ms": 5000, "title": "开头"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开头", "第 1 行：应像"),
        ("\n00:00", "第 2 行：应像"),
        ("00:60 甲", "第 1 行：应像"),
        ("1:60:00 甲", "第 1 行：应像"),
        ("００:00 甲", "第 1 行：应像"),
        ("00:10 甲\n00:10 乙", "第 2 行：时间不在上一章（第 1 行）之后"),
        ("00:00 " + "题" * 61, "第 1 行：标题太长"),
        ("00:00 甲\n01:00 乙", "第 2 行：超出了片长（1:00）"),
        ("\n".join(f"{n}:00 甲" for n in range(101)), "第 2 行：超出了片长"),
    ],
)
def test_faults_are_told_by_line(text, expected):
    assert str(sorted(read(text, 60_000).faults)[0]).startswith(expected)


def test_there_are_not_endless_chapters():
    text = "\n".join(f"{n}:00 甲" for n in range(105))
    assert [str(fault) for fault in read(text).faults] == ["第 101 行：最多 100 章。"]


def test_nothing_is_no_chapters():
    assert read(" \n \n").as_data() == []


@given(st.text(max_size=60))
def test_whatever_is_taken_is_read_the_same_again(text):
    reading = read(text)
    if not reading.faults:
        again = read(as_lines(reading.as_data()))
        assert (again.faults, again.as_data()) == ((), reading.as_data())
