"""What a roster would do: asked for the preview, and again under the lock before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q

from academy.certification.fonts import FontsMissingError, unprintable_characters
from academy.classes.enums import RosterChange
from academy.classes.models import ClassGroup, Enrolment
from academy.classes.queries.roster import overlapping, quotas_of, seats_taken
from academy.classes.rules.quotas import Places, governing, overlap_words
from academy.classes.rules.roster import (
    MOST_ROWS,
    NAME,
    UNIT,
    Fault,
    Reading,
    Row,
    read_roster,
)
from academy.classes.rules.roster_plan import (
    Known,
    KnownPerson,
    KnownPlace,
    Line,
    Unit,
    UnitBook,
    changes_words,
    judge,
    judge_unit,
)
from academy.core import clock
from academy.core.sheets import SheetError, read_sheet
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User, within

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass

T = TypeVar("T")
BATCH = 500
MOST_BYTES = 2 * 1024 * 1024
TOO_LARGE = f"文件太大：最大 {MOST_BYTES // 1024 // 1024} MB。请只保留名单，另存一份再传。"
NO_FONTS = "服务器上没有证书字体，姓名里的生僻字没有检查。"


@dataclass(frozen=True)
class Plan:
    """What a roster comes to. With any fault nothing of it may be written."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what they would do, and all of them."""
        found = Counter(line.change.value for line in self.lines)
        return {"rows": len(self.lines), **found}

    @property
    def changes(self) -> list[Fault]:
        """What changes for those on the list already."""
        changed = (line for line in self.lines if line.change == RosterChange.CHANGED)
        return [Fault(line.row.number, line.row.name, changes_words(line)) for line in changed]


def read_file(content: bytes) -> Reading:
    """The rows of an xlsx file, or one fault of the file as a whole."""
    try:
        if len(content) > MOST_BYTES:
            raise SheetError(TOO_LARGE)
        return read_roster(read_sheet(content, most_rows=MOST_ROWS))
    except SheetError as error:
        return Reading(faults=[Fault(0, "", error.message)])


def plan_import(
    training_class: TrainingClass, reading: Reading, *, managed: tuple[str, ...] | None
) -> Plan:
    """Judge every row against what is there now. `managed`: see `Known`.

    The number of statements does not grow with the rows, but for batches of 500.
    """
    broken = {fault.row for fault in reading.faults}
    rows = [row for row in reading.rows if row.number not in broken]
    known, told = _known(training_class, rows, managed)
    lines = [judge(row, known) for row in rows]
    faults = [*reading.faults, *(fault for line in lines for fault in line.faults)]
    faults += [f for row in reading.rows if row.number in broken for f in judge_unit(row, known)]
    faults += _same_person_twice(lines)
    if not faults:
        faults += _no_room(training_class, lines, managed)
    return Plan(
        lines=lines,
        faults=sorted(faults, key=lambda fault: fault.row),
        warnings=[*reading.warnings, *told, *(w for line in lines for w in line.warnings)],
    )


def _known(
    training_class: TrainingClass, rows: Sequence[Row], managed: tuple[str, ...] | None
) -> tuple[Known, list[Fault]]:
    people = _people(rows, managed)
    ids = {person.pk for person in people.values() if person.is_near}
    rare, told = _rare(rows)
    groups = ClassGroup.objects.filter(training_class=training_class).exclude(name="")
    known = Known(
        units=_units(),
        people=people,
        places=_places(training_class, ids),
        elsewhere=_elsewhere(training_class, ids),
        groups=dict(groups.values_list("name", "number")),
        managed=managed,
        rare=rare,
    )
    return known, told


def _units() -> UnitBook:
    """The whole tree: some thousands of rows, in one statement."""
    names: dict[str, str] = {}
    units = []
    for pk, path, code, name in Organisation.objects.values_list("pk", "path", "code", "name"):
        names[path] = name
        steps = range(Organisation.steplen, len(path) + 1, Organisation.steplen)
        units.append(Unit(pk, path, code, tuple(names[path[:end]] for end in steps)))
    return UnitBook(units)


