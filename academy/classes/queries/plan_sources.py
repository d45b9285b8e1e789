"""When resources can be had, as the timetabling help wants to know it: read once for many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone

from academy.classes.enums import ResourceKind
from academy.classes.models import Blackout, Claim, OpeningException, OpeningRule
from academy.classes.planning import problem as engine

if TYPE_CHECKING:
    from academy.classes.models import Resource

ENGINE_KINDS = {
    ResourceKind.TEACHER: engine.ResourceKind.TEACHER,
    ResourceKind.ROOM: engine.ResourceKind.ROOM,
    ResourceKind.TRAINING_CLASS: engine.ResourceKind.CLASS,
}
# As an end it stands for the whole of the day, which ends at 24:00.
LAST_MINUTE = dt.time(23, 59)
Season = tuple[dt.date, dt.date]


class Availability:
    """Opening hours, blackouts and bookings of some resources from `first` to `last`.

    Four statements, however many resources. `besides`: sessions that the help places itself;
    what they hold is no booking from outside.
    """

    def __init__(
        self, ids: Collection[int], first: dt.date, last: dt.date, besides: Collection[int]
    ) -> None:
        self.days = (first, last)
        self.starts_at, self.ends_at = span_of(first, last)
        self.besides = frozenset(besides)
        self._rules = self._weekly(ids)
        self._exceptions = self._days_of_their_own(ids)
        self._blackouts = self._closures(ids)
        self._busy = self._bookings(ids)

    def resource(self, row: Resource, *, closed: str = "") -> engine.Resource:
        """A resource as the engine sees it. `closed`: why it cannot be had at all."""
        blackouts = tuple(self._blackouts[row.pk])
        if closed:
            blackouts = (engine.Blackout(self.starts_at, self.ends_at, closed), *blackouts)
        return engine.Resource(
            id=row.pk,
            kind=ENGINE_KINDS[ResourceKind(row.kind)],
            name=row.name,
            contact=row.contact,
            lanes=row.lanes,
            capacity=row.capacity,
            buffer_before=row.buffer_before,
            buffer_after=row.buffer_after,
            openings=engine.Openings(tuple(self._rules[row.pk]), self._exceptions[row.pk]),
            blackouts=blackouts,
            busy=tuple(self._busy[row.pk]),
        )

    def _weekly(self, ids: Collection[int]) -> dict[int, list[engine.WeeklyWindow]]:
        """Hours that touch within a season are one stretch, as the write path reads them."""
        rows = OpeningRule.objects.filter(resource_id__in=ids).order_by("opens_at", "closes_at")
        listed = rows.values_list(
            "resource_id", "weekday", "valid_from", "valid_until", "opens_at", "closes_at"
        )
        by_day: dict[tuple[int, int, Season], list[engine.Window]] = defaultdict(list)
        for pk, weekday, begins, ends, opens, closes in listed:
            season = (begins or dt.date.min, ends or dt.date.max)
            add_joined(by_day[pk, weekday - 1, season], (opens, closes))
        found: dict[int, list[engine.WeeklyWindow]] = defaultdict(list)
        for (pk, weekday, season), windows in by_day.items():
            for opens, closes in windows:
                window = engine.WeeklyWindow(weekday, opens, end_of_hours(closes), *season)
                found[pk].append(window)
        return found

    def _days_of_their_own(
        self, ids: Collection[int]
    ) -> dict[int, dict[dt.date, tuple[engine.Window, ...]]]:
        found: dict[int, dict[dt.date, tuple[engine.Window, ...]]] = defaultdict(dict)
        for each in OpeningException.objects.filter(resource_id__in=ids, day__range=self.days):
            hours: tuple[engine.Window, ...] = ()
            if each.opens_at and each.closes_at:
                hours = ((each.opens_at, end_of_hours(each.closes_at)),)
            found[each.resource_id][each.day] = hours
        return found

    def _closures(self, ids: Collection[int]) -> dict[int, list[engine.Blackout]]:
        found: dict[int, list[engine.Blackout]] = defaultdict(list)
        near = Blackout.objects.filter(
            resource_id__in=ids, starts_at__lt=self.ends_at, ends_at__gt=self.starts_at
        )
        for each in near:
            # Cut to the dates asked about: the engine keeps a list for every day.
            begins, ends = max(each.starts_at, self.starts_at), min(each.ends_at, self.ends_at)
            found[each.resource_id].append(engine.Blackout(begins, ends, each.reason))
        return found

    def _bookings(self, ids: Collection[int]) -> dict[int, list[engine.Busy]]:
        """Of whole weeks: a teacher's limits count the days before and after as well."""
        found: dict[int, list[engine.Busy]] = defaultdict(list)
        first, last = self.days
        monday = first - dt.timedelta(days=first.weekday())
        sunday = last + dt.timedelta(days=6 - last.weekday())
        claims = Claim.objects.on(ids).overlapping(*span_of(monday, sunday))
        named = claims.order_by("starts_at", "pk").values_list(
            "resource_id",
            "session_id",
            "starts_at",
            "ends_at",
            "units",
            "resource__kind",
            "session__title",
            "session__training_class__name",
            "session__training_class__resource__contact",
        )
        for pk, session_id, starts_at, ends_at, units, resource, title, name, contact in named:
            if session_id not in self.besides:
                teaches = resource == ResourceKind.TEACHER
                label = f"“{title}”（{name}）"
                busy = engine.Busy(starts_at, ends_at, label, contact, units, teaches)
                found[pk].append(busy)
        return found


def span_of(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the beginning of one local day to the end of another."""
    zone = timezone.get_default_timezone()
    begins = dt.datetime.combine(first, dt.time.min, zone)
    return begins, dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)


def end_of_hours(closes_at: dt.time) -> dt.time:
    """The engine writes the end of the day as midnight."""
    return dt.time.min if closes_at >= LAST_MINUTE else closes_at


def add_joined(windows: list[engine.Window], hours: engine.Window) -> None:
    """Add hours to those of a day, which come in the order of their beginnings."""
    if windows and hours[0] <= windows[-1][1]:
        windows[-1] = (windows[-1][0], max(windows[-1][1], hours[1]))
    else:
        windows.append(hours)
