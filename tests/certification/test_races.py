"""Two requests at once, as real processes."""

import os
import subprocess
import sys

import pytest

from academy.certification.models import Certificate
from academy.core import clock
from academy.learning.models import Statement
from tests.factories.certification import give_hours, make_programme
from tests.factories.people import make_user

CLAIM = """
import sys, django
django.setup()
from academy.certification.actions import grant_certificate
from academy.certification.models import Programme
from academy.people.models import User
programme, person = Programme.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
print(grant_certificate(programme=programme, person=person).number)
"""


@pytest.mark.django_db(transaction=True)
def test_claims_at_once_come_to_one_certificate(database_url):
    person, programme = make_user(), make_programme()
    give_hours(person, "2", year=clock.today().year)
    claims = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, str(programme.pk), str(person.pk)],
            env=os.environ | {"DATABASE_URL": database_url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [claim.stdout.readline() for claim in claims] == ["ready\n"] * 4
    for claim in claims:
        claim.stdin.write("go\n")
        claim.stdin.flush()
    numbers = {claim.communicate(timeout=60)[0] for claim in claims}
    assert [claim.returncode for claim in claims] == [0] * 4
    certificate = Certificate.objects.get()
    assert numbers == {f"{certificate.number}\n"}
    assert Statement.objects.filter(verb="certified").count() == 1
