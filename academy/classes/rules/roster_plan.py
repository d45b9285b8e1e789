"""What each row of a roster would do to people and to a class's list. Plain values only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from academy.classes.enums import ClassPost, EnrolmentState, RosterChange
from academy.classes.rules.roster import ACCOUNT, GROUP, NAME, PHONE, UNIT, Fault, Row, same_name
from academy.people.rules import is_within

_STEPS = re.compile(r"\s*[/／›>＞\\]\s*")
SHOWN_UNITS = 3
WAITING = {EnrolmentState.NOMINATED, EnrolmentState.APPROVED}
GONE = {EnrolmentState.REFUSED, EnrolmentState.WITHDRAWN}


@dataclass(frozen=True)
class Unit:
    """A unit of the tree. `trail`: the names from the top down to its own."""

    pk: int
    path: str
    code: str
    trail: tuple[str, ...]

    @property
    def words(self) -> str:
        return "/".join(self.trail)


class UnitBook:
    """Finds units by code, by name, or by a path of names that leaves steps out."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._codes: dict[str, Unit] = {}
        self._names: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._codes[unit.code] = unit
            self._names[unit.trail[-1]].append(unit)

    def find(self, text: str) -> Unit | str:
        """The unit that is meant, or why there is none."""
        if text in self._codes:
            return self._codes[text]
        *above, name = [step for step in _STEPS.split(text) if step] or [text]
        found = [unit for unit in self._names.get(name, []) if _in_order(above, unit.trail)]
        if len(found) == 1:
            return found[0]
        if not found:
            return f"系统里没有“{text[:40]}”这个单位，请填单位的全名或代码。"
        places = "、".join(unit.words for unit in found[:SHOWN_UNITS])
        more = "等" if len(found) > SHOWN_UNITS else ""
        return f"“{text}”有 {len(found)} 个（{places}{more}），请写上级单位或代码。"


def _in_order(steps: Sequence[str], trail: Sequence[str]) -> bool:
    rest = iter(trail[:-1])
    return all(step in rest for step in steps)


@dataclass(frozen=True)
class KnownPerson:
    """Somebody with an account. `is_near`: the importer may answer for them.

    `is_trainee`: is one somewhere today.
    """

    pk: int
    account: str
    name: str
    phone: str = ""
    is_active: bool = True
    is_near: bool = True
    is_trainee: bool = True


@dataclass(frozen=True)
class KnownPlace:
    """Somebody's place on the class's list."""

    pk: int
    version: int
    state: str
    unit_id: int
    unit: str = ""
    group: int | None = None
    post: str = ""


@dataclass(frozen=True)
class Known:
    """What is known before a roster is judged.

    `people` by account and by phone; `places` and `elsewhere` (another class at the same time, in
    words) by person. `managed`: tree places the importer answers for; None for everything.
    """

    units: UnitBook
    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    places: Mapping[int, KnownPlace] = field(default_factory=dict)
    elsewhere: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    managed: tuple[str, ...] | None = None
    rare: frozenset[str] = frozenset()

    def is_far(self, person: KnownPerson | None) -> bool:
        """Whether the importer may be told nothing about somebody."""
        return self.managed is not None and person is not None and not person.is_near


@dataclass(frozen=True)
class Line:
    """What a row does. `unit` is missing only where there are faults."""

    row: Row
    change: RosterChange
    unit: Unit | None = None
    person: KnownPerson | None = None
    place: KnownPlace | None = None
    group: int | None = None
    post: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def home(self) -> Unit:
        """The unit of a row without faults."""
        if self.unit is None:
            raise ValueError("a row with faults has no unit")
        return self.unit


def judge(row: Row, known: Known) -> Line:
    """The line of a row whose own writing has no faults."""
    person = known.people.get(row.account or row.phone)
    return _judge_stranger(row) if known.is_far(person) else _judge_near(row, person, known)


def _judge_stranger(row: Row) -> Line:
    """Of people of other units a unit's manager learns nothing but that they are that."""
    column = ACCOUNT if row.account else PHONE
    fault = Fault(row.number, column, "这个账号不在您管理的单位里，请联系学院教务处。")
    return Line(row=row, change=RosterChange.NEW, faults=(fault,))


