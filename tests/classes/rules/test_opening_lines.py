"""Hours as people type them: read to the letter, refused line by line, written back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.rules.opening import Opening
from academy.classes.rules.opening_lines import read_openings, write_openings

MORNING = (dt.time(8), dt.time(12))


@pytest.mark.parametrize(
    "line",
    ["周一 08:00–12:00", "周一8:00-12:00", "周一 8：00 至 12：00", "  周一 08:00—12:00  "],
)
def test_a_line_is_read_however_it_is_typed(line):
    assert read_openings(line) == [Opening(1, *MORNING)]


def test_days_in_a_row_seasons_and_the_end_of_the_day():
    lines = [
        "周一至周三 08:00–12:00",
        "",
        "周天 18:00–24:00 自 2026-03-01 至 2026-07-31",
        "周六 08:00–12:00 自 2026-9-1",
    ]
    assert read_openings("\n".join(lines)) == [
        *(Opening(day, *MORNING) for day in (1, 2, 3)),
        Opening(7, dt.time(18), dt.time(23, 59), dt.date(2026, 3, 1), dt.date(2026, 7, 31)),
        Opening(6, *MORNING, dt.date(2026, 9, 1)),
    ]


def test_every_faulty_line_is_named():
    lines = [
        "周一 08:00–12:00",
        "周一上午",
        "周二 12:00–08:00",
        "周三 08:00–25:00",
        "周五至周一 08:00–12:00",
        "周四 08:00–12:00 自 2026-02-30",
        "周四 08:00–12:00 自 2026-03-02 至 2026-03-01",
    ]
    with pytest.raises(ValueError, match="第 2 行") as refused:
        read_openings("\n".join(lines))
    assert str(refused.value).splitlines() == [
        "第 2 行“周一上午”：没有看懂，请写成“周一 08:00–12:00”这样。",
        "第 3 行“周二 12:00–08:00”：结束要晚于开始。",
        "第 4 行“周三 08:00–25:00”：没有 25:00 这个时刻。",
        "第 5 行“周五至周一 08:00–12:00”：星期的次序反了。",
        "第 6 行“周四 08:00–12:00 自 2026-02-30”：没有 2026-02-30 这一天。",
        "第 7 行“周四 08:00–12:00 自 2026-03-02 至 2026-03-01”：季节的结束日期早于开始日期。",
    ]


dates = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(
    st.integers(1, 7),
    st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True),
    dates,
    dates,
)
def test_what_is_written_is_read_back(weekday, minutes, since, until):
    if since and until:
        since, until = sorted((since, until))
    opens_at, closes_at = (dt.time(*divmod(each, 60)) for each in sorted(minutes))
    opening = Opening(weekday, opens_at, closes_at, since, until)
    assert read_openings(write_openings([opening])) == [opening]
