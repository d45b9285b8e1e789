"""The player of visit tasks, from before the first attempt to after completion."""

import pytest

from academy.learning.actions import open_attempt, save_answers
from academy.learning.models import Completion, CreditEntry
from tests.factories.learning import GOOD_ANSWERS, complete, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client, task):
    response = client.get(f"/bases/tasks/{task.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_before_starting_the_task_offers_to_start(signed_in):
    task = make_visit_task(title="走访说事日")

    page = read(signed_in, task)

    assert "走访说事日" in page
    assert f'action="/activities/{task.pk}/start/"' in page
    assert task.question_1 not in page


def test_open_task_shows_what_was_saved(signed_in, user):
    task = make_visit_task()
    attempt = open_attempt(user=user, activity=task)
    save_answers(attempt=attempt, answers={"answer_2": ["<b>先说事</b>"]})

    page = read(signed_in, task)

    assert task.question_2 in page
    assert "&lt;b&gt;先说事&lt;/b&gt;</textarea>" in page
    assert f'data-autosave-url="/activities/{task.pk}/save/?attempt=1"' in page


def test_short_answers_are_named_and_kept(signed_in, user):
    task = make_visit_task()
    open_attempt(user=user, activity=task)

    response = signed_in.post(
        f"/activities/{task.pk}/submit/", {**GOOD_ANSWERS, "answer_3": "太短"}, follow=True
    )

    page = response.content.decode()
    assert "问题三只写了 2 个字，至少写 10 个字。" in page
    assert "太短</textarea>" in page
    assert not Completion.objects.exists()


def test_completed_task_credits_field_hours_and_shows_the_answers(signed_in, user):
    task = make_visit_task(minutes=90)
    complete(user, task)

    page = read(signed_in, task)

    entry = CreditEntry.objects.get(user=user)
    assert (entry.kind, entry.rule) == ("field", "现场教学 90 分钟 ÷ 45 = 2 学时")
    assert "计 2 学时" in page
    assert GOOD_ANSWERS["answer_1"][0] in page


def test_closed_base_is_explained(signed_in):
    task = make_visit_task()
    task.base.unpublish()

    response = signed_in.get(f"/bases/tasks/{task.pk}/")

    assert response.status_code == 403
    assert "这个实践基地暂不开放" in response.content.decode()


def test_draft_task_is_explained(signed_in):
    response = signed_in.get(f"/bases/tasks/{make_visit_task(live=False).pk}/")

    assert response.status_code == 403
    assert "还没有发布" in response.content.decode()


def test_unknown_task_and_visitor(client, signed_in):
    assert signed_in.get("/bases/tasks/999999/").status_code == 404
    signed_in.logout()
    assert client.get(f"/bases/tasks/{make_visit_task().pk}/").url.startswith("/login/?next=")


@pytest.mark.parametrize("attempts", [1, 3])
def test_player_asks_the_same_few_questions(signed_in, user, attempts, django_assert_num_queries):
    task = make_visit_task()
    for _ in range(attempts):
        complete(user, task)
    signed_in.get(f"/bases/tasks/{task.pk}/")

    # session, user, task with base, attempts, completion
    with django_assert_num_queries(5):
        signed_in.get(f"/bases/tasks/{task.pk}/")
