"""Who is on a class's list, whose places they take, who might be nominated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from academy.classes.enums import ClassForm, ClassState, EnrolmentState
from academy.classes.models import Enrolment, Quota, TrainingClass
from academy.classes.models.classes import UNSEEN
from academy.classes.models.roster import AGREED, SEATED
from academy.classes.rules.quotas import Places, governing
from academy.core import clock
from academy.core.errors import ActionError
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User, standing_of, within
from academy.people.queries import people_in
from academy.people.rules import is_within, normalise_account, normalise_phone

if TYPE_CHECKING:
    from academy.core.sheets import Cell
    from academy.people.rules import Standing

SHEET_TITLE = "学员名单"
SHEET_COLUMNS = [
    ("姓名", 14),
    ("账号", 18),
    ("手机号", 14),
    ("单位", 30),
    ("单位代码", 14),
    ("小组", 8),
    ("班委", 10),
    ("状态", 12),
    ("原因", 30),
]


def quotas_of(training_class: TrainingClass, *, lock: bool = False) -> list[Places]:
    """Places of the class by unit, with those that are taken. Two statements.

    `lock`: nobody else can give them away until the transaction ends.
    """
    rows = Quota.objects.filter(training_class=training_class).select_related("organisation")
    if lock:
        rows = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    quotas = [Places(q.pk, q.organisation.path, q.organisation.name, q.places) for q in rows]
    taken = _by_quota(training_class, AGREED, quotas) if quotas else Counter()
    return [replace(quota, taken=taken[quota.quota_id]) for quota in quotas]


def _by_quota(
    training_class: TrainingClass, states: Iterable[str], quotas: Sequence[Places]
) -> Counter[int]:
    """How many people in these states each quota answers for, by its id."""
    found: Counter[int] = Counter()
    rows = Enrolment.objects.filter(training_class=training_class, state__in=list(states))
    paths = rows.order_by().values_list("organisation__path").annotate(Count("pk"))
    for path, count in paths:
        quota = governing(path, quotas)
        if quota:
            found[quota.quota_id] += count
    return found


def seats_taken(training_class: TrainingClass) -> int:
    """How many people the academy has confirmed."""
    return training_class.enrolments.filter(state__in=SEATED).count()


def overlapping(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Places on the lists of other classes on the same days; online classes clash with none."""
    if training_class.form == ClassForm.ONLINE:
        return Enrolment.objects.none()
    rows = Enrolment.objects.standing().exclude(training_class=training_class)
    return (
        rows.filter(
            training_class__starts_on__lte=training_class.ends_on,
            training_class__ends_on__gte=training_class.starts_on,
        )
        .exclude(
            Q(training_class__state=ClassState.CANCELLED) | Q(training_class__form=ClassForm.ONLINE)
        )
        .select_related("training_class", "person")
    )


# --- The list ---
def roster(
    training_class: TrainingClass,
    viewer: User,
    *,
    state: str = "",
    unit: str = "",
    words: str = "",
) -> QuerySet[Enrolment]:
    """The visible part of a class's list, by unit and name; narrowed where asked.

    `unit`: a code, with all below it. `words`: part of a name, or the beginning of an account.
    """
    rows = Enrolment.objects.visible_to(viewer).filter(training_class=training_class)
    if state:
        rows = rows.filter(state=state)
    if unit:
        tops = Organisation.objects.filter(code=unit).values_list("path", flat=True)
        rows = rows.filter(within(tops, "organisation__path"))
    if words.strip():
        rows = rows.filter(_named(words.strip()))
    return rows.select_related("person", "organisation", "group")


def _named(words: str) -> Q:
    number = normalise_phone(words)
    found = Q(person__name__icontains=words)
    found |= Q(person__username__startswith=normalise_account(words))
    return found | Q(person__phone=number) if number else found


def state_counts(rows: QuerySet[Enrolment]) -> list[tuple[str, str, int]]:
    """How many of a list are in each state: value, word, figure; those with none left out."""
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [(s.value, s.label, counted[s.value]) for s in EnrolmentState if s.value in counted]


def units_on(training_class: TrainingClass, viewer: User) -> QuerySet[Organisation]:
    """The units that people on the list come from."""
    rows = Enrolment.objects.visible_to(viewer).filter(training_class=training_class)
    found: QuerySet[Organisation] = Organisation.objects.filter(
        pk__in=rows.values("organisation_id")
    )
    return found


