"""A quiz from start to credit, through the actions everybody uses."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.actions import open_attempt, save_answers, submit_attempt
from academy.learning.models import Attempt, Completion, CreditEntry
from courses.questions.actions import retire_question
from courses.questions.models import Question, QuizAnswer
from courses.questions.papers import paper_of
from tests.factories.people import make_user
from tests.factories.questions import add_questions, make_bank, true_false_gift
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db
CONFIRM = {"confirm": ["1"]}


def begin(quiz, user=None):
    return open_attempt(user=user or make_user(), activity=quiz)


def right_answers(attempt, count=None):
    return {
        q.field: q.version.ways.right_response(q.version.body) for q in paper_of(attempt)[:count]
    }


def test_all_four_kinds_answered_right_pass_and_credit_the_bonus():
    attempt = begin(make_quiz())
    outcome = submit_attempt(attempt=attempt, answers=right_answers(attempt))
    assert outcome.words == "得 4 分，满分 4 分，及格线 2.4 分：通过。"
    assert (outcome.score, outcome.max_score, outcome.passed) == (Decimal(4), Decimal(4), True)
    entry = CreditEntry.objects.get(user=attempt.user)
    assert entry.hours == Decimal("0.5")
    assert Completion.objects.get(user=attempt.user).activity_id == attempt.activity_id


def test_the_exact_pass_mark_passes_and_one_less_does_not():
    quiz = make_quiz(make_bank(true_false_gift(5)), pass_percent=60)
    attempt = begin(quiz)
    outcome = submit_attempt(attempt=attempt, answers=right_answers(attempt, 3) | CONFIRM)
    assert outcome.words == "得 3 分，满分 5 分，及格线 3 分：通过。"
    attempt = begin(quiz)
    outcome = submit_attempt(attempt=attempt, answers=right_answers(attempt, 2) | CONFIRM)
    assert outcome.words == "得 2 分，满分 5 分，及格线 3 分：未通过。"


def test_a_later_failure_takes_nothing_back():
    quiz, user = make_quiz(), make_user()
    attempt = begin(quiz, user)
    submit_attempt(attempt=attempt, answers=right_answers(attempt))
    again = begin(quiz, user)
    assert submit_attempt(attempt=again, answers=CONFIRM).passed is False
    assert Completion.objects.filter(user=user, activity=quiz).count() == 1
    assert CreditEntry.objects.filter(user=user).count() == 1


def test_handing_in_with_questions_unanswered_asks_first_and_loses_nothing():
    attempt = begin(make_quiz())
    answers = right_answers(attempt, 2) | {"hand_in": ["1"]}
    outcome = submit_attempt(attempt=attempt, answers=answers)
    assert outcome.stays_open
    assert outcome.words == "还有 2 题没有作答，试卷还没有交。请补答，或确认交卷。"
    attempt.refresh_from_db()
    assert attempt.is_open
    context = attempt.activity.player_context(attempt)
    assert context["handing_in"]
    assert [question.number for question in context["unanswered"]] == [3, 4]
    outcome = submit_attempt(attempt=attempt, answers=CONFIRM)
    assert outcome.words == "得 2 分，满分 4 分，及格线 2.4 分：未通过。"


def test_saved_answers_are_there_on_another_device():
    user, quiz = make_user(), make_quiz()
    attempt = begin(quiz, user)
    first, second, *_ = paper_of(attempt)
    assert save_answers(attempt=attempt, answers={first.field: ["2"]}).unanswered == 3
    assert save_answers(attempt=attempt, answers={first.field: ["1"]}).unanswered == 3
    assert save_answers(attempt=attempt, answers={second.field: ["", "1", "2"]}).unanswered == 2
    assert save_answers(attempt=attempt, answers={second.field: [""]}).unanswered == 3
    elsewhere = begin(quiz, user)
    assert elsewhere.pk == attempt.pk
    assert [question.response for question in paper_of(elsewhere)] == [["1"], [], [], []]
    assert QuizAnswer.objects.count() == 2


def test_answers_to_questions_not_drawn_are_ignored():
    bank = make_bank(true_false_gift(3))
    attempt = begin(make_quiz(bank, count=1))
    others = Question.objects.filter(bank=bank).values_list("current_id", flat=True)
    answers = {f"q{pk}": ["true"] for pk in others} | {"q": ["true"], "qx": ["1"], "q999999": ["1"]}
    assert save_answers(attempt=attempt, answers=answers).unanswered == 0
    assert QuizAnswer.objects.count() == 1
    assert submit_attempt(attempt=attempt, answers={}).words.startswith("得 1 分，满分 1 分")


def test_an_attempt_keeps_the_version_it_drew():
    bank = make_bank("::甲::一加一等于二。 {T}")
    quiz = make_quiz(bank)
    attempt = begin(quiz)
    add_questions(bank, "::甲::一加一等于三。 {F}")
    (question,) = paper_of(attempt)
    assert question.version.stem == "一加一等于二。"
    assert submit_attempt(attempt=attempt, answers={question.field: ["true"]}).passed
    assert paper_of(begin(quiz))[0].version.stem == "一加一等于三。"


def test_retired_questions_are_drawn_no_more():
    bank = make_bank(true_false_gift(3))
    admin = make_user(is_superuser=True)
    retire_question(question=bank.questions.first(), by=admin)
    assert len(paper_of(begin(make_quiz(bank)))) == 2


def test_shuffling_differs_between_attempts_and_holds_within_one():
    quiz = make_quiz(make_bank(true_false_gift(20)), shuffle=True)
    papers = [begin(quiz) for _ in range(3)]
    orders = [tuple(q.version.pk for q in paper_of(attempt)) for attempt in papers]
    assert len(set(orders)) == 3
    again = Attempt.objects.get(pk=papers[0].pk)
    assert tuple(q.version.pk for q in paper_of(again)) == orders[0]


def test_options_are_shown_in_the_order_of_the_attempt():
    attempt = begin(make_quiz(shuffle=True))
    for question in paper_of(attempt):
        if question.order:
            assert [choice.id for choice in question.choices] == list(question.order)


def test_the_number_of_attempts_is_limited_in_words():
    quiz, user = make_quiz(attempts_allowed=1), make_user()
    attempt = begin(quiz, user)
    submit_attempt(attempt=attempt, answers=CONFIRM)
    with pytest.raises(ActionError, match="可考 1 次，已经考了 1 次，不能再考。"):
        begin(quiz, user)


def test_an_empty_bank_cannot_be_started():
    with pytest.raises(ActionError, match="题库里还没有题目"):
        begin(make_quiz(make_bank("")))


def test_time_over_refuses_late_answers_and_judges_what_was_saved():
    attempt = begin(make_quiz(make_bank(true_false_gift(2)), time_limit_minutes=10))
    assert attempt.due_at == attempt.started_at + dt.timedelta(minutes=10)
    first, second = paper_of(attempt)
    save_answers(attempt=attempt, answers={first.field: ["true"]})
    Attempt.objects.filter(pk=attempt.pk).update(due_at=clock.now() - dt.timedelta(minutes=1))
    late = {second.field: ["true"]}
    with pytest.raises(ActionError, match="作答时间已到"):
        save_answers(attempt=attempt, answers=late)
    outcome = submit_attempt(attempt=attempt, answers=late)
    assert outcome.words == "得 1 分，满分 2 分，及格线 1.2 分：未通过。"
    assert not outcome.stays_open


def test_the_page_that_hands_itself_in_at_the_last_second_is_not_asked_back():
    attempt = begin(make_quiz(make_bank(true_false_gift(2)), time_limit_minutes=10))
    Attempt.objects.filter(pk=attempt.pk).update(due_at=clock.now() - dt.timedelta(seconds=1))
    outcome = submit_attempt(attempt=attempt, answers=right_answers(attempt, 1))
    assert outcome.score == 1
    assert not outcome.stays_open


def test_handing_in_twice_gives_the_first_outcome():
    attempt = begin(make_quiz())
    first = submit_attempt(attempt=attempt, answers=right_answers(attempt))
    assert submit_attempt(attempt=attempt, answers=CONFIRM) == first


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(st.data())
def test_absurd_answers_are_kept_and_judged(data):
    quiz = make_quiz()
    attempt = begin(quiz)
    fields = [question.field for question in paper_of(attempt)] + ["hand_in", "confirm", "q0"]
    values = st.lists(st.text(max_size=30), max_size=5)
    answers = data.draw(st.dictionaries(st.sampled_from(fields) | st.text(max_size=5), values))
    assert 0 <= save_answers(attempt=attempt, answers=answers).unanswered <= 4
    outcome = quiz.judge(attempt, answers | CONFIRM)
    assert 0 <= outcome.score <= outcome.max_score == 4


@pytest.mark.parametrize("size", [1, 3])
def test_saving_one_answer_takes_two_queries_whatever_the_paper(size, django_assert_num_queries):
    quiz = make_quiz(make_bank(true_false_gift(size)))
    attempt = begin(quiz)
    answer = {paper_of(attempt)[0].field: ["true"]}
    with django_assert_num_queries(2):
        quiz.save_answers(attempt, answer)
    with django_assert_num_queries(1):  # the same once more: nothing to write
        quiz.save_answers(attempt, answer)


@pytest.mark.parametrize("size", [1, 3])
def test_judging_takes_one_query_whatever_the_paper(size, django_assert_num_queries):
    quiz = make_quiz(make_bank(true_false_gift(size)))
    attempt = begin(quiz)
    save_answers(attempt=attempt, answers=right_answers(attempt))
    with django_assert_num_queries(1):
        assert quiz.judge(attempt, {}).score == size
    with django_assert_num_queries(1):
        quiz.player_context(attempt)


@pytest.mark.parametrize(
    ("sent", "kept"), [(["false"], ["false"]), ([], []), (["x"], []), (["true"], ["true"])]
)
def test_an_answer_is_changed_or_taken_back(sent, kept):
    attempt = begin(make_quiz(make_bank(true_false_gift(2))))
    field = paper_of(attempt)[0].field
    save_answers(attempt=attempt, answers={field: ["true"]})
    saved = save_answers(attempt=attempt, answers={field: sent})
    assert saved.unanswered == (1 if kept else 2)
    assert [question.response for question in paper_of(attempt)] == [kept, []]


def test_authors_are_told_when_more_is_drawn_than_there_is():
    quiz = make_quiz(make_bank(true_false_gift(2)), count=3)
    with pytest.raises(ValidationError, match="题库里只有 2 题"):
        quiz.full_clean()


@pytest.mark.parametrize(
    ("fields", "finished", "terms"),
    [
        ({}, 0, ["共 4 题，每题 1 分，2.4 分及格", "不限时间", "不限次数"]),
        (
            {"count": 3, "pass_percent": 100, "time_limit_minutes": 20, "attempts_allowed": 3},
            1,
            [
                "共 3 题，每题 1 分，3 分及格",
                "限时 20 分钟，点“开始”后计时，到时自动交卷",
                "可考 3 次，还剩 2 次",
            ],
        ),
    ],
)
def test_the_terms_are_said_before_starting(fields, finished, terms):
    assert make_quiz(**fields).terms(finished) == terms