def _judge_near(row: Row, person: KnownPerson | None, known: Known) -> Line:
    unit = known.units.find(row.unit)
    place = known.places.get(person.pk) if person else None
    group, post = _placed(row, known)
    told = [
        *_unit_faults(unit, known),
        *(_person_faults(row, person) if person else []),
        *_phone_faults(row, person, known),
        *_place_faults(unit, place),
        (NAME, known.elsewhere.get(person.pk, "") if person and not place else ""),
        (GROUP, "" if not isinstance(group, str) else f"没有“{group}”这个组，请填组号 1、2、3……"),
    ]
    return Line(
        row=row,
        change=_change(person, place, group, post),
        unit=unit if isinstance(unit, Unit) else None,
        person=person,
        place=place,
        group=group if isinstance(group, int) else None,
        post=post,
        faults=tuple(Fault(row.number, column, words) for column, words in told if words),
        warnings=tuple(_warnings(row, person, place, known)),
    )


def judge_unit(row: Row, known: Known) -> list[Fault]:
    """What is wrong with the unit of a row that has other faults already."""
    if not row.unit:
        return []
    told = _unit_faults(known.units.find(row.unit), known)
    return [Fault(row.number, column, words) for column, words in told]


Told = list[tuple[str, str]]


def _placed(row: Row, known: Known) -> tuple[int | str | None, str]:
    """Group and post; only the academy gives them."""
    if known.managed is not None:
        return None, ""
    group = known.groups.get(row.group, row.group) if isinstance(row.group, str) else row.group
    return group, row.post


def _unit_faults(unit: Unit | str, known: Known) -> Told:
    if isinstance(unit, str):
        return [(UNIT, unit)]
    if known.managed is not None and not is_within(unit.path, known.managed):
        return [(UNIT, f"“{unit.words}”不是您管理的单位，不能替它报名。")]
    return []


def _person_faults(row: Row, person: KnownPerson) -> Told:
    column = ACCOUNT if row.account == person.account else PHONE
    if not person.is_active:
        return [(column, f"账号“{person.account}”已停用，请联系系统管理员。")]
    if not same_name(row.name, person.name):
        return [(NAME, f"和账号“{person.account}”的姓名不同，那个账号是“{person.name}”。")]
    return []


def _phone_faults(row: Row, person: KnownPerson | None, known: Known) -> Told:
    """A phone belongs to one person, and an account typed beside it must be theirs."""
    owner = known.people.get(row.phone)
    if not row.phone or owner is None or not row.account or owner == person:
        return []
    if known.is_far(owner):
        return [(PHONE, "已登记在另一个账号上。")]
    return [(PHONE, f"已登记在另一个人的账号上：{owner.name}（{owner.account}）。")]


def _place_faults(unit: Unit | str, place: KnownPlace | None) -> Told:
    if place is None:
        return []
    if place.state in GONE:
        word = EnrolmentState(place.state).label
        return [(NAME, f"在本班名单上{word}，不能再次列入。")]
    if isinstance(unit, Unit) and unit.pk != place.unit_id:
        return [(UNIT, f"本班名单上登记的单位是“{place.unit}”。")]
    return []


def _change(
    person: KnownPerson | None, place: KnownPlace | None, group: int | str | None, post: str
) -> RosterChange:
    """An empty cell takes nothing away."""
    if person is None:
        return RosterChange.NEW_PERSON
    if place is None:
        return RosterChange.NEW
    is_same = group in {None, place.group} and post in {"", place.post}
    return RosterChange.SAME if is_same else RosterChange.CHANGED


def _warnings(
    row: Row, person: KnownPerson | None, place: KnownPlace | None, known: Known
) -> Iterable[Fault]:
    rare = [c for c in dict.fromkeys(row.name) if c in known.rare]
    if rare:
        words = f"证书字体没有“{'”“'.join(rare)}”，发证前请联系教务处。"
        yield Fault(row.number, NAME, words)
    if person and row.phone and row.phone not in {person.phone, person.account}:
        yield Fault(row.number, PHONE, "和账号里登记的不同；手机号由本人改，不导入。")
    if known.managed is not None and (row.group or row.post):
        yield Fault(row.number, GROUP, "小组和班委由学院安排，不导入。")
    if known.managed is None and place and place.state in WAITING:
        word = EnrolmentState(place.state).label
        yield Fault(row.number, NAME, f"名单上现在是“{word}”，导入不改状态，请在名单里办理。")


def changes_words(line: Line) -> str:
    """What changes for somebody on the list already."""
    if line.place is None:
        return ""
    told = []
    if line.group not in {None, line.place.group}:
        told.append(f"小组 {line.place.group or '无'} → {line.group}")
    if line.post not in {"", line.place.post}:
        old = ClassPost(line.place.post).label if line.place.post else "无"
        told.append(f"班委 {old} → {ClassPost(line.post).label}")
    return "，".join(told)
