"""An activity is found as its kind, whatever was remembered of its number."""

import pytest

from academy.learning.models import Activity
from academy.learning.queries import find_activity
from tests.factories.courses import make_reading
from tests.factories.learning import make_visit_task
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_reading, make_quiz, make_visit_task])
def test_one_statement_once_it_was_met(make, django_assert_num_queries):
    activity = make(title="甲")
    find_activity(activity.pk)
    with django_assert_num_queries(1):
        found = find_activity(activity.pk)
    assert (type(found), found.title) == (type(activity), "甲")


def test_what_is_remembered_is_checked():
    reading = make_reading()
    assert find_activity(reading.pk) == reading
    Activity.objects.filter(pk=reading.pk).delete()
    assert find_activity(reading.pk) is None
    quiz = make_quiz(pk=reading.pk)
    assert find_activity(quiz.pk) == quiz
    assert find_activity(quiz.pk).bank == quiz.bank


def test_a_change_is_seen_at_once():
    reading = make_reading(title="甲")
    find_activity(reading.pk)
    reading.title = "乙"
    reading.save()
    assert find_activity(reading.pk).title == "乙"
