import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.jobs.rules import LONGEST_WAIT, backoff_seconds, percent


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 10), (1, 10), (2, 20), (3, 40), (4, 80), (9, 2560), (10, 3600)]
)
def test_wait_doubles_up_to_an_hour(attempts, seconds):
    assert backoff_seconds(attempts) == seconds


@given(st.integers(0, 200))
def test_wait_never_shrinks_nor_exceeds_an_hour(attempts):
    assert 0 < backoff_seconds(attempts) <= backoff_seconds(attempts + 1) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("done", "total", "expected"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (3, 3, 100)]
)
def test_percent_is_rounded_down(done, total, expected):
    assert percent(done, total) == expected


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_hundred_percent_means_every_step(done, total):
    assert (percent(done, total) == 100) == (done >= total)
    assert 0 <= percent(done, total) <= 100