def sheet_rows(rows: QuerySet[Enrolment]) -> Iterator[tuple[Cell, ...]]:
    """The list as the columns of a sheet; it can be imported again as it is."""
    for row in rows.iterator(chunk_size=500):
        yield (
            row.person.name,
            row.person.username,
            row.person.phone or "",
            row.organisation.name,
            row.organisation.code,
            row.group.number if row.group else "",
            row.get_post_display() if row.post else "",
            row.get_state_display(),
            row.reason,
        )


# --- Nominations ---
@dataclass(frozen=True)
class Offer:
    """A class with places for units of a manager: their figures, and the days that are left."""

    training_class: TrainingClass
    places: int
    nominated: int
    agreed: int
    days_left: int

    @property
    def is_open(self) -> bool:
        return self.training_class.state == ClassState.ANNOUNCED


def offered_classes(viewer: User) -> QuerySet[TrainingClass]:
    """Announced classes with places for units that `viewer` manages; open ones first.

    The places may be given to a unit above: then that one's managers have to agree.
    """
    standing = standing_of(viewer)
    if not standing.is_active:
        return TrainingClass.objects.none()
    concerned = _within(standing) | Q(organisation__path__in=_above(standing))
    quotas = Quota.objects.filter(concerned, training_class=OuterRef("pk"))
    rows = TrainingClass.objects.filter(Exists(quotas))
    order = Case(When(state=ClassState.ANNOUNCED, then=Value(0)), default=Value(1))
    return rows.exclude(state__in=[*UNSEEN, ClassState.CANCELLED]).order_by(
        order, "-starts_on", "code"
    )


def _within(standing: Standing) -> Q:
    """At or below what somebody manages."""
    return within(standing.managed_paths, "organisation__path")


def _above(standing: Standing) -> list[str]:
    step = Organisation.steplen
    return [top[:end] for top in standing.managed_paths for end in range(step, len(top), step)]


def offers(classes: Iterable[TrainingClass], viewer: User) -> list[Offer]:
    """The figures of some classes for the units that `viewer` manages. Three statements.

    Places: those of their own, or where there are none those of the units above.
    """
    listed, standing = list(classes), standing_of(viewer)
    places = _places(listed, _within(standing))
    shared = _places(listed, Q(organisation__path__in=_above(standing)))
    people = Enrolment.objects.filter(_within(standing), training_class__in=listed).order_by()
    states: Counter[tuple[int, str]] = Counter()
    for pk, state, count in people.values_list("training_class", "state").annotate(Count("pk")):
        states[pk, state] += count
    return [
        Offer(
            training_class=each,
            places=places[each.pk] or shared[each.pk],
            nominated=states[each.pk, EnrolmentState.NOMINATED],
            agreed=sum(states[each.pk, state] for state in AGREED),
            days_left=(each.starts_on - clock.today()).days,
        )
        for each in listed
    ]


def _places(classes: Sequence[TrainingClass], which: Q) -> Counter[int]:
    found: Counter[int] = Counter()
    quotas = Quota.objects.filter(which, training_class__in=classes).order_by()
    for pk, count in quotas.values_list("training_class", "places"):
        found[pk] += count
    return found


def candidates(training_class: TrainingClass, viewer: User, words: str = "") -> QuerySet[User]:
    """People of the viewer's units who are not on the list yet, by name or account."""
    tops = Organisation.objects.filter(path__in=standing_of(viewer).managed_paths)
    listed = Enrolment.objects.filter(training_class=training_class)
    found = people_in(tops, viewer=viewer, words=words)
    return found.filter(is_active=True).exclude(pk__in=listed.values("person_id"))


def unit_to_nominate_from(person: User, viewer: User) -> Organisation:
    """Where in the viewer's units somebody belongs: as a trainee first, the lowest unit first."""
    posts = Membership.objects.current(clock.today()).filter(_within(standing_of(viewer)))
    is_trainee = Case(When(role=Role.TRAINEE, then=Value(0)), default=Value(1))
    found = posts.filter(user=person).select_related("organisation")
    post = found.order_by(is_trainee, "-organisation__depth", "pk").first()
    if post is None:
        raise ActionError(f"{person} 现在不在您管理的单位任职，不能由您报名。")
    unit: Organisation = post.organisation
    return unit


def decided_by(viewer: User, enrolments: Iterable[Enrolment], quotas: list[Places]) -> set[int]:
    """Which nominations wait for the word of `viewer`, by id."""
    managed = standing_of(viewer).managed_paths
    found = set()
    for each in enrolments:
        quota = governing(each.organisation.path, quotas)
        if quota and each.state == EnrolmentState.NOMINATED and is_within(quota.path, managed):
            found.add(each.pk)
    return found
