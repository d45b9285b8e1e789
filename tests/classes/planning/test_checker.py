"""The checker before any planning."""

from dataclasses import replace

from hypothesis import given

from academy.classes.planning.checker import sessions_without_candidates
from tests.classes.planning.oracle import is_placeable
from tests.classes.planning.strategies import few, problems, settled_problems


@given(problems())
@few
def test_it_reports_exactly_the_sessions_that_fit_nowhere(problem):
    found = {explanation.session_id for explanation in sessions_without_candidates(problem)}
    assert found == {wish.id for wish in problem.sessions if not is_placeable(problem, wish)}


@given(settled_problems())
@few
def test_every_report_says_why_and_none_is_about_a_constant_session(problem):
    constant = {wish.id for wish in problem.sessions if wish.is_constant}
    for explanation in sessions_without_candidates(problem):
        assert explanation.session_id not in constant
        assert explanation.is_hopeless
        assert explanation.lines


@given(problems())
@few
def test_only_the_classes_asked_for_are_checked(problem):
    asked = {problem.classes[0].resource.id}
    found = {each.session_id for each in sessions_without_candidates(problem, asked)}
    everywhere = {each.session_id for each in sessions_without_candidates(problem)}
    of_class = {wish.id for wish in problem.sessions if wish.class_id in asked}
    assert found == everywhere & of_class


@given(problems())
@few
def test_sessions_that_may_move_are_in_nobodys_way(problem):
    """Where they stand now makes no difference, as long as they are not constant."""
    sessions = tuple(replace(wish, is_constant=False) for wish in problem.sessions)
    free = replace(problem, sessions=sessions)
    assert sessions_without_candidates(free) == sessions_without_candidates(problem)
