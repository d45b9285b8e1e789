"""Lines that rest on something else than a completion: an attendance, an offline course."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from academy.learning.actions.ledger import (
    concentrated_hours,
    lock_people,
    policy_on,
    reverse_credit,
    write_lines,
)
from academy.learning.enums import Verb
from academy.learning.models import CreditEntry
from academy.learning.rules.hours import HourRule, earned_hours

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from academy.learning.models import CreditBasis, HourPolicy
    from academy.people.models import User

# People written at once: what a single statement has to carry.
CHUNK = 200


@dataclass(frozen=True)
class _Ground:
    """What the lines of all people share. `rule`: that of `policy`, read once."""

    evidence: str
    title: str
    basis: CreditBasis
    earned_on: dt.date
    words: str
    entered_by: User | None
    policy: HourPolicy
    rule: HourRule


def credit_evidence(
    *,
    user: User,
    evidence: str,
    title: str,
    basis: CreditBasis,
    earned_on: dt.date,
    words: str = "",
    entered_by: User | None = None,
) -> CreditEntry | None:
    """One person's standing line for some evidence, written when there is none.

    None when it earns nothing. Otherwise as `credit_evidence_of_many`.
    """
    found = credit_evidence_of_many(
        users=[user],
        evidence=evidence,
        title=title,
        basis=basis,
        earned_on=earned_on,
        words=words,
        entered_by=entered_by,
    )
    return found.get(user.pk)


@transaction.atomic
def credit_evidence_of_many(
    *,
    users: Iterable[User],
    evidence: str,
    title: str,
    basis: CreditBasis,
    earned_on: dt.date,
    words: str = "",
    entered_by: User | None = None,
) -> dict[int, CreditEntry]:
    """Credit the same study to many people; each one's standing line, by the person's id.

    Safe to repeat: who has a line for `evidence` that was not reversed keeps it; who was never
    credited or whose line was reversed gets a new one. Whom the day's limit leaves nothing is
    missing from the answer. `words`: added to the rule in words. All is written or nothing, in a
    few statements per `CHUNK` people. Raises ActionError when no policy was in force on the day.
    """
    _refuse_unnamed(evidence)
    policy = policy_on(earned_on)
    ground = _Ground(
        evidence, title[:160], basis, earned_on, words, entered_by, policy, policy.rule
    )
    by_key = {user.pk: user for user in users}
    people = [by_key[key] for key in sorted(by_key)]
    found: dict[int, CreditEntry] = {}
    for start in range(0, len(people), CHUNK):
        found |= _credit_some(people[start : start + CHUNK], ground)
    return found


@transaction.atomic
def reverse_evidence(
    *, user: User, evidence: str, reason: str, entered_by: User
) -> CreditEntry | None:
    """Take back the standing line for some evidence; None when none stands.

    Raises ActionError without a reason.
    """
    _refuse_unnamed(evidence)
    lock_people([user])
    entry = CreditEntry.objects.standing().filter(user=user, evidence=evidence).first()
    return entry and reverse_credit(entry=entry, reason=reason, entered_by=entered_by)


def _refuse_unnamed(evidence: str) -> None:
    """A slip of the caller's: "" is what lines without any evidence carry."""
    if not evidence:
        raise ValueError("evidence must be named")


def _credit_some(people: Sequence[User], ground: _Ground) -> dict[int, CreditEntry]:
    lock_people(people)
    standing, numbers = _lines_so_far(people, ground.evidence)
    counts = ground.basis.kind.is_concentrated
    already = concentrated_hours(people, ground.earned_on) if counts else {}
    drafts = [
        _draft(person, ground, already.get(person.pk, Decimal(0)), numbers.get(person.pk, 0) + 1)
        for person in people
        if person.pk not in standing
    ]
    entries = [entry for entry in drafts if entry.hours]
    write_lines(entries=entries, verb=Verb.CREDITED)
    return standing | {entry.user_id: entry for entry in entries}


def _lines_so_far(
    people: Sequence[User], evidence: str
) -> tuple[dict[int, CreditEntry], dict[int, int]]:
    """The line that stands, and the number of the last original line, by person."""
    lines = CreditEntry.objects.filter(user__in=people, evidence=evidence, reverses=None)
    standing, numbers = {}, {}
    for line in lines.select_related("reversed_by").order_by("evidence_count"):
        numbers[line.user_id] = line.evidence_count
        if not hasattr(line, "reversed_by"):
            standing[line.user_id] = line
    return standing, numbers


def _draft(person: User, ground: _Ground, already: Decimal, count: int) -> CreditEntry:
    basis = ground.basis
    earned = earned_hours(
        ground.rule, basis.kind, basis.minutes, passed_test=basis.passed_test, already=already
    )
    said = [earned.words, ground.words] if ground.words else [earned.words]
    return CreditEntry(
        user=person,
        kind=basis.kind,
        hours=earned.hours,
        earned_on=ground.earned_on,
        policy=ground.policy,
        rule="；".join(said)[:200],
        title=ground.title,
        evidence=ground.evidence,
        evidence_count=count,
        entered_by=ground.entered_by,
    )
