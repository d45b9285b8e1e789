"""Who may watch what, and how far they are."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Protocol, runtime_checkable

from academy.core import clock
from academy.learning.models import Activity, Attempt
from academy.learning.places import place_of
from academy.learning.queries import attempt_in_hand
from academy.people.models import User
from courses.watching.errors import WatchError
from courses.watching.figures import Figure
from courses.watching.models import Held, Watch
from courses.watching.rules import State, Terms, opened_after, within
from courses.watching.studies import LEASE_MS, Study

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOT_HERE = "这项活动现在没有开放。"
STOPPED = "这项学习活动已停用。您看过的部分都已保存，请联系主讲教师或教务。"
NOT_BEGUN = "这项活动还没有开始。请刷新本页，先点“开始”。"


@runtime_checkable
class Watched(Protocol):
    """A kind of activity that is done by watching."""

    def watch_terms(self) -> Terms:
        """What is asked of who watches now."""


def milliseconds(instant: dt.datetime | None = None) -> int:
    """An instant, now unless told, in milliseconds since 1970."""
    return ((instant or clock.now()) - EPOCH) // dt.timedelta(milliseconds=1)


def held_of(attempt_id: int, began: int) -> Held:
    """What is stored of an attempt; a first state where nothing is yet."""
    watch = Watch.objects.filter(pk=attempt_id).first()
    return watch.held if watch else Held(State(last_beat_at=began))


def figure_of(attempt: Attempt, terms: Terms) -> Figure:
    """How far an attempt is."""
    held = held_of(attempt.pk, milliseconds(attempt.started_at))
    return Figure(within(held.state, terms), terms)


def figure_in(study: Study) -> Figure:
    """How far the person of a study is."""
    held = study.held or held_of(study.attempt_id, study.began_at)
    return Figure(within(held.state, study.terms), study.terms)


def open_study(user: User, activity_id: int, browser: str) -> Study:
    """A new page on which `user` watches: the newest, so the one that counts from its first beat.

    WatchError where it is not open to them or was not begun.
    """
    terms, activity = permitted(user, activity_id)
    attempt = attempt_in_hand(user, activity.pk)
    if attempt is None:
        raise WatchError(NOT_BEGUN, 409)
    now, began = milliseconds(), milliseconds(attempt.started_at)
    held = held_of(attempt.pk, began)
    return Study(
        user_id=user.pk,
        activity_id=activity_id,
        attempt_id=attempt.pk,
        began_at=began,
        device=secrets.token_hex(6),
        opened_at=opened_after(held.state, now),
        terms=terms,
        browser=browser,
        lease_until=now + LEASE_MS,
        is_done=not attempt.is_open,
        held=held,
    )


def renew_study(study: Study, user: User, browser: str) -> Study:
    """The same page after everything was asked again; WatchError where it is no longer open."""
    terms, _ = permitted(user, study.activity_id)
    return replace(study, terms=terms, browser=browser, lease_until=milliseconds() + LEASE_MS)


def permitted(user: User, activity_id: int) -> tuple[Terms, Activity]:
    """The terms of a watched activity that is open to `user`."""
    activity = Activity.objects.filter(pk=activity_id).first()
    if not isinstance(activity, Watched):
        raise WatchError(NOT_HERE, 403)
    if not activity.live:
        raise WatchError(STOPPED, 403)
    place = place_of(user, activity.pk)
    if place is None or not place.is_open:
        raise WatchError(place.reason if place else NOT_HERE, 403)
    return activity.watch_terms(), activity
