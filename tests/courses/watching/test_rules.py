"""What is counted of a claim, for every sequence of claims."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.watching.enums import Loss
from courses.watching.pieces import length, subtract, union
from courses.watching.rules import (
    APART_MS,
    MOST_PIECES,
    SLACK_MS,
    Beat,
    Lost,
    State,
    Terms,
    accept,
    gaps,
    is_complete,
    opened_after,
    percent,
    resume_at,
    was_set_back,
)
from tests.courses.watching.strategies import DURATION, arrivals, histories, pieces, watched

TERMS = Terms(DURATION)
BEGAN = 1_000_000
FRESH = State(last_beat_at=BEGAN)
speeds = st.sampled_from([100, 125, 150, 200])


def play(history, terms=TERMS, state=FRESH):
    """The state after a history, the server's time, and the time that has really passed."""
    now = BEGAN
    for arrival in history:
        now += arrival.step
        state = accept(arrival.beat, state, terms, now).state
    return state, now, sum(arrival.pause for arrival in history)


def beat(seq=1, claimed=(), device="phone", opened_at=1, **fields):
    return Beat(device, opened_at, seq, claimed, **fields)


# --- For every sequence ---
@given(histories, speeds)
def test_coverage_never_exceeds_time_times_speed_and_one_slack(history, speed):
    terms = Terms(DURATION, speed_percent=speed)
    state, _, passed = play(history, terms)
    assert state.covered_ms <= passed * speed // 100 + SLACK_MS
    assert state.covered_ms <= DURATION


@given(histories, speeds, st.data())
def test_servers_a_little_apart_give_that_little_once(history, speed, data):
    """However often beats go from one to the other and back."""
    terms, now, state = Terms(DURATION, speed_percent=speed), BEGAN, FRESH
    for arrival in history:
        now += arrival.pause
        ahead = data.draw(st.sampled_from([0, 1, APART_MS]))
        state = accept(arrival.beat, state, terms, now + ahead).state
    assert state.covered_ms <= (now - BEGAN + APART_MS) * speed // 100 + SLACK_MS


@given(histories)
def test_nothing_is_covered_that_nobody_claimed(history):
    state, _, _ = play(history)
    claimed = union(*(arrival.beat.pieces for arrival in history))
    assert subtract(state.seen, claimed) == ()
    assert subtract(state.seen, ((0, DURATION),)) == ()
    assert state.seen == union(state.seen)
    assert 0 <= state.position_ms <= DURATION
    assert 0 <= state.slack_ms <= SLACK_MS


@given(histories, st.data())
def test_duplication_never_adds(history, data):
    """Whatever beat of the past comes again, whenever: nothing changes, and it is said why."""
    state, now, _ = play(history)
    for arrival in data.draw(
        st.lists(st.sampled_from(history), max_size=6) if history else st.just([])
    ):
        now += arrival.step
        again = accept(arrival.beat, state, TERMS, now)
        assert again.state == state
        assert again.lost[0].loss in {Loss.REPEATED, Loss.TAKEN_OVER}


@given(histories)
def test_coverage_only_grows_and_seen_stays_seen(history):
    state, now = FRESH, BEGAN
    for arrival in history:
        now += arrival.step
        following = accept(arrival.beat, state, TERMS, now).state
        assert subtract(state.seen, following.seen) == ()
        if not was_set_back(state, now):
            assert following.last_beat_at >= state.last_beat_at
        state = following


@given(st.lists(pieces, max_size=6), st.randoms())
def test_order_does_not_matter_where_time_suffices(claims, random):
    """The same claims in another order, each with time enough for the whole film."""
    mixed = random.sample(claims, len(claims))
    states = []
    for order in (claims, mixed):
        state, now = FRESH, BEGAN
        for seq, claimed in enumerate(order, 1):
            now += DURATION
            state = accept(beat(seq, claimed), state, TERMS, now).state
        states.append(state)
    assert states[0].seen == states[1].seen


@given(arrivals(), st.integers(0, 2 * DURATION), st.integers(0, DURATION))
def test_more_time_never_counts_less(arrival, pause, more):
    sooner = accept(arrival.beat, FRESH, TERMS, BEGAN + pause).state
    later = accept(arrival.beat, FRESH, TERMS, BEGAN + pause + more).state
    assert subtract(sooner.seen, later.seen) == ()


@given(histories, st.integers(-(10**12), 10**12))
def test_only_differences_of_time_matter(history, skew):
    """A clock that is wrong by years counts the same: no browser's clock is asked at all."""
    state, _, _ = play(history)
    shifted, now = replace(FRESH, last_beat_at=BEGAN + skew), BEGAN + skew
    for arrival in history:
        now += arrival.step
        shifted = accept(arrival.beat, shifted, TERMS, now).state
    assert shifted == replace(state, last_beat_at=state.last_beat_at + skew)


