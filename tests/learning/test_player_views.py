"""Starting, saving and handing in over HTTP."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from academy.core import clock
from academy.learning import leases
from academy.learning.actions import open_attempt, save_answers
from academy.learning.models import Attempt, Completion
from tests.factories.learning import GOOD_ANSWERS, make_base, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def url(name, task):
    return reverse(f"learning:{name}", args=[task.pk])


def test_start_opens_an_attempt_and_leads_to_its_place(signed_in, user):
    task = make_visit_task()

    response = signed_in.post(url("start", task))

    assert response.url == f"/bases/tasks/{task.pk}/"
    assert Attempt.objects.get(user=user, activity=task).is_open


def test_save_answers_in_json(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)

    response = signed_in.post(url("save", task), {"answer_1": GOOD_ANSWERS["answer_1"]})

    told = response.json()
    assert told.pop("lease")
    assert told == {"saved": True, "unanswered": 2, "message": "已保存"}


def test_submit_says_what_came_of_it_and_leads_back(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)

    response = signed_in.post(url("submit", task), GOOD_ANSWERS, follow=True)

    assert response.redirect_chain == [(f"/bases/tasks/{task.pk}/", 302)]
    page = response.content.decode()
    assert "三个问题都已作答，任务完成。" in page
    assert "已完成" in page
    assert Completion.objects.filter(user=user, activity=task).exists()


def test_submitting_twice_adds_nothing_and_says_the_same(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)
    signed_in.post(url("submit", task), {**GOOD_ANSWERS, "attempt": "1"})

    response = signed_in.post(url("submit", task), {"attempt": "1"}, follow=True)

    assert "三个问题都已作答，任务完成。" in response.content.decode()
    assert Completion.objects.count() == 1
    assert Attempt.objects.count() == 1


def test_get_is_refused(signed_in):
    task = make_visit_task()
    assert [signed_in.get(url(name, task)).status_code for name in ("start", "save", "submit")] == [
        405,
        405,
        405,
    ]


def test_forms_need_their_token(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend=BACKEND)
    task = make_visit_task()

    for name in ("start", "save", "submit"):
        assert strict.post(url(name, task)).status_code == 403
    assert not Attempt.objects.exists()


def test_visitor_is_asked_to_sign_in(client):
    task = make_visit_task()

    assert client.post(url("start", task)).url.startswith("/login/?next=")
    saving = client.post(url("save", task))
    assert saving.status_code == 401
    assert "登录已过期" in saving.json()["message"]


def test_saving_before_starting_is_refused_in_words(signed_in):
    response = signed_in.post(url("save", make_visit_task()), {"answer_1": "一"})

    assert response.status_code == 409
    assert response.json() == {"saved": False, "message": "这项活动还没有开始，请先点“开始”。"}


def test_saving_after_submitting_is_refused_in_words(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)
    signed_in.post(url("submit", task), GOOD_ANSWERS)

    response = signed_in.post(url("save", task), {"answer_1": "一"})

    assert response.status_code == 409
    assert "已经提交" in response.json()["message"]


def test_page_left_open_does_not_write_into_a_later_attempt(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)
    signed_in.post(url("submit", task), GOOD_ANSWERS)
    signed_in.post(url("start", task))

    response = signed_in.post(url("save", task) + "?attempt=1", {"answer_1": "旧页面的字"})

    assert response.status_code == 409
    assert Attempt.objects.get(number=2).data == {"answers": {}}


def test_closed_place_is_explained(signed_in, user):
    task = make_visit_task(base=make_base())
    open_attempt(user=user, activity=task)
    task.base.unpublish()

    assert "暂不开放" in signed_in.post(url("start", task)).content.decode()
    assert signed_in.post(url("start", task)).status_code == 403
    assert signed_in.post(url("submit", task)).status_code == 403
    saving = signed_in.post(url("save", task))
    assert saving.status_code == 403
    assert "暂不开放" in saving.json()["message"]


def test_draft_cannot_be_started(signed_in):
    assert signed_in.post(url("start", make_visit_task(live=False))).status_code == 404


def test_nobody_reaches_another_persons_attempt(signed_in):
    task, other = make_visit_task(), make_user()
    attempt = open_attempt(user=other, activity=task)
    save_answers(attempt=attempt, answers=GOOD_ANSWERS)

    signed_in.post(url("submit", task), {"attempt": attempt.number})
    saving = signed_in.post(url("save", task), {"attempt": attempt.number, "answer_1": "改"})

    assert saving.status_code == 409
    attempt.refresh_from_db()
    assert attempt.is_open
    assert attempt.data["answers"]["1"] == GOOD_ANSWERS["answer_1"][0]


@pytest.mark.parametrize("number", ["9", "-1", "x", "1e9", "٣"])
def test_absurd_attempt_numbers_reach_nothing(signed_in, user, number):
    task = make_visit_task()
    open_attempt(user=user, activity=task)

    response = signed_in.post(url("save", task), {"attempt": number, "answer_1": "改"})

    assert response.status_code == 409


@pytest.mark.parametrize("attempts", [1, 3])
def test_saving_asks_the_same_few_questions(signed_in, user, attempts, django_assert_num_queries):
    task = make_visit_task()
    for _ in range(attempts - 1):
        open_attempt(user=user, activity=task)
        signed_in.post(url("submit", task), GOOD_ANSWERS)
    open_attempt(user=user, activity=task)
    signed_in.post(url("save", task), {"answer_1": "零"})

    # session, user, places of lessons (3) and of bases; within a transaction (2): attempt with
    # its task, its answers
    with django_assert_num_queries(10):
        response = signed_in.post(url("save", task), {"answer_1": "一"})
    # On a lease: nothing but the transaction.
    lease = response.json()["lease"]
    with django_assert_num_queries(4):
        signed_in.post(url("save", task), {"answer_1": "二", "lease": lease})
    assert newest(user, task).data["answers"]["1"] == "二"


# --- On a lease ---
def newest(user, task):
    return Attempt.objects.filter(user=user, activity=task).latest("number")


@pytest.fixture
def leased(signed_in, user):
    """A task in hand, and the lease that its first answer brought."""
    task = make_visit_task()
    open_attempt(user=user, activity=task)
    return task, signed_in.post(url("save", task), {"answer_1": "先"}).json()["lease"]


def test_a_lease_goes_on_where_the_place_closed_meanwhile_and_ends_soon(signed_in, user, leased):
    task, lease = leased
    task.base.unpublish()
    later = {"answer_1": "后", "lease": lease}
    assert signed_in.post(url("save", task), later).json()["lease"] == lease
    assert newest(user, task).data["answers"]["1"] == "后"
    with clock.at(clock.now() + dt.timedelta(seconds=leases.SECONDS)):
        refused = signed_in.post(url("save", task), {"answer_1": "晚", "lease": lease})
    assert refused.status_code == 403
    assert newest(user, task).data["answers"]["1"] == "后"


def test_a_lease_ends_with_its_session(signed_in, user, leased):
    task, lease = leased
    signed_in.logout()
    refused = signed_in.post(url("save", task), {"answer_1": "后", "lease": lease})
    assert refused.status_code == 401
    assert newest(user, task).data["answers"]["1"] == "先"


def test_a_lease_is_worth_nothing_to_somebody_else(user, leased):
    task, lease = leased
    thief, other = Client(), make_user()
    thief.force_login(other)
    refused = thief.post(url("save", task), {"answer_1": "偷", "lease": lease})
    assert refused.status_code == 409
    assert "还没有开始" in refused.json()["message"]
    assert newest(user, task).data["answers"]["1"] == "先"


def test_a_lease_is_for_one_activity(client, user, signed_in, leased):
    _, lease = leased
    other = make_visit_task()
    open_attempt(user=user, activity=other)
    other.base.unpublish()
    refused = signed_in.post(url("save", other), {"answer_1": "后", "lease": lease})
    assert refused.status_code == 403


@pytest.mark.parametrize("lease", ["", "x", "WzEsMSwiYSIsOTldOg:1:2", "\u0000", "议" * 9])
def test_a_forged_lease_is_no_lease(user, lease):
    task = make_visit_task()
    open_attempt(user=user, activity=task)
    assert Client().post(url("save", task), {"answer_1": "后", "lease": lease}).status_code == 401


def test_a_lease_saves_nothing_into_a_closed_attempt(signed_in, user, leased):
    task, lease = leased
    signed_in.post(url("submit", task), GOOD_ANSWERS)
    refused = signed_in.post(url("save", task), {"attempt": "1", "answer_1": "后", "lease": lease})
    assert refused.status_code == 409
