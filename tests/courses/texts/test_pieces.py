"""Long texts in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from courses.texts.pieces import OVERLAP, PIECE, clean, pieces_of


def test_a_short_text_is_one_piece():
    assert list(pieces_of(" 居民的事\n\n居民议 ")) == ["居民的事 居民议"]


def test_nothing_gives_no_piece():
    assert list(pieces_of(" \n\0")) == []


def test_what_no_database_takes_is_left_out():
    assert clean("a\0b\ud800c") == "a bc"


@given(st.integers(1, 4 * PIECE))
def test_nothing_is_lost_and_no_words_are_cut_in_two(length):
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(length))
    pieces = list(pieces_of(text))
    assert all(0 < len(piece) <= PIECE for piece in pieces)
    assert pieces[0] + "".join(piece[OVERLAP:] for piece in pieces[1:]) == text
    place = length // 2
    looked_for = text[place : place + OVERLAP]
    assert any(looked_for in piece for piece in pieces)
