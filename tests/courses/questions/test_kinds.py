"""Marking: exact, within bounds, indifferent to order, never surprised."""

from fractions import Fraction

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds import KINDS, kind_named
from courses.questions.kinds.fill_in import make_answers
from courses.questions.kinds.options import make_options
from tests.courses.questions.strategies import absurd, kinds_and_bodies


@given(kinds_and_bodies)
def test_generated_bodies_have_no_faults_and_their_right_answer_earns_the_point(question):
    name, body = question
    kind = kind_named(name)
    assert kind.faults(body) == []
    assert kind.mark(kind.right_response(body), body) == 1
    assert kind.right_text(body)
    assert kind.is_answered(kind.right_response(body), body)


@given(kinds_and_bodies, absurd)
def test_any_response_gets_a_mark_within_bounds(question, response):
    name, body = question
    kind = kind_named(name)
    mark = kind.mark(response, body)
    assert isinstance(mark, Fraction)
    assert 0 <= mark <= 1
    assert kind.mark(kind.clean(response, body), body) == mark
    assert kind.is_answered(response, body) == bool(kind.answer_text(response, body))
    kind.feedback(response, body)
    kind.choices(response, body, response)


@given(kinds_and_bodies, st.data())
def test_the_order_in_which_options_are_shown_or_chosen_changes_nothing(question, data):
    name, body = question
    kind = kind_named(name)
    ids = kind.option_ids(body)
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    if name != "single":
        assert kind.mark(chosen, body) == kind.mark(chosen[::-1], body)
    shown = [choice.id for choice in kind.choices([], body, ids[::-1])]
    assert shown == ids[::-1] or not ids


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_names_a_template_that_exists(name):
    assert get_template(KINDS[name].template)
    assert KINDS[name].label


@pytest.mark.parametrize("response", [["题" * 10_000], ["1"] * 1_000, ["\0\ud800"], [""], []])
@pytest.mark.parametrize(
    "question",
    [
        ("single", make_options([("甲", Fraction(1), ""), ("乙", Fraction(0), "")])),
        ("multiple", make_options([("甲", Fraction(1), ""), ("乙", Fraction(-1), "")])),
        ("true_false", {"answer": True, "feedback_wrong": "", "feedback_right": ""}),
        ("fill_in", make_answers([("甲", Fraction(1), "")])),
    ],
)
def test_absurd_sizes_are_marked_and_kept_small(question, response):
    kind, body = kind_named(question[0]), question[1]
    assert 0 <= kind.mark(response, body) <= 1
    assert len("".join(kind.clean(response, body))) <= 500


MANY = make_options(
    [
        ("提议", Fraction(1, 3), ""),
        ("商议", Fraction(1, 3), ""),
        ("审议", Fraction(1, 3), "对"),
        ("裁决", Fraction(-1, 2), "没有这一步"),
    ]
)


@pytest.mark.parametrize(
    ("response", "mark"),
    [
        (["1", "2", "3"], Fraction(1)),
        (["1", "2"], Fraction(2, 3)),
        (["1", "4"], Fraction(0)),
        (["1", "2", "3", "4"], Fraction(1, 2)),
        (["1", "1", "1"], Fraction(1, 3)),
        (["5", "x"], Fraction(0)),
    ],
)
def test_multiple_adds_weights_and_never_falls_below_zero(response, mark):
    assert kind_named("multiple").mark(response, MANY) == mark


def test_a_single_choice_sent_twice_counts_the_first():
    body = make_options([("甲", Fraction(0), ""), ("乙", Fraction(1), "对")])
    assert kind_named("single").mark(["1", "2"], body) == 0
    assert kind_named("single").feedback(["2"], body) == "对"


@pytest.mark.parametrize("written", ["ＧＩＦＴ 2", "gift2", " Gift  2 ", "ｇｉｆｔ　２"])
def test_fill_in_looks_past_width_case_and_spaces(written):
    body = make_answers([("GIFT 2", Fraction(1), "好"), ("*", Fraction(0), "再想想")])
    kind = kind_named("fill_in")
    assert kind.mark([written], body) == 1
    assert kind.feedback([written], body) == "好"
    assert kind.feedback(["别的"], body) == "再想想"
    assert kind.feedback([" "], body) == ""


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("single", make_options([("甲", Fraction(1), "")]), ["选择题至少要有两个选项"]),
        (
            "single",
            make_options([("甲", Fraction(0), ""), ("甲", Fraction(2), ""), ("", Fraction(0), "")]),
            ["选项重复：甲", "权重要在 -100% 到 100% 之间", "选项是空的", "没有正确答案"],
        ),
        (
            "multiple",
            make_options([("甲", Fraction(33, 100), ""), ("乙", Fraction(2, 3), "")]),
            ["正确选项的权重合计应为 100%，现在是 99.67%"],
        ),
        (
            "multiple",
            make_options([("甲", Fraction(0), ""), ("乙", Fraction(-1), "")]),
            ["没有正确答案"],
        ),
        ("true_false", {}, ["没有正确答案"]),
        ("fill_in", make_answers([("*", Fraction(1), "")]), ["“*”表示任何答案，不能给满分"]),
        ("fill_in", make_answers([(" ", Fraction(1), "")]), ["答案是空的"]),
        (
            "fill_in",
            make_answers(
                [("1+1", Fraction(1), ""), ("1＋1", Fraction(1), ""), ("１+1", Fraction(0), "")]
            ),
            ["答案重复：１+1"],
        ),
    ],
)
def test_faults_of_a_body_are_named(name, body, words):
    assert [fault.words for fault in kind_named(name).faults(body)] == words
