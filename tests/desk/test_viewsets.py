"""The desk's screens in the admin: suggestions, and what its menus leave out."""

import pytest

from academy.desk.actions.set_up import set_up_academy
from academy.desk.actions.suggestions import answer_suggestion, send_suggestion
from academy.desk.models import Suggestion
from academy.people.actions import grant_membership
from academy.people.enums import Role
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/desk/suggestion/"


@pytest.fixture
def office(client):
    set_up_academy()
    person = make_user(name="教务员")
    grant_membership(user=person, organisation=make_organisation(), role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def page_at(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_suggestions_are_listed_with_the_beginning_of_their_text(client, office):
    send_suggestion(text="教室太冷。" * 40)
    page = page_at(client, LIST)
    assert "教室太冷。" in page
    assert "教室太冷。" * 20 not in page


def test_suggestions_are_filtered_by_whether_they_are_answered(client, office):
    answer_suggestion(suggestion=send_suggestion(text="灯坏了"), answer="已修好。")
    send_suggestion(text="字太小")
    waiting, answered = (page_at(client, LIST, answered_at=value) for value in ("false", "true"))
    assert ("字太小" in waiting, "灯坏了" in waiting) == (True, False)
    assert ("字太小" in answered, "灯坏了" in answered) == (False, True)


def test_what_the_writer_left_out_is_said(client, office):
    letter = send_suggestion(text="字太小")
    page = page_at(client, f"{LIST}edit/{letter.pk}/")
    assert "未填写" in page
    client.post(f"{LIST}edit/{letter.pk}/", {"answer": "已经改大。"})
    assert Suggestion.objects.get().answer == "已经改大。"


def test_suggestions_are_neither_made_up_nor_deleted(client):
    letter = send_suggestion(text="字太小")
    client.force_login(make_user(is_superuser=True))
    for address in ("add/", f"delete/{letter.pk}/"):
        client.post(f"{LIST}{address}", {"text": "别的"})
    assert [row.text for row in Suggestion.objects.all()] == ["字太小"]


def test_menus_lead_to_no_other_host_and_to_no_names_of_tables(client, office):
    menu = page_at(client, "/admin/")
    assert "guide.wagtail.org" not in menu
    assert "page-types-usage" not in menu
    assert "/admin/reports/aging-pages/" in menu
    client.force_login(make_user(is_superuser=True))
    assert "page-types-usage" in page_at(client, "/admin/")
