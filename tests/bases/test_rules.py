"""When the answers of a visit task are enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bases.rules import MIN_LENGTH, clean_answers, find_faults

ENOUGH = "居民先说事再议事后办事"


def faults_of(*answers):
    sent = {f"answer_{n}": [text] for n, text in enumerate(answers, start=1)}
    return find_faults(clean_answers(sent))


def test_three_full_answers_are_enough():
    assert faults_of(ENOUGH, ENOUGH, ENOUGH) == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", "问题二还没有回答。"),
        ("   \n ", "问题二还没有回答。"),
        ("\0\0", "问题二还没有回答。"),
        ("九个字九个字九个字", "问题二只写了 9 个字，至少写 10 个字。"),
        ("  九个字九个字九个字  ", "问题二只写了 9 个字，至少写 10 个字。"),
    ],
)
def test_fault_names_its_question(answer, fault):
    assert faults_of(ENOUGH, answer, ENOUGH) == [fault]


def test_ten_characters_are_the_limit():
    assert faults_of(ENOUGH, "一二三四五六七八九十", ENOUGH) == []


def test_every_missing_answer_is_named():
    assert find_faults({}) == [f"问题{n}还没有回答。" for n in "一二三"]


def test_answers_not_sent_are_left_alone():
    assert clean_answers({"answer_2": ["写了"], "answer_4": ["没有这一题"], "x": []}) == {
        "2": "写了"
    }


@given(st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=30), max_size=3)))
def test_absurd_input_is_read_without_failing(sent):
    assert len(find_faults(clean_answers(sent))) <= 3


@given(st.text(st.characters(), max_size=40))
def test_what_is_kept_can_be_stored_and_counts_as_written(text):
    kept = clean_answers({"answer_1": [text]})["1"]
    assert "\0" not in kept
    assert kept.encode() is not None
    assert (len(kept) >= MIN_LENGTH) is not any(
        "问题一" in fault for fault in find_faults({"1": kept})
    )
