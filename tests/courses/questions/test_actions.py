"""Importing: all or nothing, versions, counts."""

import pytest
from django.contrib.auth.models import Permission

from academy.core.errors import ActionError
from courses.questions.actions import (
    Imported,
    import_questions,
    restore_question,
    retire_question,
)
from courses.questions.drafts import QuestionDraft
from courses.questions.gift import parse_gift
from courses.questions.models import Question, QuestionBank, QuestionVersion
from courses.questions.queries import drafts_of
from tests.factories.people import make_user
from tests.factories.questions import FOUR_KINDS, add_questions, make_bank, true_false_gift

pytestmark = pytest.mark.django_db


def editor():
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="change_questionbank"))
    return user


def test_the_same_file_twice_brings_nothing_new():
    bank = make_bank("")
    questions = parse_gift(FOUR_KINDS).questions
    by = editor()
    assert import_questions(bank=bank, questions=questions, by=by) == Imported(4, 0, 0)
    assert import_questions(bank=bank, questions=questions, by=by) == Imported(0, 0, 4)
    assert QuestionVersion.objects.count() == 4
    assert drafts_of(bank) == list(questions)


def test_a_changed_question_gets_a_version_and_keeps_the_old_one():
    bank = make_bank("::甲::一 {T}\n\n::乙::二 {T}")
    old = Question.objects.get(name="甲").current
    assert str(add_questions(bank, "::甲::一 {F}\n\n::丙::三 {T}")) == (
        "2 questions: 1 new, 1 changed"
    )
    question = Question.objects.get(name="甲")
    assert question.current.number == 2
    assert question.current.body["answer"] is False
    assert QuestionVersion.objects.get(pk=old.pk).body["answer"] is True
    assert [q.name for q in bank.questions.all()] == ["甲", "乙", "丙"]


def test_a_faulty_question_keeps_all_others_out():
    bank = make_bank("")
    (good,) = parse_gift("::甲::一 {T}").questions
    bad = QuestionDraft("乙", "true_false", "二", {})
    with pytest.raises(ActionError, match="乙：没有正确答案"):
        import_questions(bank=bank, questions=[good, bad], by=None)
    with pytest.raises(ActionError, match="题名重复"):
        import_questions(bank=bank, questions=[good, good], by=None)
    assert bank.questions.count() == 0


def test_only_editors_of_banks_may_change_them():
    bank = make_bank("::甲::一 {T}")
    question = bank.questions.get()
    someone = make_user()
    with pytest.raises(ActionError, match="没有修改题库的权限"):
        import_questions(bank=bank, questions=[], by=someone)
    with pytest.raises(ActionError, match="没有修改题库的权限"):
        retire_question(question=question, by=someone)
    retire_question(question=question, by=editor())
    assert drafts_of(bank) == []
    restore_question(question=question, by=editor())
    assert [draft.name for draft in drafts_of(bank)] == ["甲"]


def test_a_retired_question_stays_retired_when_imported_again():
    bank = make_bank("::甲::一 {T}")
    retire_question(question=bank.questions.get(), by=editor())
    assert add_questions(bank, "::甲::一 {F}") == Imported(0, 1, 0)
    assert bank.questions.get().retired


@pytest.mark.parametrize("size", [1, 3])
def test_an_import_takes_as_many_queries_for_three_as_for_one(size, django_assert_num_queries):
    bank = QuestionBank.objects.create(title="题库")
    questions = parse_gift(true_false_gift(size)).questions
    with django_assert_num_queries(8):
        import_questions(bank=bank, questions=questions, by=None)
