"""What study earns, exactly and in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.learning.enums import HourKind
from academy.learning.rules.hours import (
    HourRule,
    Progress,
    earned_hours,
    exact_band_words,
    explain_bands,
    figure,
    parse_bands,
    progress_towards,
    read_bands,
    write_bands,
)

YUNNAN = [
    {"minutes": 0, "at_least": False, "hours": "0.25"},
    {"minutes": 30, "at_least": True, "hours": "1"},
    {"minutes": 15, "at_least": False, "hours": "0.5"},
]
RULE = HourRule(45, Decimal(8), parse_bands(YUNNAN), Decimal("0.5"))
MINUTES = st.integers(0, 2000)


def online(minutes, passed_test=False):
    return earned_hours(RULE, HourKind.ONLINE, minutes, passed_test=passed_test)


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, "0"), (1, "0.25"), (15, "0.25"), (16, "0.5"), (29, "0.5"), (30, "1"), (600, "1")],
)
def test_online_bands_at_their_limits(minutes, hours):
    assert online(minutes).hours == Decimal(hours)


@pytest.mark.parametrize(
    ("minutes", "passed", "words"),
    [
        (20, False, "网络课程 20 分钟，落在 15–30 分钟一档 = 0.5 学时"),
        (30, False, "网络课程 30 分钟，落在 30 分钟及以上一档 = 1 学时"),
        (15, False, "网络课程 15 分钟，落在 15 分钟及以内一档 = 0.25 学时"),
        (0, True, "测验通过加计 0.5 学时"),
        (0, False, "网络课程 0 分钟，不计学时"),
        (
            20,
            True,
            "网络课程 20 分钟，落在 15–30 分钟一档 = 0.5 学时；测验通过加计 0.5 学时；共 1 学时",
        ),
    ],
)
def test_online_words(minutes, passed, words):
    assert online(minutes, passed).words == words


@pytest.mark.parametrize(
    ("kind", "minutes", "hours", "words"),
    [
        (HourKind.FIELD, 90, "2", "现场教学 90 分钟 ÷ 45 = 2 学时"),
        (HourKind.CLASSROOM, 45, "1", "课堂 45 分钟 ÷ 45 = 1 学时"),
        (HourKind.DRILL, 50, "1.11", "演练 50 分钟 ÷ 45 ≈ 1.11 学时"),
        (
            HourKind.TEACHING,
            450,
            "8",
            "授课 450 分钟 ÷ 45 = 10 学时；当天已计 0 学时，每天最多 8 学时，计 8 学时",
        ),
    ],
)
def test_timed_study(kind, minutes, hours, words):
    earned = earned_hours(RULE, kind, minutes, passed_test=False)
    assert (earned.hours, earned.words) == (Decimal(hours), words)


def test_a_passed_test_adds_only_to_online_study():
    assert earned_hours(RULE, HourKind.FIELD, 90, passed_test=True).hours == 2


def test_bands_in_exact_words():
    assert [exact_band_words(RULE.bands, place) for place in range(3)] == [
        "30 分钟及以上",
        "超过 15 分钟、不足 30 分钟",
        "15 分钟及以内",
    ]


@given(MINUTES, MINUTES, st.booleans())
def test_longer_study_never_earns_less(first, second, passed):
    shorter, longer = sorted((first, second))
    for kind in HourKind:
        less = earned_hours(RULE, kind, shorter, passed_test=passed)
        more = earned_hours(RULE, kind, longer, passed_test=passed)
        assert less.hours <= more.hours


@given(st.sampled_from(HourKind), MINUTES, st.booleans(), st.decimals(0, 10, places=2))
def test_words_hold_the_figures_they_explain(kind, minutes, passed, already):
    earned = earned_hours(RULE, kind, minutes, passed_test=passed, already=already)
    if earned.hours:
        assert earned.words.endswith(f"{figure(earned.hours)} 学时")
    if minutes:
        assert f" {minutes} 分钟" in earned.words


@given(st.sampled_from([kind for kind in HourKind if kind.is_concentrated]), MINUTES)
def test_timed_study_is_exact_to_the_cent_within_the_day(kind, minutes):
    exact = min(Fraction(minutes, 45), Fraction(8))
    hours = earned_hours(RULE, kind, minutes, passed_test=False).hours
    assert abs(Fraction(hours) - exact) <= Fraction(1, 200)


@given(st.decimals(0, 20, places=2), MINUTES)
def test_a_day_never_passes_its_limit(already, minutes):
    earned = earned_hours(RULE, HourKind.FIELD, minutes, passed_test=False, already=already)
    assert already + earned.hours <= max(already, RULE.day_max)


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([], "至少要有一个学时分档"),
        ([{"minutes": 1}], "须写明"),
        ([{"minutes": 1, "at_least": True, "hours": "很多"}], "须写明"),
        ([{"minutes": -1, "at_least": True, "hours": "1"}], "不能为负数"),
        ([{**YUNNAN[0]}, {**YUNNAN[0], "at_least": True}], "起点相同"),
        ([{**YUNNAN[2]}, {"minutes": 16, "at_least": True, "hours": "1"}], "起点相同"),
        ([{**YUNNAN[0], "hours": "2"}, YUNNAN[1]], "学时不能更少"),
    ],
)
def test_bands_that_are_no_rule_are_refused_in_words(bands, words):
    with pytest.raises(ValueError, match=words):
        parse_bands(bands)


@pytest.mark.parametrize(("hours", "text"), [("10.00", "10"), ("0.50", "0.5"), ("-0.25", "-0.25")])
def test_figures_read_as_people_write_them(hours, text):
    assert figure(Decimal(hours)) == text


BANDS = st.dictionaries(
    st.integers(0, 4999), st.tuples(st.booleans(), st.integers(0, 800)), min_size=1, max_size=5
).map(
    lambda found: parse_bands(
        {"minutes": 2 * minutes, "at_least": at_least, "hours": Decimal(rank) / 100}
        for (minutes, (at_least, _)), rank in zip(
            sorted(found.items()), sorted(rank for _, rank in found.values()), strict=True
        )
    )
)


@given(BANDS)
def test_bands_survive_being_written_and_read(bands):
    assert parse_bands(read_bands(write_bands(bands))) == bands


@given(BANDS)
def test_every_band_is_explained_by_an_example_of_its_own(bands):
    rule = HourRule(45, Decimal(8), bands, Decimal(0))
    for item in explain_bands(rule):
        assert item.example.endswith(f"= {item.hours} 学时")


@pytest.mark.parametrize(
    ("wanted", "earned", "progress"),
    [
        ([], ["2"], Progress("", "2", "", None)),
        (["90"], ["62"], Progress("90", "62", "28", 68)),
        (["50"], ["41.5"], Progress("50", "41.5", "8.5", 83)),
        (["40", "10"], ["60"], Progress("50", "60", "0", 100)),
        (["90"], ["89.99"], Progress("90", "89.99", "0.01", 99)),
        (["0"], [], Progress("0", "0", "0", 100)),
    ],
)
def test_progress_towards_a_target(wanted, earned, progress):
    found = progress_towards(map(Decimal, wanted), map(Decimal, earned))
    assert found == progress
