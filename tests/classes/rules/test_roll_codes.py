"""Codes on the hall screen, typed codes and tickets."""

import base64
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.rules.roll_codes import (
    DIGITS_SECONDS,
    QR_SECONDS,
    Scan,
    accepts_code,
    accepts_token,
    code_for,
    issue_ticket,
    read_ticket,
    seconds_left,
    token_for,
)

SECRET = "a secret of the server"
# A border of both steps.
BORDER = dt.datetime(2026, 5, 11, 1, 0, 0, tzinfo=dt.UTC)
MOMENTS = st.floats(0, 2.5e9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
IDS = st.integers(1, 10**9)


def after(seconds):
    return BORDER + dt.timedelta(seconds=seconds)


@given(IDS, MOMENTS)
def test_what_the_screen_shows_is_accepted(session_id, at):
    assert accepts_token(token_for(session_id, at, SECRET), session_id, at, SECRET)
    assert accepts_code(code_for(session_id, at, SECRET), session_id, at, SECRET)


@given(IDS, MOMENTS)
def test_their_shapes(session_id, at):
    assert re.fullmatch(r"[\w-]{16}", token_for(session_id, at, SECRET), re.ASCII)
    assert re.fullmatch(r"[0-9]{6}", code_for(session_id, at, SECRET))


@pytest.mark.parametrize(
    ("make", "accepts", "step"),
    [(token_for, accepts_token, QR_SECONDS), (code_for, accepts_code, DIGITS_SECONDS)],
)
def test_the_last_three_steps_at_their_borders(make, accepts, step):
    shown = make(7, BORDER, SECRET)
    assert make(7, after(step - 0.001), SECRET) == shown
    assert make(7, after(step), SECRET) != shown
    for seconds, accepted in [
        (-0.001, False),
        (0, True),
        (step, True),
        (3 * step - 0.001, True),
        (3 * step, False),
    ]:
        assert accepts(shown, 7, after(seconds), SECRET) is accepted


@given(MOMENTS, st.timedeltas(dt.timedelta(0), dt.timedelta(seconds=30)))
def test_a_token_lives_for_half_a_minute_at_least(at, later):
    assert accepts_token(token_for(7, at, SECRET), 7, at + later, SECRET)


@given(MOMENTS, st.timedeltas(dt.timedelta(seconds=45), dt.timedelta(days=1)))
def test_and_for_three_quarters_at_most(at, later):
    assert not accepts_token(token_for(7, at, SECRET), 7, at + later, SECRET)


@given(IDS, IDS, MOMENTS)
def test_a_token_is_for_one_session(one, other, at):
    assert accepts_token(token_for(one, at, SECRET), other, at, SECRET) is (one == other)


def test_session_and_step_are_not_run_together():
    # 11 at step 1 and 1 at step 11 would be one text without a separator.
    first = dt.datetime.fromtimestamp(QR_SECONDS, dt.UTC)
    eleventh = dt.datetime.fromtimestamp(11 * QR_SECONDS, dt.UTC)
    assert token_for(11, first, SECRET) != token_for(1, eleventh, SECRET)


def test_another_secret_makes_other_codes():
    assert not accepts_token(token_for(7, BORDER, "another"), 7, BORDER, SECRET)
    assert not accepts_code(code_for(7, BORDER, "another"), 7, BORDER, SECRET)


@given(st.text(max_size=30))
def test_what_was_made_up_is_refused(text):
    if text not in {token_for(7, after(-15 * age), SECRET) for age in range(3)}:
        assert not accepts_token(text, 7, BORDER, SECRET)
    with pytest.raises(ValueError, match="签到凭证无效"):
        read_ticket(text, BORDER, SECRET)


@pytest.mark.parametrize("text", ["\ud800", "", ".", "..", "7.1.", "令牌"])
def test_nothing_typed_breaks_them(text):
    assert not accepts_token(text, 7, BORDER, SECRET)
    assert not accepts_code(text, 7, BORDER, SECRET)
    with pytest.raises(ValueError, match="签到凭证无效"):
        read_ticket(text, BORDER, SECRET)


def test_digits_are_taken_as_meant():
    code = code_for(7, BORDER, SECRET)
    wide = code.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert accepts_code(f" {code[:3]} {code[3:]} ", 7, BORDER, SECRET)
    assert accepts_code(wide, 7, BORDER, SECRET)
    assert not accepts_code(code[:5], 7, BORDER, SECRET)
    assert not accepts_code(f"{code}0", 7, BORDER, SECRET)


def test_a_code_is_not_the_session_alone():
    codes = {code_for(session_id, BORDER, SECRET) for session_id in range(200)}
    assert len(codes) > 190


def test_what_is_left_of_a_step():
    assert [seconds_left(after(s)) for s in (0, 0.5, 1, 14, 14.9, 15)] == [15, 15, 14, 1, 1, 15]
    assert seconds_left(after(20), DIGITS_SECONDS) == 40


@given(IDS, MOMENTS, st.timedeltas(dt.timedelta(0), dt.timedelta(seconds=299)))
def test_a_ticket_keeps_the_moment_of_the_scan(session_id, at, wait):
    scan = read_ticket(issue_ticket(session_id, at, SECRET), at + wait, SECRET)
    assert scan == Scan(session_id, at.replace(microsecond=0))


def test_a_ticket_may_go_into_an_address():
    assert re.fullmatch(r"[\w.-]+", issue_ticket(7, BORDER, SECRET), re.ASCII)


def test_a_ticket_ends_after_five_minutes():
    ticket = issue_ticket(7, BORDER, SECRET)
    assert read_ticket(ticket, after(300), SECRET).scanned_at == BORDER
    with pytest.raises(ValueError) as refusal:
        read_ticket(ticket, after(300.001), SECRET)
    assert str(refusal.value) == "签到凭证已超过 5 分钟，请重新扫码，或请老师点名。"


def test_a_ticket_of_a_clock_ahead_counts():
    assert read_ticket(issue_ticket(7, after(2), SECRET), BORDER, SECRET).scanned_at == after(2)


@pytest.mark.parametrize("change", [("7.", "8."), ("7.1", "7.2"), ("7.", "07."), ("7.", "7.1.")])
def test_a_changed_ticket_is_refused(change):
    ticket = issue_ticket(7, BORDER, SECRET)
    forged = ticket.replace(*change, 1)
    assert forged != ticket
    with pytest.raises(ValueError, match="签到凭证无效，请重新扫码。"):
        read_ticket(forged, BORDER, SECRET)


def test_a_ticket_of_another_secret_is_refused():
    with pytest.raises(ValueError, match="签到凭证无效"):
        read_ticket(issue_ticket(7, BORDER, "another"), BORDER, SECRET)


def test_a_token_signs_no_ticket():
    """One secret, three uses: what is signed for one is nothing to the others."""
    token = token_for(7, BORDER, SECRET)
    seconds = int(BORDER.timestamp())
    for body in (f"7.{seconds}", f"7.{seconds // QR_SECONDS}"):
        with pytest.raises(ValueError, match="签到凭证无效"):
            read_ticket(f"{body}.{token}", BORDER, SECRET)
    signature = issue_ticket(7, BORDER, SECRET).rpartition(".")[2]
    assert base64.urlsafe_b64decode(token) != base64.urlsafe_b64decode(signature + "==")[:12]