@given(histories)
def test_what_is_not_counted_is_always_said(history):
    state, now = FRESH, BEGAN
    for arrival in history:
        now += arrival.step
        accepted = accept(arrival.beat, state, TERMS, now)
        missing = length(subtract(union(arrival.beat.pieces), accepted.state.seen))
        if missing:
            assert accepted.lost
        state = accepted.state


# --- One by one ---
def test_honest_watching_counts_to_the_last_second():
    """Forty beats at double speed over a network that delivers unevenly."""
    state, terms = FRESH, Terms(1_200_000)
    for seq in range(1, 41):
        now = BEGAN + seq * 15_000 + (seq % 3) * 1_500
        state = accept(beat(seq, watched(30 * (seq - 1), 30 * seq)), state, terms, now).state
    assert state.seen == ((0, 1_200_000),)


def test_a_forged_end_counts_nothing():
    """Whoever claims twice what time allows has not watched faster: nothing of it is believed."""
    accepted = accept(beat(1, ((0, DURATION),)), FRESH, TERMS, BEGAN + 15_000)
    assert accepted.state.seen == ()
    assert accepted.lost == (Lost(Loss.IMPLAUSIBLE, DURATION),)
    honest = accept(beat(2, watched(0, 15)), accepted.state, TERMS, BEGAN + 30_000)
    assert honest.state.seen == ((0, 15_000),)


@pytest.mark.parametrize(("seconds", "counted"), [(40, 40), (41, 40), (80, 40), (81, 0)])
def test_a_claim_may_be_too_large_by_so_much(seconds, counted):
    accepted = accept(beat(1, watched(0, seconds)), FRESH, TERMS, BEGAN + 15_000)
    assert accepted.state.covered_ms == counted * 1000


def test_the_earliest_new_film_time_is_counted_first():
    state = replace(FRESH, seen=((5_000, 10_000),), slack_ms=0)
    claimed = ((100_000, 115_000), (0, 20_000))
    accepted = accept(beat(1, claimed), state, TERMS, BEGAN + 10_000)
    assert accepted.state.seen == ((0, 20_000), (100_000, 105_000))
    assert accepted.lost == (Lost(Loss.TOO_FAST, 10_000),)


def test_time_that_passed_unused_is_not_saved_up():
    state = accept(beat(1), FRESH, TERMS, BEGAN + 3_600_000).state
    accepted = accept(beat(2, watched(0, 15)), state, TERMS, BEGAN + 3_600_000)
    assert accepted.state.covered_ms == SLACK_MS


def test_the_slack_is_used_once_and_filled_up_by_time_only():
    state = accept(beat(1, watched(0, 10)), FRESH, TERMS, BEGAN).state
    assert (state.covered_ms, state.slack_ms) == (10_000, 0)
    state = accept(beat(2, watched(0, 11)), state, TERMS, BEGAN).state
    assert state.covered_ms == 10_000
    state = accept(beat(3), state, TERMS, BEGAN + 3_000).state
    assert state.slack_ms == 6_000


def test_unsent_pieces_of_a_lost_network_count_when_they_come():
    state = accept(beat(1, watched(0, 15)), FRESH, TERMS, BEGAN + 15_000).state
    accepted = accept(beat(2, watched(15, 315)), state, TERMS, BEGAN + 320_000)
    assert accepted.state.seen == ((0, 315_000),)
    assert accepted.lost == ()


def test_the_newest_device_wins_and_the_older_is_told():
    state = accept(beat(5, watched(0, 15)), FRESH, TERMS, BEGAN + 15_000).state
    state = accept(beat(1, (), "desk", 2), state, TERMS, BEGAN + 20_000).state
    older = accept(beat(6, watched(15, 30)), state, TERMS, BEGAN + 30_000)
    assert older.state == state
    assert older.lost == (Lost(Loss.TAKEN_OVER),)
    newer = accept(beat(2, watched(15, 30), "desk", 2), state, TERMS, BEGAN + 35_000)
    assert newer.state.seen == ((0, 30_000),)


def test_two_devices_opened_in_the_same_millisecond_have_one_winner():
    first = accept(beat(1, (), "a", 1), FRESH, TERMS, BEGAN).state
    both = [
        accept(beat(1, (), "b", 1), first, TERMS, BEGAN).state.device,
        accept(beat(1, (), "a", 1), replace(first, device="b"), TERMS, BEGAN).state.device,
    ]
    assert both == ["b", "b"]


