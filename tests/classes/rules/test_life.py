"""Which state may follow which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.enums import ClassState, EnrolmentState, LeaveState, SessionState
from academy.classes.rules.life import (
    BOOKED_LIFE,
    CLASS_LIFE,
    ENROLMENT_LIFE,
    LEAVE_LIFE,
    LECTURE_LIFE,
    can_move,
    is_over,
    refusal_words,
)

TABLES = {
    "class": (CLASS_LIFE, ClassState, ClassState.PLANNED),
    "enrolment": (ENROLMENT_LIFE, EnrolmentState, EnrolmentState.NOMINATED),
    "booked": (BOOKED_LIFE, SessionState, SessionState.DRAFT),
    "leave": (LEAVE_LIFE, LeaveState, LeaveState.PENDING),
}


def reached(table, first):
    found, waiting = {first}, [first]
    while waiting:
        new = set(table[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_its_line_and_is_reached(name):
    table, states, first = TABLES[name]
    assert set(table) == set(states)
    assert reached(table, first) == set(states)


@pytest.mark.parametrize("table", [entry[0] for entry in TABLES.values()] + [LECTURE_LIFE])
def test_no_line_names_a_state_twice_or_itself(table):
    for start, ends in table.items():
        assert len(set(ends)) == len(ends)
        assert start not in ends


def ends_of(table):
    return {state.value for state in table if is_over(table, state)}


def test_where_lives_end():
    assert ends_of(CLASS_LIFE) == {"closed", "cancelled"}
    assert ends_of(ENROLMENT_LIFE) == {"completed", "not_completed", "refused", "withdrawn"}
    assert ends_of(BOOKED_LIFE) == {"completed", "no_show", "cancelled", "refused", "expired"}
    assert ends_of(LEAVE_LIFE) == {"refused", "withdrawn", "returned"}


def test_a_class_is_cancelled_only_before_it_runs():
    cancelled = [state.value for state in ClassState if can_move(CLASS_LIFE, state, "cancelled")]
    assert cancelled == ["planned", "approved", "announced", "confirmed"]


def test_only_an_approved_class_goes_back_to_the_plan():
    back = [state.value for state in ClassState if can_move(CLASS_LIFE, state, ClassState.PLANNED)]
    assert back == ["approved"]


def test_a_person_leaves_a_class_by_refusal_only_before_arrival():
    refused = [s.value for s in EnrolmentState if can_move(ENROLMENT_LIFE, s, "refused")]
    withdrawn = [s.value for s in EnrolmentState if can_move(ENROLMENT_LIFE, s, "withdrawn")]
    assert refused == ["nominated", "approved", "confirmed"]
    assert withdrawn == ["nominated", "approved", "confirmed", "arrived"]


def test_a_booking_is_confirmed_only_out_of_approval():
    before = [s for s in SessionState if can_move(BOOKED_LIFE, s, SessionState.CONFIRMED)]
    cancelled = [s.value for s in SessionState if can_move(BOOKED_LIFE, s, "cancelled")]
    assert before == [SessionState.PENDING]
    assert cancelled == ["held", "pending", "confirmed"]


def test_a_lecture_asks_nobody():
    assert reached(LECTURE_LIFE, SessionState.DRAFT) == {
        SessionState.DRAFT,
        SessionState.CONFIRMED,
        SessionState.COMPLETED,
        SessionState.CANCELLED,
    }
    assert set(LECTURE_LIFE) == set(SessionState)


@given(st.sampled_from(ClassState), st.sampled_from(ClassState))
def test_a_refusal_names_both_states_and_every_way_out(start, end):
    words = refusal_words(CLASS_LIFE, start, end)
    assert f"“{start.label}”" in words
    if start != end:
        assert f"“{end.label}”" in words
        assert all(f"“{state.label}”" in words for state in CLASS_LIFE[start])


def test_refusals_in_words():
    assert (
        refusal_words(CLASS_LIFE, ClassState.PLANNED, ClassState.RUNNING)
        == "现在是“计划”，不能直接改为“办班中”；可以改为“已立项”、“已取消”。"
    )
    assert (
        refusal_words(CLASS_LIFE, ClassState.CLOSED, ClassState.RUNNING)
        == "现在是“已归档”，不能再改为“办班中”。"
    )
    assert (
        refusal_words(LEAVE_LIFE, LeaveState.REFUSED, LeaveState.REFUSED)
        == "现在已经是“未批准”，不用再改。"
    )
