"""Certificate numbers."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from academy.certification.rules.numbers import (
    ALPHABET,
    LENGTH,
    grouped,
    is_well_formed,
    new_number,
    normalise_number,
)

numbers = st.builds(lambda year: new_number(year), st.integers(2020, 2099))


@given(numbers)
def test_a_new_number_is_well_formed(number):
    assert len(number) == LENGTH == 17
    assert is_well_formed(number)
    assert normalise_number(number) == number


@given(numbers, st.integers(2, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(number, place, character):
    assume(number[place] != character)
    assert not is_well_formed(number[:place] + character + number[place + 1 :])


@given(numbers, st.integers(2, LENGTH - 2))
def test_swapped_neighbours_are_noticed(number, place):
    first, second = number[place], number[place + 1]
    assume(first != second and {first, second} != {"0", "Z"})
    assert not is_well_formed(number[:place] + second + first + number[place + 2 :])


def test_numbers_differ():
    assert len({new_number(2026) for _ in range(500)}) == 500


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" cc2026 8k3m9 qw2tz 7 ", "CC20268K3M9QW2TZ7"),
        ("CC2026-8K3M9-QW2TZ-7", "CC20268K3M9QW2TZ7"),
        ("ＣＣ２０２６８Ｋ３Ｍ９ＱＷ２ＴＺ７", "CC20268K3M9QW2TZ7"),
        ("cc2o26il3m9", "CC2026113M9"),
        ("编号", "编号"),
        ("../ ？", ""),
    ],
)
def test_numbers_are_read_however_typed(typed, number):
    assert normalise_number(typed) == number


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_reading(text):
    assert is_well_formed(normalise_number(text)) in {True, False}


def test_a_number_reads_in_groups():
    assert grouped("CC20268K3M9QW2TZ7") == "CC2026 8K3M9 QW2TZ 7"
