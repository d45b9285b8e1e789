"""Spacing of text and queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.query import MATCH_ALL, MATCH_NONE, And, Boost, Not, Or, Phrase, PlainText

from academy.core.search.han import LONGEST_QUERY, clean, join_han, space_han, space_query


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("三会一课", "三 会 一 课"),
        ("四步议事法", "四 步 议 事 法"),
        ("三会一课，议事。", "三 会 一 课 议 事"),
        ("ＡＢＣ类事项", "abc 类 事 项"),
        ("GB/T 9704-2012 公文", "gb t 9704 2012 公 文"),
        ("二〇二六年、人々", "二 〇 二 六 年 人 々"),
        ("㐀𠮷 𬱖", "㐀 𠮷 𬱖"),
        ("Wagtail 8.0", "wagtail 8 0"),
        ("阿依古丽·买买提", "阿 依 古 丽 买 买 提"),
        ("", ""),
        ("“”'\"*()%\\\x00", ""),
    ],
)
def test_space_han(text, spaced):
    assert space_han(text) == spaced


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("三会一课", "三,会,一,课"),
        ("议事 ABC类", "议,事 abc,类"),
        ("议事，协商", "议,事 协,商"),
        ("课", "课"),
        ("***", ""),
    ],
)
def test_join_han(text, joined):
    assert join_han(text) == joined


@given(st.text())
def test_the_same_words_whether_indexed_or_asked_for(text):
    if len(text) <= LONGEST_QUERY:
        assert join_han(text).replace(",", " ").split() == space_han(text).split()


@given(st.text())
def test_nothing_left_that_a_query_language_could_read(text):
    assert all(sign.isalnum() or sign == " " for sign in clean(text))


def test_queries_without_words_find_nothing():
    for query in [PlainText("?!"), Phrase("。"), And([PlainText("-")]), Not(PlainText("*"))]:
        assert space_query(query) is MATCH_NONE


def test_empty_parts_of_a_query_fall_away():
    assert repr(space_query(And([PlainText("议事"), PlainText("，")]))) == repr(PlainText("议,事"))


def test_every_shape_of_a_query_is_spaced():
    query = Or([Boost(PlainText("议事"), 2), Not(Phrase("会议")), PlainText("abc", operator="or")])
    spaced = "<Or <Boost <PlainText '议,事' operator='and' boost=1> boost=2> <Not <Phrase '会 议'>>"
    assert repr(space_query(query)).startswith(spaced)
    assert space_query(MATCH_ALL) is MATCH_ALL
