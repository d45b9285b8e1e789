"""What the steps of a list tell people. Keys make every message arrive once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from academy.classes.enums import EnrolmentState
from academy.classes.models import Enrolment, Quota, TrainingClass
from academy.classes.models.classes import UNSEEN
from academy.classes.notice_kinds import ROSTER_DECIDED, ROSTER_NOMINATED
from academy.classes.rules.quotas import governing
from academy.core import clock
from academy.notices.actions import Message, send_notices
from academy.people.enums import Role
from academy.people.models import Membership

if TYPE_CHECKING:
    from academy.classes.rules.quotas import Places
    from academy.people.models import User

# A message names so many people, and counts the rest.
NAMED = 3
TOLD = {
    EnrolmentState.CONFIRMED: "您已列入“{name}”学员名单",
    EnrolmentState.REFUSED: "“{name}”的报名没有通过",
    EnrolmentState.WITHDRAWN: "您已退出“{name}”",
}


def tell_of_nominations(enrolments: Sequence[Enrolment], quotas: Iterable[Places]) -> int:
    """Ask those who hold the places for their word; how many were told.

    All of one class. Somebody nominated twice under one number is asked for once.
    """
    waiting = [each for each in enrolments if each.state == EnrolmentState.NOMINATED]
    listed = list(quotas)
    asked: dict[int, list[Enrolment]] = defaultdict(list)
    for each in waiting:
        quota = governing(each.organisation.path, listed)
        if quota:
            asked[quota.quota_id].append(each)
    messages = [
        _to_manager(post.user, asked[quota_id])
        for quota_id, unit in Quota.objects.filter(pk__in=asked).values_list("pk", "organisation")
        for post in _managers(unit)
    ]
    return send_notices(kind=ROSTER_NOMINATED, messages=messages)


def _managers(unit: int) -> Iterable[Membership]:
    posts = Membership.objects.current(clock.today()).filter(
        organisation_id=unit, role=Role.ORGANISATION_MANAGER, user__is_active=True
    )
    return posts.select_related("user").order_by("pk")


def _to_manager(manager: User, enrolments: Sequence[Enrolment]) -> Message:
    first, found = enrolments[0], enrolments[0].training_class
    many = f"等 {len(enrolments)} 人" if len(enrolments) > 1 else ""
    return Message(
        person=manager,
        title=f"“{found.name}”有报名等您审批",
        key=f"classes.nominated:{first.pk}:{len(enrolments)}:{manager.pk}",
        text=f"{first.organisation} 推荐 {first.person}{many}。",
        url=reverse("classes:nomination", args=[found.code]),
    )


def tell_of_decisions(enrolments: Iterable[Enrolment], by: User | None) -> int:
    """Tell the people, and whoever nominated them; nobody is told of what they did themselves.

    Who nominated many is told once of all that were decided alike.
    """
    told = [each for each in enrolments if EnrolmentState(each.state) in TOLD]
    messages = [_to_person(each) for each in told if each.person != by]
    lots: dict[tuple[User, int, str], list[Enrolment]] = {}
    for each in told:
        if each.nominated_by and each.nominated_by not in {by, each.person}:
            lot = (each.nominated_by, each.training_class_id, each.state)
            lots.setdefault(lot, []).append(each)
    messages += [_to_nominator(lot, person) for (person, *_), lot in lots.items()]
    return send_notices(kind=ROSTER_DECIDED, messages=messages)


def tell_confirmed(enrolments: Iterable[Enrolment]) -> int:
    """Tell many that they are on the list; nobody hears of a class that is not announced."""
    found = [each for each in enrolments if each.training_class.state not in UNSEEN]
    return send_notices(kind=ROSTER_DECIDED, messages=[_to_person(each) for each in found])


def tell_taken_back(training_class: TrainingClass, people: Iterable[User], key: str) -> int:
    """Tell people that their place on a list was a mistake that has been taken back."""
    if training_class.state in UNSEEN:
        return 0
    messages = [
        Message(
            person=person,
            title=f"“{training_class.name}”的学员名单有更正，您不在名单上",
            key=f"{key}:{person.pk}",
            text="之前的通知作废；有疑问请联系学院教务处。",
        )
        for person in people
    ]
    return send_notices(kind=ROSTER_DECIDED, messages=messages)


def _to_person(enrolment: Enrolment) -> Message:
    found, state = enrolment.training_class, EnrolmentState(enrolment.state)
    days = f"{found.starts_on:%Y-%m-%d} 至 {found.ends_on:%Y-%m-%d}"
    place = f"，报到地点：{found.place}" if found.place else ""
    is_in = state == EnrolmentState.CONFIRMED
    return Message(
        person=enrolment.person,
        title=TOLD[state].replace("{name}", found.name),
        key=f"classes.enrolment:{enrolment.pk}:{state.value}",
        text=f"时间：{days}{place}。" if is_in else f"原因：{enrolment.reason}",
        url=reverse("classes:class", args=[found.code]) if is_in else "",
    )


def _to_nominator(lot: Sequence[Enrolment], person: User) -> Message:
    enrolment = lot[0]
    found, word = enrolment.training_class, EnrolmentState(enrolment.state).label
    names = "、".join(str(each.person) for each in lot[:NAMED])
    many = f"{names}等 {len(lot)} 人" if len(lot) > NAMED else names
    return Message(
        person=person,
        title=f"{many}：“{found.name}”{word}",
        key=f"classes.enrolment:{enrolment.pk}:{enrolment.state}:{len(lot)}:nominator",
        text=f"原因：{enrolment.reason}" if enrolment.reason else "",
        url=reverse("classes:nomination", args=[found.code]),
    )
