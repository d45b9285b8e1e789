"""Completing a class: judged once it is over, shown to everybody alike, certified when closed."""

import pytest
from django.urls import reverse

from academy.certification.models import Certificate
from academy.classes.actions.completion import judge_again, judge_people
from academy.classes.enums import ClassState, EnrolmentState
from academy.core.errors import ActionError
from tests.factories.certification import make_programme
from tests.factories.classes import make_class, make_head_teacher, make_trainee

pytestmark = pytest.mark.django_db
ATTENDED = {"type": "class_attendance", "value": {"percent": 90}}


def class_with_programme(state=ClassState.COMPLETED):
    programme = make_programme(ATTENDED, is_for_classes=True, title="结业证书")
    return make_class(state, name="书记班", programme=programme)


def test_everybody_is_judged_by_the_class_and_told_what_is_missing():
    found = class_with_programme()
    good = make_trainee(found, attended=9, expected=10)
    bad = make_trainee(found, attended=8, expected=10)
    assert judge_people(training_class=found) == 2
    assert judge_people(training_class=found) == 0
    for enrolment in (good, bad):
        enrolment.refresh_from_db()
    assert (good.state, good.reason) == (EnrolmentState.COMPLETED, "")
    assert bad.state == EnrolmentState.NOT_COMPLETED
    assert bad.reason == "到课率不低于 90%（应到 10 次，实到 8 次，到课率 80%）"


def test_corrected_roll_is_judged_again_until_the_class_is_closed():
    found = class_with_programme()
    head = make_head_teacher(found)
    enrolment = make_trainee(found, "not_completed", attended=10, expected=10)
    assert judge_again(enrolment=enrolment, by=head).state == EnrolmentState.COMPLETED
    assert found.events.first().words.endswith("重新核算为已结业")
    type(found).objects.update(state=ClassState.CLOSED)
    with pytest.raises(ActionError, match="归档之前才能重新核算"):
        judge_again(enrolment=enrolment, by=head)


def test_page_is_the_same_for_the_trainee_and_for_staff(client):
    found = class_with_programme(ClassState.RUNNING)
    enrolment = make_trainee(found, attended=8, expected=10)
    address = reverse("classes:completion", args=[found.code])
    client.force_login(enrolment.person)
    own = client.get(address).content.decode()
    client.force_login(make_head_teacher(found))
    staff = client.get(f"{address}?person={enrolment.person_id}").content.decode()
    for page in (own, staff):
        assert "到课率不低于 90%" in page
        assert "应到 10 次，实到 8 次" in page
    assert enrolment.person.name in staff


@pytest.mark.parametrize("odd", ["9" * 19, "9" * 5000, "²", "1\x00"])
def test_odd_number_of_a_person_is_nobody(client, odd):
    found = class_with_programme()
    client.force_login(make_head_teacher(found))
    address = reverse("classes:completion", args=[found.code])
    assert client.get(address, {"person": odd}).status_code == 404


def test_another_trainee_is_refused_with_a_reason(client):
    found = class_with_programme()
    one, other = make_trainee(found), make_trainee(found)
    client.force_login(one.person)
    address = reverse("classes:completion", args=[found.code])
    answer = client.get(f"{address}?person={other.person_id}")
    assert answer.status_code == 403
    assert "不在您的查看范围内" in answer.content.decode()


def test_certificate_is_claimed_once_the_class_is_closed(client):
    found = class_with_programme(ClassState.COMPLETED)
    enrolment = make_trainee(found, EnrolmentState.COMPLETED, attended=10, expected=10)
    client.force_login(enrolment.person)
    address = reverse("classes:claim", args=[found.code])
    page = client.post(address, follow=True).content.decode()
    assert "归档以后才能领取证书" in page
    type(found).objects.update(state=ClassState.CLOSED)
    for _ in range(2):
        client.post(address)
    certificate = Certificate.objects.get()
    assert (certificate.scope, certificate.scope_title) == (found.key, "书记班")


def test_who_did_not_complete_gets_none(client):
    found = class_with_programme(ClassState.CLOSED)
    enrolment = make_trainee(found, EnrolmentState.NOT_COMPLETED, attended=10, expected=10)
    client.force_login(enrolment.person)
    page = client.post(reverse("classes:claim", args=[found.code]), follow=True).content.decode()
    assert "没有达到这个班的结业条件" in page
    assert not Certificate.objects.exists()