@pytest.mark.parametrize("back_ms", [5_001 + APART_MS, 60_000, 3_600_000, 10**12])
def test_after_a_clock_was_set_back_counting_goes_on_at_once(back_ms):
    """The beat on which it shows may use the slack; from the next on time counts as ever."""
    state, terms = FRESH, Terms(DURATION, speed_percent=100)
    state = accept(beat(1, watched(0, 15)), state, terms, BEGAN + 15_000).state
    assert state.slack_ms == SLACK_MS
    now = BEGAN + 20_000 - back_ms
    accepted = accept(beat(2, watched(15, 20)), state, terms, now)
    assert accepted.lost == ()
    assert accepted.state.last_beat_at == now
    state = accepted.state
    for seq in range(3, 23):
        now += 15_000
        claimed = watched(20 + 15 * (seq - 3), 35 + 15 * (seq - 3))
        accepted = accept(beat(seq, claimed), state, terms, now)
        assert accepted.lost == ()
        state = accepted.state
    assert state.seen == ((0, 320_000),)


def test_going_to_and_fro_between_two_servers_brings_no_time():
    """Five seconds apart, a hundred times within a second."""
    state = FRESH
    for seq in range(1, 101):
        now = BEGAN + 10 * seq + APART_MS * (seq % 2)
        state = accept(beat(seq, watched(0, 40)), state, TERMS, now).state
    assert state.covered_ms <= 2 * (1_000 + APART_MS) + SLACK_MS


@given(st.integers(-(10**12), 10**12), st.sampled_from(["a", "z"]))
def test_a_page_that_is_opened_now_is_the_newest_by_any_clock(skew, device):
    state = accept(beat(5, watched(0, 15), opened_at=BEGAN), FRESH, TERMS, BEGAN + 15_000).state
    now = BEGAN + 15_000 + skew
    newer = beat(1, (), device, opened_after(state, now))
    following = accept(newer, state, TERMS, now)
    assert (following.state.device, following.lost) == (device, ())
    older = accept(beat(6, opened_at=BEGAN), following.state, TERMS, now)
    assert older.lost == (Lost(Loss.TAKEN_OVER),)


def test_pieces_beyond_the_film_are_left_out_and_said():
    claimed = ((-3_000, 1_000), (DURATION - 1_000, DURATION + 9_000))
    accepted = accept(beat(1, claimed), FRESH, TERMS, BEGAN + 15_000)
    assert accepted.state.seen == ((0, 1_000), (DURATION - 1_000, DURATION))
    assert accepted.lost == (Lost(Loss.BEYOND, 12_000),)


def test_a_thousand_splinters_are_refused_in_words_and_harm_nothing():
    splinters = tuple((n * 200, n * 200 + 1) for n in range(MOST_PIECES + 1))
    state = replace(FRESH, seen=((500_000, 501_000),))
    accepted = accept(beat(1, splinters), state, TERMS, BEGAN + 60_000)
    assert accepted.state.seen == state.seen
    assert accepted.lost == (Lost(Loss.SCATTERED, MOST_PIECES + 1),)


def test_an_unreadable_position_leaves_the_last_one():
    state = replace(FRESH, position_ms=7_000)
    assert accept(beat(1, position_ms=None), state, TERMS, BEGAN).state.position_ms == 7_000
    far = accept(beat(1, position_ms=10**15), state, TERMS, BEGAN).state
    assert far.position_ms == DURATION


# --- Completion ---
@pytest.mark.parametrize(
    ("seen_s", "duration_s", "threshold", "complete"),
    [
        (569, 600, 95, False),
        (570, 600, 95, True),
        (594, 600, 100, False),
        (595, 600, 100, True),
        (54, 60, 95, False),
        (55, 60, 95, True),
        (7, 10, 95, False),
        (8, 10, 95, True),
        (0, 2, 95, False),
        (0, 0, 95, False),
    ],
)
def test_when_a_film_counts_as_seen(seen_s, duration_s, threshold, complete):
    seen = union(watched(0, seen_s))
    assert is_complete(seen, Terms(duration_s * 1000, threshold_percent=threshold)) is complete


def test_seeking_to_the_end_completes_nothing():
    assert not is_complete(((DURATION - 10_000, DURATION),), TERMS)


@given(pieces)
def test_percent_is_never_rounded_up(claimed):
    seen = accept(beat(1, claimed), FRESH, TERMS, BEGAN + DURATION).state.seen
    assert (percent(seen, DURATION) == 100) == (seen == ((0, DURATION),))
    assert length(gaps(seen, DURATION)) == DURATION - length(seen)


@pytest.mark.parametrize(
    ("position_ms", "seen", "expected"),
    [
        (30_000, ((0, 30_000),), 30_000),
        (30_000, (), 30_000),
        (DURATION - 1_000, ((0, DURATION),), 0),
        (DURATION - 1_000, ((0, 60_000), (90_000, DURATION)), 0),
        (DURATION, ((0, 60_000), (200_000, DURATION)), 60_000),
    ],
)
def test_where_to_go_on(position_ms, seen, expected):
    assert resume_at(position_ms, seen, TERMS) == expected
