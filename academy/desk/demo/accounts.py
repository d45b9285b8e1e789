"""Demo people: one account for each role, and trainees in a real tree of units."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from academy.core import clock
from academy.people.actions import create_person, grant_membership, import_divisions
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Organisation, TraineeCategory, User

DISTRICTS = ("宽城区", "朝阳区")
TRAINEES = 200
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = [
    *("秀英", "桂兰", "玉梅", "建国", "志强", "海燕", "丽华", "春生", "晓东", "文静"),
    *("国庆", "淑芬", "伟", "敏", "静", "磊", "洋", "艳", "勇", "军"),
    *("明", "杰", "娟", "霞", "平", "红", "玲", "辉", "亮", "慧"),
]


@dataclass(frozen=True)
class Account:
    """A demo account: what it is called and what it may do. `level` of its unit."""

    username: str
    name: str
    roles: tuple[Role, ...]
    level: OrganisationLevel = OrganisationLevel.CITY


ACCOUNTS = (
    Account("xueyuan", "王小梅", (Role.TRAINEE,), OrganisationLevel.COMMUNITY),
    Account("jiaoshi", "李文", (Role.INSTRUCTOR,)),
    Account("shenhe", "赵敏", (Role.REVIEWER,)),
    Account("banzhuren", "陈静", (Role.HEAD_TEACHER,)),
    Account("jiaowu", "孙立", (Role.ADMINISTRATOR,)),
    Account("lianluo", "周平", (Role.LIAISON,), OrganisationLevel.COMMUNITY),
    Account("danwei", "吴强", (Role.ORGANISATION_MANAGER,), OrganisationLevel.DISTRICT),
    Account("yuanling", "郑国华", (Role.LEADER,)),
)


def seed_units() -> list[Organisation]:
    """The city, its districts, and two districts down to their communities, which are returned."""
    import_divisions(districts=DISTRICTS)
    tree = Organisation.objects.filter(level=OrganisationLevel.DISTRICT, name__in=DISTRICTS)
    communities: list[Organisation] = []
    for district in tree.order_by("name"):
        communities += district.get_descendants().filter(level=OrganisationLevel.COMMUNITY)
    return communities


def seed_accounts(communities: list[Organisation]) -> dict[str, User]:
    """One person for each role, by account name, and the superuser `admin`."""
    people = {account.username: _seed_account(account, communities[0]) for account in ACCOUNTS}
    people["admin"] = _superuser()
    return people


@transaction.atomic
def _seed_account(account: Account, community: Organisation) -> User:
    person: User | None = User.objects.filter(username=account.username).first()
    if person is None:
        serial = [a.username for a in ACCOUNTS].index(account.username)
        is_trainee = Role.TRAINEE in account.roles
        person = _person(
            account.username,
            account.name,
            serial,
            password=settings.DEMO_PASSWORD,
            category=_category() if is_trainee else None,
        )
    unit = _unit_at(account.level, community)
    for role in account.roles:
        grant_membership(user=person, organisation=unit, role=role, started_on=_long_ago())
    return person


def _long_ago() -> dt.date:
    """Posts are older than anything the demo lets people do in them."""
    return clock.today() - dt.timedelta(days=365)


def _unit_at(level: OrganisationLevel, community: Organisation) -> Organisation:
    """The community itself or the unit above it at `level`."""
    if level == community.level:
        return community
    above: Organisation = community.get_ancestors().get(level=level)
    return above


def _superuser() -> User:
    person: User | None = User.objects.filter(username="admin").first()
    if person is None:
        person = User.objects.create_superuser(
            "admin", "admin@demo.invalid", settings.DEMO_PASSWORD, name="系统管理员（演示）"
        )
    return person


def _category() -> TraineeCategory:
    """What is wanted of the trainees; nothing is of those who teach and look after them."""
    return TraineeCategory.objects.get(code="community")


def _person(
    username: str,
    name: str,
    serial: int,
    *,
    password: str | None,
    category: TraineeCategory | None,
) -> User:
    """Marked 演示; the prefix 154 was never given out, so the numbers belong to nobody."""
    return create_person(
        account=username,
        name=f"{name}（演示）",
        phone=f"154{serial:08d}",
        email=f"{username}@demo.invalid",
        category=category,
        password=password,
        must_change_password=False,
    )


def seed_trainees(communities: list[Organisation]) -> list[User]:
    """Trainees spread over the communities; the same names on every run."""
    chance = random.Random(2026)  # noqa: S311 - names, not secrets
    return [_seed_trainee(number, chance, communities) for number in range(1, TRAINEES + 1)]


@transaction.atomic
def _seed_trainee(number: int, chance: random.Random, communities: list[Organisation]) -> User:
    username = f"demo{number:04d}"
    name = chance.choice(SURNAMES) + chance.choice(GIVEN)
    unit = chance.choice(communities)
    person: User | None = User.objects.filter(username=username).first()
    if person is None:
        person = _person(username, name, 1000 + number, password=None, category=_category())
        since = _long_ago()
        grant_membership(user=person, organisation=unit, role=Role.TRAINEE, started_on=since)
    return person
