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
    entered_by: User | None = None,
) -> CreditEntry | None:
    """Credit a piece of study by the policy of the day it was done on.

    Line, year's total and log are written together. None when it earns nothing. Raises
    ActionError when no policy was in force on that day.
    """
    entry = draft_credit(user=user, title=title, basis=basis, earned_on=earned_on)
    if entry:
        entry.completion, entry.entered_by = completion, entered_by
        record_statements(statements=[write_line(entry=entry, verb=Verb.CREDITED)])
    return entry


def draft_credit(
    *, user: User, title: str, basis: CreditBasis, earned_on: dt.date
) -> CreditEntry | None:
    """The line that a piece of study earns, not written yet; None when it earns nothing.

    Write it in the same transaction: what else the day brings waits until then.
    """
    policy = policy_on(earned_on)
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
    )


@transaction.atomic
def reverse_credit(*, entry: CreditEntry, reason: str, entered_by: User) -> CreditEntry:
    """Take a line back by a second one of the opposite figure; the first stays as it was."""
    reason = reason.strip()
    if not reason:
        raise ActionError("冲销学时必须写明原因。")
    if entry.reverses_id:
        raise ActionError("这一笔本身就是冲销记录，不能再冲销。")
    # Whoever comes second waits here and then finds the reversal.
    User.objects.select_for_update(no_key=True).get(pk=entry.user_id)
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
        reverses=entry,
        reason=reason[:200],
        entered_by=entered_by,
    )
    record_statements(statements=[write_line(entry=reversal, verb=Verb.REVERSED)])
    return reversal


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
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        of_day = CreditEntry.objects.filter(user=user, earned_on=earned_on, kind__in=CONCENTRATED)
        already = of_day.aggregate(hours=Sum("hours"))["hours"] or already
    return earned_hours(
        policy.rule, basis.kind, basis.minutes, passed_test=basis.passed_test, already=already
    )


def write_line(*, entry: CreditEntry, verb: Verb) -> Statement:
    """Append a line together with its total; its sentence, which the caller is to record."""
    entry.year = entry.earned_on.year
    entry.save(force_insert=True)
    _add_to_total(entry)
    completion = entry.completion
    return draft_statement(
        user=entry.user,
        verb=verb,
        object_type="activity" if completion else "credit",
        object_id=completion.activity_id if completion else entry.pk,
        title=entry.title,
        result={"hours": figure(entry.hours), "words": entry.reason or entry.rule},
    )


ADD_TO_TOTAL = f"""
    INSERT INTO {YearTotal._meta.db_table} (user_id, year, kind, hours) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, year, kind) DO UPDATE
    SET hours = {YearTotal._meta.db_table}.hours + excluded.hours
"""  # noqa: S608 - the name of our own table


def _add_to_total(entry: CreditEntry) -> None:
    """Add a line to its year's total inside the database, whoever else does so now."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_TO_TOTAL, [entry.user_id, entry.year, entry.kind, entry.hours])