def _people(rows: Sequence[Row], managed: tuple[str, ...] | None) -> dict[str, KnownPerson]:
    """Those who sign in with an account or a phone of the rows, by both."""
    found: dict[str, KnownPerson] = {}
    names = sorted({name for row in rows for name in (row.account, row.phone) if name})
    for part in _batches(names):
        people = User.objects.filter(Q(username__in=part) | Q(phone__in=part))
        fields = people.values_list("pk", "username", "name", "phone", "is_active")
        seen = {pk: values for pk, *values in fields}
        near = _with_posts(seen, within(managed or (), "organisation__path"))
        trainees = _with_posts(seen, Q(role=Role.TRAINEE))
        for pk, (account, name, phone, is_active) in seen.items():
            is_near = managed is None or pk in near
            person = KnownPerson(pk, account, name, phone or "", is_active, is_near, pk in trainees)
            found[account] = person
            found |= {phone: person} if phone else {}
    return found


def _with_posts(ids: Iterable[int], which: Q) -> set[int]:
    posts = Membership.objects.current(clock.today()).filter(which, user_id__in=list(ids))
    return set(posts.values_list("user_id", flat=True))


def _places(training_class: TrainingClass, ids: Iterable[int]) -> dict[int, KnownPlace]:
    found = {}
    for part in _batches(sorted(ids)):
        rows = Enrolment.objects.filter(training_class=training_class, person_id__in=part)
        for row in rows.select_related("organisation", "group"):
            found[row.person_id] = KnownPlace(
                pk=row.pk,
                version=row.version,
                state=row.state,
                unit_id=row.organisation_id,
                unit=row.organisation.name,
                group=row.group.number if row.group else None,
                post=row.post,
            )
    return found


def _elsewhere(training_class: TrainingClass, ids: Iterable[int]) -> dict[int, str]:
    found = {}
    for part in _batches(sorted(ids)):
        for row in overlapping(training_class).filter(person_id__in=part):
            other = row.training_class
            found[row.person_id] = overlap_words(
                row.person.name, other.name, other.starts_on, other.ends_on
            )
    return found


def _rare(rows: Sequence[Row]) -> tuple[frozenset[str], list[Fault]]:
    try:
        return frozenset(unprintable_characters("".join(row.name for row in rows))), []
    except FontsMissingError:
        return frozenset(), [Fault(0, "", NO_FONTS)]


def _same_person_twice(lines: Iterable[Line]) -> Iterator[Fault]:
    """One row by the account and one by the phone of the same person."""
    first: dict[int, int] = {}
    for line in lines:
        if line.person is None:
            continue
        earlier = first.setdefault(line.person.pk, line.row.number)
        if earlier != line.row.number:
            words = f"和第 {earlier} 行是同一个人（账号“{line.person.account}”）。"
            yield Fault(line.row.number, NAME, words)


def _no_room(
    training_class: TrainingClass, lines: Sequence[Line], managed: tuple[str, ...] | None
) -> Iterator[Fault]:
    """The first row that is beyond the class's places, and beyond each unit's."""
    new = [line for line in lines if line.place is None]
    if managed is None and new:
        left = training_class.capacity - seats_taken(training_class)
        if len(new) > left:
            words = f"本班 {training_class.capacity} 人，还能确认 {max(left, 0)} 人，"
            yield Fault(new[max(left, 0)].row.number, NAME, f"{words}文件里新增 {len(new)} 人。")
    yield from _beyond_quotas(new, quotas_of(training_class), managed)


def _beyond_quotas(
    new: Sequence[Line], quotas: Sequence[Places], managed: tuple[str, ...] | None
) -> Iterator[Fault]:
    """Only those who would be agreed at once take places; see `is_agreed_at_once`."""
    coming: Counter[int] = Counter()
    for line in new:
        quota = governing(line.unit.path, quotas) if line.unit else None
        if quota is None:
            if managed is not None and line.unit:
                yield Fault(line.row.number, UNIT, f"“{line.unit.words}”没有这个班的名额。")
        elif is_agreed_at_once(quota, managed):
            coming[quota.quota_id] += 1
            if coming[quota.quota_id] == quota.left + 1:
                yield Fault(line.row.number, UNIT, f"{quota.full_words}文件里的人数超出了名额。")


def is_agreed_at_once(quota: Places, managed: tuple[str, ...] | None) -> bool:
    """Whether nobody else has to be asked: the academy, and those who hold the quota."""
    return managed is None or any(quota.path.startswith(top) for top in managed)


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), BATCH):
        yield list(items[start : start + BATCH])


def as_json(faults: Iterable[Fault]) -> list[list[Any]]:
    """For storing: [row, column, words]."""
    return [[fault.row, fault.column, fault.words] for fault in faults]
