"""The server's clock decides when time is up."""

import datetime as dt

from academy.learning.rules.timing import GRACE, is_overdue, overdue_before

DUE = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


def test_no_limit_never_runs_out():
    assert not is_overdue(None, DUE)


def test_grace_belongs_to_the_trainee():
    assert not is_overdue(DUE, DUE + GRACE)
    assert is_overdue(DUE, DUE + GRACE + dt.timedelta(microseconds=1))


def test_sweep_and_single_look_agree():
    now = DUE + GRACE + dt.timedelta(seconds=1)
    assert (overdue_before(now) > DUE) is is_overdue(DUE, now)
