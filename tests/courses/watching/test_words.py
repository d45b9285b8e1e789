"""What watching says."""

import pytest
from hypothesis import given

from courses.watching.enums import Loss
from courses.watching.rules import Lost, State, Terms, accept
from courses.watching.words import face, loss_words, span, speed
from tests.courses.watching.strategies import arrivals


@pytest.mark.parametrize(
    ("moment", "words"),
    [(0, "00:00"), (200_999, "03:20"), (3_600_000, "1:00:00"), (3_723_000, "1:02:03")],
)
def test_moments(moment, words):
    assert face(moment) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(1, "1 秒"), (45_000, "45 秒"), (60_000, "1 分钟"), (125_000, "2 分 5 秒")],
)
def test_lengths(amount, words):
    assert span(amount) == words


def test_speeds():
    assert [speed(100), speed(125), speed(200)] == ["1", "1.25", "2"]


def test_a_limit_is_explained():
    lost = (Lost(Loss.TOO_FAST, 45_000),)
    assert loss_words(lost, Terms(600_000, speed_percent=150)) == [
        (
            "有 45 秒没有计入：看过的比实际经过的时间长（最多按 1.5 倍速计）。"
            "请把没计入的部分再看一遍。"
        )
    ]


@given(arrivals())
def test_every_loss_has_its_sentence(arrival):
    terms = Terms(600_000)
    accepted = accept(arrival.beat, State(0), terms, arrival.step)
    words = loss_words(accepted.lost, terms)
    assert len(words) == len(accepted.lost)
    assert all(sentence.endswith("。") for sentence in words)
