"""Invented people at scale: trainees as rows, teachers and managers through the actions."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from django.db import transaction

from academy.desk.demo.study import Habits, sitting_on
from academy.desk.scale.names import invent_name
from academy.people.actions import create_person, grant_membership
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, Organisation, TraineeCategory, User

if TYPE_CHECKING:
    from collections.abc import Iterator

TRAINEE, TEACHER, MANAGER = "trainee", "teacher", "manager"
# The prefix 154 was never given out: the numbers belong to nobody. Demo accounts have 1540….
PHONES = {TRAINEE: 15410000000, TEACHER: 15420000000, MANAGER: 15430000000}

# Communities of the city have more staff to train than villages.
TOWN, VILLAGE = 5, 1
OF_TOWNS = ("社区", "居委会")
CIVIL_SERVANTS = 0.12
# How many join in which month: training has its seasons.
SEASON = {1: 2, 2: 1, 3: 8, 4: 10, 5: 10, 6: 8, 7: 4, 8: 4, 9: 9, 10: 10, 11: 9, 12: 4}
# How trainees study, with how many of a hundred do so: most of them little.
HABITS = (
    (40, {"courses": 0}),
    (20, {"courses": 1, "share": 0.3}),
    (8, {"courses": 2, "share": 0.5}),
    (20, {"courses": 1}),
    (9, {"courses": 2}),
    (3, {"courses": 4}),
)
VISITORS, CLAIMERS = 0.05, 0.5


@dataclass(frozen=True)
class Places:
    """Units that trainees come from, with running sums of how many each sends."""

    units: Sequence[Organisation]
    weights: Sequence[int]

    @classmethod
    def of(cls, communities: Sequence[Organisation]) -> Places:
        towns = (any(word in unit.name for word in OF_TOWNS) for unit in communities)
        return cls(communities, list(accumulate(TOWN if town else VILLAGE for town in towns)))

    def one(self, chance: random.Random) -> Organisation:
        return chance.choices(self.units, cum_weights=self.weights)[0]


@dataclass(frozen=True)
class Calendar:
    """The days people join on, from `first` on for `days` days."""

    days: Sequence[dt.date]
    weights: Sequence[int]

    @classmethod
    def of(cls, first: dt.date, days: int) -> Calendar:
        dates = [first + dt.timedelta(days=n) for n in range(days)]
        return cls(dates, list(accumulate(SEASON[day.month] for day in dates)))

    def one(self, chance: random.Random) -> dt.date:
        return chance.choices(self.days, cum_weights=self.weights)[0]


@dataclass(frozen=True)
class Settings:
    """What trainees are made of."""

    places: Places
    calendar: Calendar
    categories: dict[str, TraineeCategory]


def account(kind: str, serial: int) -> dict[str, str]:
    """Account, phone and mail address of the person with a serial number."""
    name = f"{kind}{serial:06d}"
    return {
        "username": name,
        "phone": str(PHONES[kind] + serial),
        "email": f"{name}@demo.invalid",
    }


def invent_trainee(
    serial: int, settings: Settings, chance: random.Random
) -> tuple[Membership, dt.datetime]:
    """A trainee's post, with the person in it, and when they joined; not stored yet.

    Nobody can sign in as a trainee before a password is set.
    """
    joined = sitting_on(settings.calendar.one(chance), chance)
    category = "cadre" if chance.random() < CIVIL_SERVANTS else "community"
    person = User(
        **account(TRAINEE, serial),
        name=f"{invent_name(chance)}（演示）",
        category=settings.categories[category],
        date_joined=joined,
    )
    person.set_unusable_password()
    unit, since = settings.places.one(chance), joined.date()
    return Membership(user=person, organisation=unit, role=Role.TRAINEE, started_on=since), joined


def invent_habits(chance: random.Random) -> Habits:
    """How much a trainee will do."""
    shares, kinds = zip(*HABITS, strict=True)
    (kind,) = chance.choices(kinds, shares)
    return Habits(
        **kind,
        skill=chance.betavariate(8, 2),
        visits=int(chance.random() < VISITORS),
        claims=chance.random() < CLAIMERS,
    )


def seed_teachers(count: int, seed: int) -> list[User]:
    """The first `count` teachers, in serial order."""
    city = Organisation.objects.filter(level=OrganisationLevel.CITY).first()
    return list(_staff(TEACHER, [city] * count, Role.INSTRUCTOR, seed)) if city else []


def seed_managers(seed: int) -> list[User]:
    """A manager for every district."""
    districts = Organisation.objects.filter(level=OrganisationLevel.DISTRICT)
    return list(_staff(MANAGER, list(districts), Role.ORGANISATION_MANAGER, seed))


def _staff(kind: str, units: Sequence[Organisation], role: Role, seed: int) -> Iterator[User]:
    known = {person.username: person for person in User.objects.filter(username__startswith=kind)}
    for serial, unit in enumerate(units, start=1):
        values = account(kind, serial)
        yield known.get(values["username"]) or _employ(values, unit, role, seed)


@transaction.atomic
def _employ(values: dict[str, str], unit: Organisation, role: Role, seed: int) -> User:
    chance = random.Random(f"{seed}:{values['username']}")  # noqa: S311 - names, not secrets
    person = create_person(
        account=values["username"],
        name=f"{invent_name(chance)}（演示）",
        phone=values["phone"],
        email=values["email"],
        must_change_password=False,
    )
    grant_membership(user=person, organisation=unit, role=role)
    return person


def last_serial() -> int:
    """The serial number of the trainee made last; 0 before the first."""
    ours = User.objects.filter(username__regex=rf"^{TRAINEE}\d{{6}}$")
    last = ours.order_by("-username").first()
    return int(last.username.removeprefix(TRAINEE)) if last else 0
