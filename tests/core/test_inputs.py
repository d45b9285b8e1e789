import pytest
from django.http import QueryDict

from academy.core.inputs import number_in, text_in


@pytest.mark.parametrize(
    ("sent", "read"),
    [("q=+长春+", "长春"), ("q=a%00b", "ab"), ("q=%00", ""), ("q=abcdef", "abcd"), ("", "")],
)
def test_words_are_trimmed_without_nul_and_not_too_long(sent, read):
    assert text_in(QueryDict(sent), "q", 4) == read


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "١٢", " 1", "1\x00", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_18_digits_is_none(text):
    assert number_in(text) is None


def test_numbers():
    assert (number_in("0"), number_in("007"), number_in("9" * 18)) == (0, 7, 10**18 - 1)
