"""Complaints and suggestions: anyone writes, the number is the key to the answer."""

import pytest

from academy.core.errors import ActionError
from academy.desk.actions.suggestions import answer_suggestion, send_suggestion
from academy.desk.models import Suggestion
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_anyone_writes_and_reads_the_answer_by_number(client):
    shown = client.get("/suggestions/", {"page": "/courses/"})
    form = shown.context["form"]
    sent = client.post(
        "/suggestions/",
        {"text": "字太小", "page": "/courses/", "receipt": form["receipt"].value()},
    )
    written = Suggestion.objects.get()
    assert sent.status_code == 302
    assert sent.url == f"/suggestions/{written.number}/"
    assert (written.text, written.page, written.user) == ("字太小", "/courses/", None)

    assert "还没有答复" in client.get(sent.url).content.decode()
    answer_suggestion(suggestion=written, answer="已经改大。")
    assert "已经改大。" in client.get(sent.url.lower()).content.decode()


def test_the_answer_is_found_by_the_number_as_copied_down(client):
    number = send_suggestion(text="字太小").number
    found = client.get("/suggestions/", {"number": f" {number[:4].lower()} {number[4:]} "})
    assert found.url == f"/suggestions/{number}/"
    assert "没有这个编号" in client.get("/suggestions/", {"number": "../x"}).content.decode()
    assert "请填写编号。" in client.get("/suggestions/", {"number": ""}).content.decode()


def test_the_same_form_sent_twice_is_one_suggestion(client):
    receipt = client.get("/suggestions/").context["form"]["receipt"].value()
    for _ in range(2):
        client.post("/suggestions/", {"text": "建议", "receipt": receipt})
    assert Suggestion.objects.count() == 1


def test_somebody_elses_number_cannot_be_taken_over(client):
    first = send_suggestion(text="第一件")
    client.post("/suggestions/", {"text": "第二件", "receipt": f"{first.number}X"})
    assert sorted(Suggestion.objects.values_list("text", flat=True)) == ["第一件", "第二件"]


def test_a_signed_in_writer_may_stay_unnamed(client):
    person = make_user()
    client.force_login(person)
    assert "不留下我的账号" in client.get("/suggestions/").content.decode()
    client.post("/suggestions/", {"text": "署名"})
    client.post("/suggestions/", {"text": "匿名", "unnamed": "on"})
    assert dict(Suggestion.objects.values_list("text", "user_id")) == {
        "署名": person.pk,
        "匿名": None,
    }


def test_a_visitor_has_no_account_to_leave_out(client):
    shown = client.get("/suggestions/")
    assert "账号" not in shown.content.decode().partition("<main")[2]
    assert list(shown.context["form"].fields) == ["text", "contact", "page", "receipt"]
    client.post("/suggestions/", {"text": "匿名", "unnamed": "on"})
    assert Suggestion.objects.get().user is None


def test_an_empty_form_says_what_is_missing(client):
    answer = client.post("/suggestions/", {"text": "  "})
    assert answer.status_code == 422
    assert "请写下您想说的事。" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_an_unknown_number_is_not_found(client):
    assert client.get("/suggestions/ABCDEFGHJK/").status_code == 404


def test_an_empty_answer_is_refused():
    with pytest.raises(ActionError, match="请写下答复内容"):
        answer_suggestion(suggestion=send_suggestion(text="建议"), answer=" ")
