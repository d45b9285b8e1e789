"""Certificates against the ledger."""

import pytest
from django.core.management import CommandError, call_command

from academy.certification.actions import grant_certificate, reissue_certificate
from academy.certification.auditors import certificates_show_the_ledger
from academy.core import clock
from academy.people.enums import Role
from tests.factories.certification import give_hours, hours_node, make_certificate, make_programme
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
THIS_YEAR = clock.today().year


@pytest.fixture
def certificate():
    person = make_user(name="王小明", username="wang")
    give_hours(person, "1.25", year=THIS_YEAR)
    give_hours(person, "2.50", year=THIS_YEAR, kind="field")
    give_hours(person, "9", year=THIS_YEAR - 1)
    return grant_certificate(programme=make_programme(hours_node("1")), person=person)


def test_what_was_granted_agrees(certificate):
    assert certificate.snapshot["hours"]["total"] == "3.75"
    assert list(certificates_show_the_ledger()) == []


def test_later_hours_and_a_reissue_change_nothing(certificate):
    give_hours(certificate.holder, "-1.25", year=THIS_YEAR)
    reissue_certificate(
        certificate=certificate, by=make_user(Role.ADMINISTRATOR), reason="姓名有误"
    )
    assert list(certificates_show_the_ledger()) == []


def test_nobody_without_hours_is_reported():
    make_certificate(hours={"year": THIS_YEAR, "total": "0.00", "last_entry": 0})
    assert list(certificates_show_the_ledger()) == []


def test_a_certificate_that_says_more_is_named():
    person = make_user(name="王小明", username="wang")
    entry = give_hours(person, "2", year=2026)
    hours = {"year": 2026, "total": "12.50", "last_entry": entry.pk}
    certificate = make_certificate(person=person, hours=hours)
    assert [str(difference) for difference in certificates_show_the_ledger()] == [
        f"王小明（wang） 2026 年：证书 {certificate.number} 载明 12.5 学时，台账 2 学时"
    ]
    with pytest.raises(CommandError):
        call_command("audit_hours")
