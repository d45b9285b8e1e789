"""A quiz as a trainee meets it: without a script, then with one."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from academy.core import clock
from academy.learning.models import Attempt
from courses.questions.models import QuizAnswer
from courses.questions.papers import paper_of
from tests.factories.certification import give_hours
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    publish,
)
from tests.factories.people import make_user
from tests.factories.questions import make_bank, true_false_gift
from tests.factories.quizzes import make_quiz
from tests.factories.requirements import right_answers

pytestmark = pytest.mark.django_db


def place(quiz, person) -> str:
    """The address of a quiz placed in a course that the person takes."""
    course = make_course()
    lesson = make_lesson(make_chapter(course), [quiz])
    publish(course)
    make_enrolment(person, course)
    return reverse("courses:activity", args=[lesson.pk, quiz.pk])


def send(client, name, quiz, **answers) -> str:
    url = reverse(f"learning:{name}", args=[quiz.pk])
    return client.post(url, answers, follow=True).content.decode()


def test_start_save_hand_in_and_read_the_result_without_a_script(client, trainee):
    quiz = make_quiz(time_limit_minutes=20, attempts_allowed=2)
    url = place(quiz, trainee)
    page = client.get(url).content.decode()
    assert "共 4 题，每题 1 分，2.4 分及格" in page
    assert "可考 2 次，还剩 2 次" in page

    page = send(client, "start", quiz)
    attempt = Attempt.objects.get()
    assert page.count("data-question=") == 4
    remaining = int(re.search(r'data-remaining-seconds="(\d+)"', page)[1])
    assert 1190 <= remaining <= 1200
    first, second, third, fourth = paper_of(attempt)

    page = send(client, "submit", quiz, hand_in="1", **{first.field: "1", fourth.field: "党组织"})
    assert "还没有交卷：有 2 题没有作答" in page
    assert "还有 2 题没有作答" not in page
    assert 'href="#question-2"' in page
    assert f'id="{first.field}-1" name="{first.field}" value="1" checked' in page
    assert 'value="党组织"' in page

    answers = {second.field: ["", "1"], third.field: "false"}
    page = send(client, "submit", quiz, hand_in="1", **answers)
    assert page.count("得 2.5 分，满分 4 分，及格线 2.4 分：通过。") == 1
    for words in [
        "部分答对，得 0.5 分",
        "答错",
        "提议；决议",
        "再想想",
        "公开才有监督",
        "再做一次",
    ]:
        assert words in page


def test_after_the_last_attempt_the_page_says_so(client, trainee):
    quiz = make_quiz(attempts_allowed=1)
    place(quiz, trainee)
    send(client, "start", quiz)
    page = send(client, "submit", quiz, confirm="1")
    assert "可考 1 次，已经考了 1 次，不能再考。" in page
    assert "再做一次" not in page
    assert page.count("未作答") == 4


def test_an_answer_is_saved_and_another_device_goes_on(client, trainee):
    quiz = make_quiz()
    url = place(quiz, trainee)
    send(client, "start", quiz)
    question = paper_of(Attempt.objects.get())[2]
    save = reverse("learning:save", args=[quiz.pk])
    reply = client.post(f"{save}?attempt=1", {question.field: "true", "question": "x"})
    told = reply.json()
    assert told.pop("lease")
    assert told == {"saved": True, "unanswered": 3, "message": "已保存"}
    client.logout()
    client.force_login(trainee)
    assert f'id="{question.field}-true" name="{question.field}" value="true" checked' in (
        client.get(url).content.decode()
    )


def test_a_late_answer_is_refused_in_words_and_the_saved_ones_are_judged(client, trainee):
    quiz = make_quiz(time_limit_minutes=1)
    url = place(quiz, trainee)
    send(client, "start", quiz)
    attempt = Attempt.objects.get()
    save = reverse("learning:save", args=[quiz.pk])
    early, late = [{name: values} for name, values in right_answers(attempt, 2).items()]
    assert client.post(save, early).status_code == 200
    Attempt.objects.update(due_at=clock.now() - dt.timedelta(minutes=2))
    reply = client.post(save, late)
    assert reply.status_code == 409
    assert "作答时间已到" in reply.json()["message"]
    page = client.get(url).content.decode()
    assert "得 1 分，满分 4 分，及格线 2.4 分：未通过。" in page
    assert QuizAnswer.objects.count() == 1


@pytest.mark.parametrize("size", [1, 3])
def test_pages_take_as_many_queries_for_three_questions(
    client, trainee, size, django_assert_num_queries
):
    quiz = make_quiz(make_bank(true_false_gift(size)))
    url = place(quiz, trainee)
    client.get(url)
    # session, user, enrolment with edition, states, quiz, attempts, completion, size of the bank
    with django_assert_num_queries(8):
        client.get(url)
    send(client, "start", quiz)
    # session, user, enrolment with edition, states, quiz, attempts, paper with answers
    with django_assert_num_queries(7):
        client.get(url)
    send(client, "submit", quiz, confirm="1")
    # … and the size of the bank, since it may be done again
    with django_assert_num_queries(8):
        client.get(url)


@pytest.mark.parametrize("size", [1, 3, 10])
def test_saving_and_handing_in_take_as_many_statements_for_ten_questions(
    client, trainee, size, django_assert_num_queries, django_capture_on_commit_callbacks
):
    quiz = make_quiz(make_bank(true_false_gift(size)))
    place(quiz, trainee)
    send(client, "start", quiz)
    save, submit = (reverse(f"learning:{name}", args=[quiz.pk]) for name in ("save", "submit"))
    answers = right_answers(Attempt.objects.get(), size)
    first = dict(list(answers.items())[:1])
    # session, user, place; within a transaction (2): attempt with quiz, paper with answers, answers
    with django_assert_num_queries(8):
        lease = client.post(f"{save}?attempt=1", first).json()["lease"]
    # On a lease: nothing but the transaction.
    with django_assert_num_queries(5 if size > 1 else 4):
        client.post(f"{save}?attempt=1", {**answers, "lease": lease})
    give_hours(trainee, "1", year=clock.today().year)
    # session, user, place; within a transaction (2): attempt with quiz, paper with answers, policy,
    # attempt closed, completion in a savepoint (3), line of hours, total, sentences
    with django_capture_on_commit_callbacks() as news, django_assert_num_queries(15):
        client.post(submit, {"attempt": "1", **answers})
    assert trainee.year_totals.get().hours == 1.5
    # a transaction (2), enrolments with editions, completions, percentages; whether duties wait
    with django_assert_num_queries(6):
        for tell in news:
            tell()
    assert trainee.courses.get().percentage == 100


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_answers_are_saved_as_they_are_given(page, live_server):
    trainee = make_user(username="quiz-trainee")
    quiz = make_quiz(make_bank(true_false_gift(2)), time_limit_minutes=20)
    url = place(quiz, trainee)
    sign_in(page, trainee)
    page.goto(url)
    page.get_by_role("button", name="开始").click()
    page.get_by_text("正确", exact=True).first.click()
    page.get_by_text("已保存").first.wait_for()
    assert page.locator("[data-unanswered]").inner_text() == "1"
    page.reload()
    assert page.get_by_role("radio", name="正确").first.is_checked()
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("heading", name="还没有交卷：有 1 题没有作答").wait_for()
    page.get_by_role("link", name="第 2 题").press("Enter")
    page.get_by_role("radio", name="正确").nth(1).press("Space")
    page.get_by_role("button", name="交卷", exact=True).press("Enter")
    page.get_by_text("得 2 分，满分 2 分，及格线 1.2 分：通过。").first.wait_for()


def sign_in(page, person) -> None:
    from django.conf import settings
    from django.test import Client

    visitor = Client()
    visitor.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    value = visitor.cookies[name].value
    page.goto("/healthz")
    page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
