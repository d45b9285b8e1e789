"""The study token: what a page may claim for whom, sealed, so that a beat asks nothing else.

A token holds for a few minutes and for one browser session. Within that a beat needs no look-up
of session, person, course or activity; afterwards all of them are asked once and the token is
renewed. It also carries the state that was last stored, so that a beat has to write only: the
write names the version it builds on and is refused where somebody else wrote in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing

from courses.watching.models import Held
from courses.watching.pieces import flat, unflat
from courses.watching.rules import State, Terms

# Changes with the shape: a token from before an upgrade is unreadable, not misread.
SALT = "courses.watching.1"
LEASE_MS = 5 * 60_000
# A state of more pieces is read from the database instead of being carried around.
MOST_CARRIED = 60


@dataclass(frozen=True)
class Study:
    """A page on which somebody watches.

    `device`, `opened_at`: which page, opened when (server's milliseconds). `browser`: a trace of
    the session it was given to. `lease_until`: until when nothing else is asked. `is_done`: the
    attempt is handed in; watching goes on. `held`: the state last seen; None: to be read.
    """

    terms: Terms
    held: Held | None
    user_id: int
    activity_id: int
    attempt_id: int
    began_at: int
    device: str
    opened_at: int
    browser: str
    lease_until: int
    is_done: bool


def seal(study: Study) -> str:
    """The token of a study."""
    return signing.dumps(_values(study), salt=SALT, compress=True)


def unseal(token: str) -> Study | None:
    """The study of a token; None where it was not made here."""
    try:
        values = signing.loads(token, salt=SALT)
    except (signing.BadSignature, UnicodeError):
        return None
    terms, held, *plain = values
    return Study(Terms(*terms), _held(held) if held else None, *plain)


def _values(study: Study) -> list[Any]:
    terms, held = study.terms, study.held
    carried = held if held and len(held.state.seen) <= MOST_CARRIED else None
    return [
        [terms.duration_ms, terms.speed_percent, terms.threshold_percent],
        _held_values(carried) if carried else None,
        study.user_id,
        study.activity_id,
        study.attempt_id,
        study.began_at,
        study.device,
        study.opened_at,
        study.browser,
        study.lease_until,
        study.is_done,
    ]


def _held_values(held: Held) -> list[Any]:
    state = held.state
    return [
        held.version,
        flat(state.seen),
        state.last_beat_at,
        state.position_ms,
        state.device,
        state.opened_at,
        state.last_seq,
        state.slack_ms,
    ]


def _held(values: list[Any]) -> Held:
    version, seen, last_beat_at, *rest = values
    return Held(State(last_beat_at, unflat(seen), *rest), version)
