"""Programmes and certificates for tests."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from academy.certification.models import Certificate, Programme
from academy.certification.rules.numbers import new_number
from academy.certification.scopes import key_of, title_of
from academy.learning.models import CreditEntry, HourPolicy, YearTotal
from academy.people.models import User
from tests.factories.people import make_user

_serial = count(1)


def hours_node(hours: str = "1", kinds: tuple[str, ...] = ("online",), **value: Any) -> Any:
    """A stored requirement of hours; `year_rule` any unless told."""
    fields = {"kinds": list(kinds), "hours": hours, "year_rule": "any", "year": None}
    return {"type": "hours_by_kind", "value": fields | value}


def group_node(name: str, *parts: Any, **value: Any) -> Any:
    """A stored group of requirements: all_of, any_of or n_of (with count=…)."""
    return {"type": name, "value": {"parts": list(parts), **value}}


def present_node() -> Any:
    """A stored requirement that is judged only for a scope: see tests/certification/app."""
    return {"type": "present_in_scope", "value": {}}


@dataclass
class PlainScope:
    """A scope as the floor above brings them. `present`: ids of the people it knows."""

    key: str
    title: str
    present: set[int] = field(default_factory=set)

    def admit(self, person: User) -> None:
        self.present.add(person.pk)


def make_scope(*present: User, title: str = "第3期社区书记示范培训班") -> PlainScope:
    """A scope that is no other's."""
    return PlainScope(f"class:{next(_serial)}", title, {person.pk for person in present})


def make_programme(*nodes: Any, **fields: Any) -> Programme:
    """A published programme; without nodes it asks for one online hour."""
    n = next(_serial)
    values = {
        "code": f"programme-{n}",
        "title": "社区治理结业证书",
        "statement": "参加社区治理专题学习，考核合格，准予结业。",
        "requirements": list(nodes) or [hours_node()],
    } | fields
    return Programme.objects.create(**values)


def make_certificate(
    programme: Programme | None = None, person: User | None = None, **fields: Any
) -> Certificate:
    """A certificate as granted, whatever the requirements; `fields` of the snapshot too.

    `scope`: what it is for, an object with key and title.
    """
    programme = programme or make_programme()
    person = person or make_user()
    snapshot = {
        "name": person.name,
        "title": programme.title,
        "statement": programme.statement,
        "issuer": programme.issuer,
        "scope": "",
        "programme_revision": None,
        "requirements": [],
        "hours": {"year": 2026, "total": "12.50", "last_entry": 0},
        "issued_on": "2026-11-23",
        "replaces": "",
    }
    scope = fields.pop("scope", None)
    snapshot |= {key: fields.pop(key) for key in list(fields) if key in snapshot}
    snapshot["scope"] = title_of(scope)
    values = {"number": new_number(2026), "snapshot": snapshot, "scope": key_of(scope)} | fields
    return Certificate.objects.create(programme=programme, holder=person, **values)


def give_hours(person: User, hours: str, year: int = 2026, kind: str = "online") -> CreditEntry:
    """A line of the ledger with its total, of any figure."""
    total, _ = YearTotal.objects.get_or_create(user=person, year=year, kind=kind)
    total.hours += Decimal(hours)
    total.save()
    return CreditEntry.objects.create(
        user=person,
        kind=kind,
        hours=Decimal(hours),
        year=year,
        earned_on=dt.date(year, 3, 1),
        policy=HourPolicy.objects.first(),
        rule="演示",
        title="演示课程",
    )
