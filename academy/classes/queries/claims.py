"""What stands against a wish: asked without a lock, and by the write path under its own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from academy.classes.models import Blackout, Claim, OpeningException, OpeningRule, Resource
from academy.classes.queries.load import loads_of, terms_of
from academy.classes.rules import claims as rules
from academy.classes.rules.opening import Hours, Opening

if TYPE_CHECKING:
    from academy.classes.models import Session
    from academy.classes.rules.claims import Plan, Wish


def explain(wishes: Sequence[Wish], *, besides: Session | None = None) -> Plan:
    """Whether all `wishes` can be met now, and everything that stands against them.

    `besides`: the session they are for, whose own claims are no hindrance. Six statements,
    seven where a teacher has limits.
    """
    ids = {wish.resource_id for wish in wishes}
    resources = Resource.objects.filter(pk__in=ids)
    return plan_with(resources, wishes, besides=besides)


def plan_with(
    resources: Iterable[Resource], wishes: Sequence[Wish], *, besides: Session | None
) -> Plan:
    """The same for resources that the caller has read (and locked)."""
    zone = timezone.get_default_timezone()
    label = f"“{besides.title}”" if besides else "本次安排"
    return rules.plan(wishes, facts_of(resources, wishes, besides=besides), zone, label)


def facts_of(
    resources: Iterable[Resource], wishes: Sequence[Wish], *, besides: Session | None
) -> list[rules.Facts]:
    """Everything the rules want to know of some resources around the wished times."""
    listed = list(resources)
    first, last = _stretch(listed, wishes)
    ids = [resource.pk for resource in listed]
    openings = _openings(ids)
    exceptions = _exceptions(ids, first, last)
    closures = _closures(ids, first, last)
    bookings = _bookings(ids, first, last, besides)
    terms = terms_of(ids)
    loads = loads_of(terms, first, last, besides)
    return [
        rules.Facts(
            resource_id=each.pk,
            name=f"{each.get_kind_display()}{each.name}",
            lanes=each.lanes,
            capacity=each.capacity,
            before=dt.timedelta(minutes=each.buffer_before),
            after=dt.timedelta(minutes=each.buffer_after),
            contact=each.contact,
            openings=tuple(openings[each.pk]),
            exceptions=exceptions[each.pk],
            closures=tuple(closures[each.pk]),
            bookings=tuple(bookings[each.pk]),
            out_of_use=terms[each.pk].out_of_use,
            load=loads[each.pk],
        )
        for each in listed
    ]


def _stretch(
    resources: Sequence[Resource], wishes: Sequence[Wish]
) -> tuple[dt.datetime, dt.datetime]:
    longest = max((max(r.buffer_before, r.buffer_after) for r in resources), default=0)
    apart = dt.timedelta(minutes=longest)
    return (
        min(wish.starts_at for wish in wishes) - apart,
        max(wish.ends_at for wish in wishes) + apart,
    )


def _openings(ids: Sequence[int]) -> dict[int, list[Opening]]:
    found: dict[int, list[Opening]] = defaultdict(list)
    for each in OpeningRule.objects.filter(resource_id__in=ids):
        found[each.resource_id].append(
            Opening(each.weekday, each.opens_at, each.closes_at, each.valid_from, each.valid_until)
        )
    return found


def _exceptions(
    ids: Sequence[int], first: dt.datetime, last: dt.datetime
) -> dict[int, dict[dt.date, Hours | None]]:
    found: dict[int, dict[dt.date, Hours | None]] = defaultdict(dict)
    days = (timezone.localdate(first), timezone.localdate(last))
    for each in OpeningException.objects.filter(resource_id__in=ids, day__range=days):
        is_open = each.opens_at and each.closes_at
        hours = (each.opens_at, each.closes_at) if is_open else None
        found[each.resource_id][each.day] = hours  # type: ignore[assignment]
    return found


def _closures(
    ids: Sequence[int], first: dt.datetime, last: dt.datetime
) -> dict[int, list[rules.Closure]]:
    found: dict[int, list[rules.Closure]] = defaultdict(list)
    near = Blackout.objects.filter(resource_id__in=ids, starts_at__lt=last, ends_at__gt=first)
    for each in near:
        closure = rules.Closure(each.starts_at, each.ends_at, each.reason)
        found[each.resource_id].append(closure)
    return found


def _bookings(
    ids: Sequence[int], first: dt.datetime, last: dt.datetime, besides: Session | None
) -> dict[int, list[rules.Booking]]:
    found: dict[int, list[rules.Booking]] = defaultdict(list)
    claims = Claim.objects.on(ids).overlapping(first, last).order_by("starts_at", "pk")
    if besides and besides.pk:
        claims = claims.exclude(session_id=besides.pk)
    named = claims.values_list(
        "resource_id",
        "starts_at",
        "ends_at",
        "lane",
        "units",
        "session__title",
        "session__training_class__name",
        "session__training_class__resource__contact",
    )
    for pk, starts_at, ends_at, lane, units, title, name, contact in named:
        label = f"“{title}”（{name}）"
        found[pk].append(rules.Booking(starts_at, ends_at, lane, units, label, contact))
    return found
