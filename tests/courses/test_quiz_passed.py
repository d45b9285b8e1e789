"""The requirement "quiz passed"."""

import pytest

from academy.certification.models import Programme
from academy.certification.queries import evaluate_programme
from academy.certification.rules.verdicts import Verdict
from academy.learning.actions import open_attempt, submit_attempt
from courses.questions.papers import paper_of
from tests.factories.certification import make_programme
from tests.factories.courses import make_chapter, make_course, make_lesson, publish
from tests.factories.people import make_user
from tests.factories.questions import make_bank, true_false_gift
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db
CONFIRM = {"confirm": ["1"]}


def quiz_node(quiz):
    return {"type": "quiz_passed", "value": {"quiz": quiz.pk}}


def verdict(programme: Programme, person) -> Verdict:
    (part,) = evaluate_programme(Programme.objects.get(pk=programme.pk), person).parts
    return part


def take(quiz, person, right: int):
    attempt = open_attempt(user=person, activity=quiz)
    answers = {
        q.field: q.version.ways.right_response(q.version.body) for q in paper_of(attempt)[:right]
    }
    return submit_attempt(attempt=attempt, answers=answers | CONFIRM)


def test_it_says_where_one_stands_and_what_to_do_next():
    quiz, person = make_quiz(make_bank(true_false_gift(5)), title="四步测验"), make_user()
    programme = make_programme(quiz_node(quiz))
    assert verdict(programme, person) == Verdict(
        met=False,
        wanted="通过测验“四步测验”",
        own="未考",
        next_words="这项测验还没有开放，请联系教务人员",
    )
    take(quiz, person, 2)
    assert verdict(programme, person).own == "最好成绩 2 / 5 分，未通过"
    take(quiz, person, 4)
    take(quiz, person, 1)
    assert verdict(programme, person) == Verdict(
        met=True, wanted="通过测验“四步测验”", own="最好成绩 4 / 5 分，通过"
    )


def test_the_next_step_leads_to_the_quiz():
    quiz = make_quiz(title="四步测验")
    course = make_course()
    make_lesson(make_chapter(course), [quiz])
    publish(course)
    part = verdict(make_programme(quiz_node(quiz)), make_user())
    assert (part.next_words, part.next_url) == ("去考“四步测验”", course.url)


def test_a_deleted_quiz_is_said_in_words():
    quiz = make_quiz()
    programme = make_programme(quiz_node(quiz))
    quiz.delete()
    part = verdict(programme, make_user())
    assert (part.met, part.own) == (False, "无法判定")
    assert part.wanted == "条件“通过测验”所指的内容已被删除，请联系教务处理。"


@pytest.mark.parametrize("size", [1, 3])
def test_three_quizzes_take_as_many_queries_as_one(size, django_assert_num_queries):
    person = make_user()
    programme = make_programme(*[quiz_node(make_quiz()) for _ in range(size)])
    programme = Programme.objects.get(pk=programme.pk)
    # quizzes, completions, attempts, places of lessons (in courses taken, in their older editions,
    # in courses to take), places of bases
    with django_assert_num_queries(7):
        evaluate_programme(programme, person)
