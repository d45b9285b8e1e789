"""Names, printed and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.certification.rules.names import masked_name, printed_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王", "*"),
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧**明"),
        ("王小明（演示）", "王*明（**）"),
        ("（演示）王小明", "（**）***"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("John Smith", "J*** ****h"),
        ("𬱖明", "𬱖*"),
        ("", ""),
    ],
)
def test_masked(name, masked):
    assert masked_name(name) == masked


@given(st.text(alphabet="王小明阿依古丽买提·", max_size=30))
def test_at_most_two_characters_are_shown(name):
    masked = masked_name(name)
    assert len(masked) == len(name)
    letters = [c for c in masked if c not in "*·"]
    assert len(letters) <= min(2, max(0, len(name.replace("·", "")) - 1))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  王   明 ", "王 明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("José", "José"),
    ],
)
def test_printed(typed, printed):
    assert printed_name(typed) == printed
