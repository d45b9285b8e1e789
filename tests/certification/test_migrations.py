"""Migrations that alter the certificates' table: rows and guard come through."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from academy.certification.models import Certificate
from tests.factories.certification import make_certificate, make_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AROUND = {
    "sqlite": "REPLACE INTO certification_certificate SELECT * FROM certification_certificate",
    "postgresql": "TRUNCATE certification_certificate CASCADE",
}


def assert_guarded(*more):
    ways = (
        "UPDATE certification_certificate SET number = 'CC2026'",
        "DELETE FROM certification_certificate",
        AROUND[connection.vendor],
        *more,
    )
    for way in ways:
        with (
            pytest.raises(IntegrityError, match="never"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(way)


def test_certificates_stay_guarded_back_before_scopes_and_forth():
    certificate = make_certificate()

    call_command("migrate", "certification", "0002", verbosity=0)
    assert_guarded()
    call_command("migrate", "certification", verbosity=0)
    assert_guarded("UPDATE certification_certificate SET scope = 'class:1'")

    kept = Certificate.objects.get()
    assert (kept, kept.number, kept.scope) == (certificate, certificate.number, "")
    make_certificate(kept.programme, kept.holder, scope=make_scope())
