"""What programmes ask for is not deleted under them."""

import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from academy.certification.deletion import programmes_naming
from academy.certification.models import Programme
from courses.models import Quiz
from tests.factories.certification import group_node, make_programme
from tests.factories.courses import make_course, make_index
from tests.factories.people import make_user
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


def programme_asking_for(quiz: Quiz, **fields) -> Programme:
    """A programme that names the quiz two groups deep, entered in Wagtail's index."""
    node = {"type": "quiz_passed", "value": {"quiz": quiz.pk}}
    programme = make_programme(group_node("any_of", group_node("all_of", node)), **fields)
    ReferenceIndex.create_or_update_for_object(programme)
    return programme


def test_chosen_things_are_found_at_any_depth():
    quiz = make_quiz()
    programme = programme_asking_for(quiz)
    assert list(programmes_naming([quiz])) == [programme]
    assert list(programmes_naming([make_quiz()])) == []


def test_saving_enters_the_reference(django_capture_on_commit_callbacks):
    quiz = make_quiz()
    with django_capture_on_commit_callbacks(execute=True):
        programme = make_programme({"type": "quiz_passed", "value": {"quiz": quiz.pk}})
    assert list(programmes_naming([quiz])) == [programme]


def test_pages_below_count():
    course, programme = make_course(), make_programme()
    kind = ContentType.objects.get_for_model(Programme)
    ReferenceIndex.objects.create(
        content_type=kind,
        base_content_type=kind,
        object_id=str(programme.pk),
        to_content_type=ContentType.objects.get_for_model(Page),
        to_object_id=str(course.pk),
        model_path="requirements.course",
        content_path="requirements.1.course",
        content_path_hash=uuid.uuid4(),
    )
    assert list(programmes_naming([make_index()])) == [programme]


def test_the_admin_refuses_and_names_the_programme(client):
    client.force_login(make_user(is_superuser=True))
    quiz = make_quiz()
    programme_asking_for(quiz, title="治理证书")
    response = client.post(f"/admin/snippets/courses/quiz/delete/{quiz.pk}/", follow=True)
    assert "不能删除：证书项目“治理证书”的颁证条件用到了它" in response.content.decode()
    assert Quiz.objects.filter(pk=quiz.pk).exists()


def test_what_nobody_asks_for_can_go(client):
    client.force_login(make_user(is_superuser=True))
    quiz = make_quiz()
    client.post(f"/admin/snippets/courses/quiz/delete/{quiz.pk}/")
    assert not Quiz.objects.filter(pk=quiz.pk).exists()
