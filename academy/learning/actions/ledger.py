"""Lines of the ledger of hours, each with its total and its sentence in the log."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Sum

from academy.core.errors import ActionError
from academy.learning.actions.log import draft_statement, record_statements
from academy.learning.enums import HourKind, Verb
from academy.learning.models import CreditEntry, HourPolicy, YearTotal
from academy.learning.rules.hours import Earned, earned_hours, figure
from academy.people.models import User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from academy.learning.models import Completion, CreditBasis, Statement

CONCENTRATED = [kind for kind in HourKind if kind.is_concentrated]


@transaction.atomic
def append_credit(
    *,
    user: User,
    title: str,
    basis: CreditBasis,
    earned_on: dt.date,
    completion: Completion | None = None,
    evidence: str = "",
    entered_by: User | None = None,
) -> CreditEntry | None:
    """Credit a piece of study by the policy of the day it was done on.

    Line, year's total and log are written together. None when it earns nothing. Raises
    ActionError when no policy was in force on that day, and when a line for the `evidence` stands
    already: `credit_evidence` returns that one.
    """
    entry = draft_credit(
        user=user, title=title, basis=basis, earned_on=earned_on, evidence=evidence
    )
    if entry:
        entry.completion, entry.entered_by = completion, entered_by
        record_statements(statements=[write_line(entry=entry, verb=Verb.CREDITED)])
    return entry


def draft_credit(
    *, user: User, title: str, basis: CreditBasis, earned_on: dt.date, evidence: str = ""
) -> CreditEntry | None:
    """The line that a piece of study earns, not written yet; None when it earns nothing.

    Write it in the same transaction: what else the day brings waits until then.
    """
    policy = policy_on(earned_on)
    count = _count_evidence(user, evidence) if evidence else 0
    earned = compute_hours(user=user, policy=policy, basis=basis, earned_on=earned_on)
    if not earned.hours:
        return None
    return CreditEntry(
        user=user,
        kind=basis.kind,
        hours=earned.hours,
        earned_on=earned_on,
        policy=policy,
        rule=earned.words,
        title=title[:160],
        evidence=evidence,
        evidence_count=count,
    )


def _count_evidence(user: User, evidence: str) -> int:
    """The number of a new line for some evidence; ActionError while an earlier one stands."""
    lock_people([user])
    lines = CreditEntry.objects.filter(user=user, evidence=evidence, reverses=None)
    reversals = lines.values_list("reversed_by", flat=True)
    if None in reversals:
        raise ActionError("这一项已经计过学时，不能重复计入。")
    return len(reversals) + 1


@transaction.atomic
def reverse_credit(*, entry: CreditEntry, reason: str, entered_by: User) -> CreditEntry:
    """Take a line back by a second one of the opposite figure; the first stays as it was."""
    reason = reason.strip()
    if not reason:
        raise ActionError("冲销学时必须写明原因。")
    if entry.reverses_id:
        raise ActionError("这一笔本身就是冲销记录，不能再冲销。")
    # Whoever comes second waits here and then finds the reversal.
    lock_people([entry.user])
    if CreditEntry.objects.filter(reverses=entry).exists():
        raise ActionError("这一笔已经冲销过了。")
    reversal = CreditEntry(
        user=entry.user,
        kind=entry.kind,
        hours=-entry.hours,
        earned_on=entry.earned_on,
        policy=entry.policy,
        rule=f"冲销第 {entry.pk} 笔：{figure(entry.hours)} 学时全部退回",
        title=entry.title,
        completion=entry.completion,
        evidence=entry.evidence,
        evidence_count=entry.evidence_count,
        reverses=entry,
        reason=reason[:200],
        entered_by=entered_by,
    )
    record_statements(statements=[write_line(entry=reversal, verb=Verb.REVERSED)])
    return reversal


def lock_people(people: Iterable[User]) -> None:
    """Make whoever else credits or reverses hours of these people wait for this transaction."""
    # In the order of their ids, so that no two transactions wait for each other.
    keys = sorted(person.pk for person in people)
    rows = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def policy_on(day: dt.date) -> HourPolicy:
    """The policy in force on a day; ActionError where none is."""
    policy = HourPolicy.objects.in_force(day)
    if policy is None:
        raise ActionError(f"{day:%Y-%m-%d} 没有可用的学时规则，请联系教务处。")
    return policy


def compute_hours(
    *, user: User, policy: HourPolicy, basis: CreditBasis, earned_on: dt.date
) -> Earned:
    """What a piece of study earns, mindful of what the same day already brought."""
    already = Decimal(0)
    if basis.kind.is_concentrated:
        # Two completions of one person on one day take their turns, or both would pass the limit.
        lock_people([user])
        already = concentrated_hours([user], earned_on).get(user.pk, already)
    return earned_hours(
        policy.rule, basis.kind, basis.minutes, passed_test=basis.passed_test, already=already
    )


def concentrated_hours(people: Iterable[User], day: dt.date) -> dict[int, Decimal]:
    """Hours under the day's limit that each person, by id, already has on a day."""
    lines = CreditEntry.objects.filter(user__in=people, earned_on=day, kind__in=CONCENTRATED)
    return dict(lines.values_list("user").annotate(Sum("hours")))


def write_line(*, entry: CreditEntry, verb: Verb) -> Statement:
    """Append a line together with its total; its sentence, which the caller is to record."""
    entry.year = entry.earned_on.year
    entry.save(force_insert=True)
    _add_to_totals([entry])
    return _sentence(entry, verb)


def write_lines(*, entries: Sequence[CreditEntry], verb: Verb) -> None:
    """Append lines of different people with totals and sentences, in few statements for all."""
    if not entries:
        return
    for entry in entries:
        entry.year = entry.earned_on.year
    CreditEntry.objects.bulk_create(entries)
    _add_to_totals(entries)
    record_statements(statements=[_sentence(entry, verb) for entry in entries])


def _sentence(entry: CreditEntry, verb: Verb) -> Statement:
    completion = entry.completion
    return draft_statement(
        user=entry.user,
        verb=verb,
        object_type="activity" if completion else "credit",
        object_id=completion.activity_id if completion else entry.pk,
        title=entry.title,
        result={"hours": figure(entry.hours), "words": entry.reason or entry.rule},
    )


TOTALS = YearTotal._meta.db_table


def _add_to_totals(entries: Sequence[CreditEntry]) -> None:
    """Add lines to their years' totals inside the database, whoever else does so now.

    The lines are of different people, years or kinds: no total may be named twice.
    """
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(entries))
    values = [
        value for line in entries for value in (line.user_id, line.year, line.kind, line.hours)
    ]
    statement = f"""
        INSERT INTO {TOTALS} (user_id, year, kind, hours) VALUES {rows}
        ON CONFLICT (user_id, year, kind) DO UPDATE
        SET hours = {TOTALS}.hours + excluded.hours
    """  # noqa: S608 - the name of our own table, and placeholders
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
