"""Migrations of learning that alter the ledger: its lines and its guard come through."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from academy.learning.actions import append_credit
from academy.learning.enums import HourKind
from academy.learning.models import CreditBasis, CreditEntry
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WAYS = {
    "update": "UPDATE learning_creditentry SET hours = 99",
    "delete": "DELETE FROM learning_creditentry",
    "around": {
        "sqlite": "REPLACE INTO learning_creditentry SELECT * FROM learning_creditentry",
        "postgresql": "TRUNCATE learning_creditentry CASCADE",
    },
}


def assert_guarded():
    for way in (WAYS["update"], WAYS["delete"], WAYS["around"][connection.vendor]):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(way)


def test_ledger_stays_guarded_back_before_evidence_and_forth():
    user = make_user()
    basis = CreditBasis(HourKind.CLASSROOM, 90)
    entry = append_credit(
        user=user, title="课堂", basis=basis, earned_on=dt.date(2026, 3, 2), entered_by=user
    )

    call_command("migrate", "learning", "0004", verbosity=0)
    assert_guarded()
    call_command("migrate", "learning", verbosity=0)
    assert_guarded()

    kept = CreditEntry.objects.get()
    assert (kept, kept.hours, kept.evidence, kept.evidence_count) == (entry, 2, "", 0)
    call_command("audit_hours", verbosity=0)
