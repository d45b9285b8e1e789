"""Decisions about films."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.films import rules
from courses.films.rules import Look


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look(), "不是能识别的影片"),
        (Look(only_sound=True), "只有声音"),
        (Look(too_large="8192x4096"), "画面太大（8192x4096）"),
        (Look(width=640, height=10), "画面太小（640x10）"),
        (Look(width=640, height=360, duration_ms=2 * 3_600_000), "最长 60 分钟"),
    ],
)
def test_what_is_wrong_with_a_film_is_said_in_words(look, words):
    assert words in rules.look_refusal(look, max_minutes=60)


@pytest.mark.parametrize("duration_ms", [0, 3_000, 60 * 60_000])
def test_a_film_is_taken(duration_ms):
    look = Look(width=640, height=360, duration_ms=duration_ms)
    assert rules.look_refusal(look, max_minutes=60) == ""


@pytest.mark.parametrize(
    ("said", "found", "words"),
    [
        (0, 0, "太短"),
        (40, 40, "太短"),
        (0, 5_000, ""),
        (60_000, 59_200, ""),
        (1_000, 1_000, ""),
        (185_000, 80_000, "片长写的是 3:05，只读到 1:20"),
        (10_000, 0, "只读到 0:00"),
    ],
)
def test_a_film_that_ends_too_soon_is_broken(said, found, words):
    refusal = rules.broken_refusal(said_ms=said, found_ms=found)
    assert words in refusal
    assert bool(words) == bool(refusal)


@given(st.integers(0, 10**9))
def test_a_whole_film_is_never_called_broken(ms):
    assert bool(rules.broken_refusal(said_ms=ms, found_ms=ms)) == (ms < rules.SHORTEST_MS)


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "0:00"), (999, "0:00"), (65_000, "1:05"), (3_723_000, "1:02:03")]
)
def test_times_are_written_as_people_do(ms, words):
    assert rules.clock_words(ms) == words


@pytest.mark.parametrize(
    ("at", "of", "percent"), [(0, 0, 0), (5, 0, 0), (30, 60, 50), (60, 60, 99), (90, 60, 99)]
)
def test_a_percentage_is_complete_only_at_the_end(at, of, percent):
    assert rules.percent_of(at, of) == percent


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x20ftypisom",
        b"\0\0\0\x20moov....",
        b"\x1aE\xdf\xa3",
        b"RIFF....AVI ",
        b"0&\xb2u\x8ef\xcf\x11",
        b"FLV\x01",
        b"\x00\x00\x01\xba",
        b"G" + b"." * 187 + b"G",
    ],
)
def test_films_begin_as_films(head):
    assert rules.is_film_container(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"MZ\x90\0\x03",
        b"PK\x03\x04",
        b"#EXTM3U\n",
        b"ffconcat version 1.0",
        b"\x89PNG\r\n",
        b"G",
    ],
)
def test_other_things_do_not(head):
    assert not rules.is_film_container(head)
