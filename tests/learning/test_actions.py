"""Attempts, completions and credits as trainees bring them about."""

import datetime as dt
from decimal import Decimal

import pytest

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning import actions
from academy.learning.models import Attempt, Completion, CreditEntry, Outcome, Statement, YearTotal
from academy.learning.signals import activity_completed
from tests.factories.learning import GOOD_ANSWERS, complete, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def let_time_run_out(attempt):
    due = clock.now() - dt.timedelta(minutes=1)
    Attempt.objects.filter(pk=attempt.pk).update(due_at=due)
    attempt.refresh_from_db()


@pytest.fixture
def news():
    heard = []

    def listen(sender, **data):
        heard.append({name: data[name] for name in ("user_id", "activity_id", "completion_id")})

    activity_completed.connect(listen)
    yield heard
    activity_completed.disconnect(listen)


def test_submitting_completes_credits_totals_and_logs_once():
    user, task = make_user(), make_visit_task()
    attempt = actions.open_attempt(user=user, activity=task)

    first = actions.submit_attempt(attempt=attempt, answers=GOOD_ANSWERS)
    second = actions.submit_attempt(attempt=attempt, answers={})

    assert first.completed
    assert second == first
    completion = Completion.objects.get(user=user, activity=task)
    entry = CreditEntry.objects.get(user=user)
    assert (entry.hours, entry.rule) == (Decimal(2), "现场教学 90 分钟 ÷ 45 = 2 学时")
    assert entry.completion == completion
    assert completion.hours == Decimal(2)
    assert YearTotal.objects.get(user=user).hours == Decimal(2)
    verbs = [s.verb for s in Statement.objects.filter(user=user).order_by("pk")]
    assert verbs == ["started", "submitted", "completed", "credited"]
    assert Attempt.objects.get(user=user).outcome == first


def test_opening_twice_gives_the_same_attempt():
    user, task = make_user(), make_visit_task()

    first = actions.open_attempt(user=user, activity=task)

    assert actions.open_attempt(user=user, activity=task) == first
    assert first.number == 1


def test_next_attempt_is_numbered_on():
    user, task = make_user(), make_visit_task()
    complete(user, task)

    assert actions.open_attempt(user=user, activity=task).number == 2


def test_completing_again_earns_nothing_more():
    user, task = make_user(), make_visit_task()
    complete(user, task)
    complete(user, task)

    assert Completion.objects.count() == 1
    assert CreditEntry.objects.count() == 1
    assert YearTotal.objects.get().hours == 2


def test_activity_without_hours_completes_without_credit():
    completion = complete(make_user(), make_visit_task(earns_hours=False))

    assert completion.hours == 0
    assert not CreditEntry.objects.exists()


def test_unfinished_answers_keep_the_attempt_open_and_say_what_lacks():
    attempt = actions.open_attempt(user=make_user(), activity=make_visit_task())

    outcome = actions.submit_attempt(attempt=attempt, answers={**GOOD_ANSWERS, "answer_2": ["短"]})

    assert not outcome.completed
    assert outcome.words == "问题二只写了 1 个字，至少写 10 个字。"
    attempt.refresh_from_db()
    assert attempt.is_open
    assert attempt.data["answers"]["1"] == GOOD_ANSWERS["answer_1"][0]


def test_saving_keeps_what_is_sent_and_counts_what_lacks():
    attempt = actions.open_attempt(user=make_user(), activity=make_visit_task())

    saved = actions.save_answers(attempt=attempt, answers={"answer_1": GOOD_ANSWERS["answer_1"]})
    actions.save_answers(attempt=attempt, answers={"answer_3": ["  先说事  "]})

    assert saved.unanswered == 2
    attempt.refresh_from_db()
    assert attempt.data["answers"] == {"1": GOOD_ANSWERS["answer_1"][0], "3": "先说事"}


def test_nothing_is_saved_after_handing_in():
    user, task = make_user(), make_visit_task()
    complete(user, task)
    attempt = Attempt.objects.get()

    with pytest.raises(ActionError, match="已经提交"):
        actions.save_answers(attempt=attempt, answers={"answer_1": ["改一改"]})

    assert Attempt.objects.get().data == attempt.data


def test_nothing_is_saved_after_the_time_and_what_was_saved_is_judged():
    user, task = make_user(), make_visit_task()
    attempt = actions.open_attempt(user=user, activity=task)
    actions.save_answers(attempt=attempt, answers=GOOD_ANSWERS)
    let_time_run_out(attempt)

    with pytest.raises(ActionError, match="时间已到"):
        actions.save_answers(attempt=attempt, answers={"answer_1": ["迟到的答案，写得很长很长"]})
    outcome = actions.submit_attempt(attempt=attempt, answers={"answer_1": ["迟到的答案"]})

    assert outcome.completed
    assert Attempt.objects.get().data["answers"]["1"] == GOOD_ANSWERS["answer_1"][0]


def test_unfinished_attempt_is_closed_when_its_time_has_run_out():
    attempt = actions.open_attempt(user=make_user(), activity=make_visit_task())
    let_time_run_out(attempt)

    outcome = actions.submit_attempt(attempt=attempt, answers=GOOD_ANSWERS)

    assert not outcome.completed
    assert not Attempt.objects.get().is_open


def test_sweep_hands_in_overdue_attempts_only():
    task = make_visit_task()
    late = actions.open_attempt(user=make_user(), activity=task)
    actions.save_answers(attempt=late, answers=GOOD_ANSWERS)
    let_time_run_out(late)
    in_time = actions.open_attempt(user=make_user(), activity=task)

    assert actions.submit_overdue_attempts() == 1
    assert actions.submit_overdue_attempts() == 0

    assert Completion.objects.get().user_id == late.user_id
    assert Attempt.objects.get(pk=in_time.pk).is_open


def test_one_attempt_that_fails_holds_up_no_other():
    task = make_visit_task()
    attempts = [actions.open_attempt(user=make_user(), activity=task) for _ in range(3)]
    for attempt in attempts:
        actions.save_answers(attempt=attempt, answers=GOOD_ANSWERS)
        let_time_run_out(attempt)
    Attempt.objects.filter(pk=attempts[0].pk).update(data={"answers": 7})

    with pytest.raises(ExceptionGroup) as raised:
        actions.submit_overdue_attempts()

    assert len(raised.value.exceptions) == 1
    assert Attempt.objects.get(pk=attempts[0].pk).is_open
    assert Completion.objects.count() == 2


def test_next_look_hands_in_an_overdue_attempt():
    user, task = make_user(), make_visit_task()
    attempt = actions.open_attempt(user=user, activity=task)
    actions.save_answers(attempt=attempt, answers=GOOD_ANSWERS)
    let_time_run_out(attempt)

    state = actions.refresh_player_state(user=user, activity=task)

    assert state.attempt is None
    assert state.completion is not None
    assert state.outcome.completed


def test_hours_go_to_the_local_year_of_completion():
    user, task = make_user(), make_visit_task()
    completion = actions.complete_activity(
        user=user, activity=task, outcome=Outcome(completed=True, words="完成")
    )
    line = CreditEntry.objects.get()
    assert line.earned_on == clock.local_date(completion.completed_at)
    assert line.year == line.earned_on.year


def test_news_is_sent_once_on_commit(news, django_capture_on_commit_callbacks):
    user, task = make_user(), make_visit_task()
    with django_capture_on_commit_callbacks(execute=True):
        completion = complete(user, task)
        assert news == []
    with django_capture_on_commit_callbacks(execute=True):
        complete(user, task)

    assert news == [{"user_id": user.pk, "activity_id": task.pk, "completion_id": completion.pk}]
