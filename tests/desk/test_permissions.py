"""Who may open which screen of the admin, and who publishes: what the set-up's rights come to."""

import pytest
from django.urls import reverse

from academy.desk.actions.set_up import set_up_academy
from academy.desk.models import HomePage, Suggestion
from academy.learning.models import HourPolicy
from academy.people.actions import grant_membership
from academy.people.enums import Role
from academy.people.rules import GROUP_ROLES
from courses.models import CourseIndexPage
from tests.factories.certification import give_hours, make_certificate, make_programme
from tests.factories.classes import make_room, make_session, make_teacher
from tests.factories.courses import first_lesson, make_course, make_reading
from tests.factories.films import make_film
from tests.factories.learning import make_visit_task
from tests.factories.people import make_organisation, make_user
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db

# Sent back to the first screen, which says that there is no permission.
BACK = 302
# Address below /admin/, then what instructors, reviewers and administrators get.
SCREENS = [
    ("", 200, 200, 200),
    ("images/", 200, 200, 200),
    ("documents/", 200, 200, 200),
    ("reports/workflow/", 200, 200, 200),
    # Activities: instructors write, reviewers judge and publish.
    ("snippets/courses/reading/", 200, 200, BACK),
    ("snippets/courses/reading/add/", 200, BACK, BACK),
    ("snippets/courses/reading/edit/{reading}/", 200, 200, BACK),
    ("snippets/courses/reading/copy/{reading}/", 200, BACK, BACK),
    ("snippets/courses/reading/delete/{reading}/", 200, BACK, BACK),
    ("snippets/courses/reading/history/{reading}/", 200, 200, BACK),
    ("snippets/courses/reading/unpublish/{reading}/", BACK, 200, BACK),
    ("snippets/courses/quiz/", 200, 200, BACK),
    ("snippets/courses/quiz/add/", 200, BACK, BACK),
    ("snippets/courses/quiz/edit/{quiz}/", 200, 200, BACK),
    ("snippets/bases/visittask/", 200, 200, BACK),
    ("snippets/bases/visittask/add/", 200, BACK, BACK),
    ("snippets/bases/visittask/edit/{task}/", 200, 200, BACK),
    # Question banks: instructors keep them, reviewers look.
    ("snippets/courses/questionbank/", 200, 200, BACK),
    ("snippets/courses/questionbank/add/", 200, BACK, BACK),
    ("snippets/courses/questionbank/edit/{bank}/", 200, BACK, BACK),
    ("snippets/courses/questionbank/questions/{bank}/", 200, 200, BACK),
    ("snippets/courses/questionbank/import/{bank}/", 200, BACK, BACK),
    # Films: instructors and administrators keep them, reviewers correct their words.
    ("snippets/courses/film/", 200, 200, 200),
    ("snippets/courses/film/add/", 200, BACK, 200),
    ("snippets/courses/film/edit/{film}/", 200, 200, 200),
    ("snippets/courses/film/delete/{film}/", 200, BACK, 200),
    # Pages: instructors write courses, reviewers publish, administrators keep the whole site.
    ("pages/{home}/edit/", BACK, 200, 200),
    ("pages/add/bases/practicebasepage/{bases}/", BACK, BACK, 200),
    ("pages/add/courses/coursepage/{index}/", 200, BACK, 200),
    ("pages/add/courses/chapterpage/{course}/", 200, BACK, 200),
    ("pages/{course}/edit/", 200, 200, 200),
    ("pages/{course}/unpublish/", BACK, 200, 200),
    ("pages/{lesson}/edit/", 200, 200, 200),
    ("courses/{course}/editions/", 200, 200, 200),
    # Programmes: written by instructors and administrators; certificates are the office's.
    ("snippets/certification/programme/", 200, 200, 200),
    ("snippets/certification/programme/add/", 200, BACK, 200),
    ("snippets/certification/programme/edit/{programme}/", 200, 200, 200),
    ("snippets/certification/programme/unpublish/{programme}/", BACK, 200, 200),
    ("snippets/certification/programme/delete/{unused}/", BACK, BACK, 200),
    ("certificate/", BACK, BACK, 200),
    ("certificate/inspect/{certificate}/", 404, 404, 200),
    ("certificate/revoke/{certificate}/", BACK, BACK, 200),
    ("certificate/reissue/{certificate}/", BACK, BACK, 200),
    # Hours, people and suggestions: the office's.
    ("snippets/learning/hourpolicy/", BACK, BACK, 200),
    ("snippets/learning/hourpolicy/edit/{policy}/", BACK, BACK, 200),
    ("snippets/learning/annualtarget/add/", BACK, BACK, 200),
    ("ledger/", BACK, BACK, 200),
    ("ledger/{entry}/reverse/", BACK, BACK, 200),
    ("users/", BACK, BACK, 200),
    ("users/edit/{trainee}/", BACK, BACK, 200),
    ("users/delete/{trainee}/", BACK, BACK, BACK),
    ("people/posts/", BACK, BACK, 200),
    ("people/units/new/", BACK, BACK, 200),
    ("people/units/delete/{unit}/", BACK, BACK, BACK),
    ("people/categories/", BACK, BACK, 200),
    # Teachers, rooms and the rules of classes: the office's.
    ("classes/teachers/", BACK, BACK, 200),
    ("classes/teachers/new/", BACK, BACK, 200),
    ("classes/teachers/edit/{teacher}/", BACK, BACK, 200),
    ("classes/teachers/delete/{teacher}/", BACK, BACK, 200),
    ("classes/rooms/", BACK, BACK, 200),
    ("classes/rooms/edit/{room}/", BACK, BACK, 200),
    ("classes/fields/", BACK, BACK, 200),
    ("classes/policies/new/", BACK, BACK, 200),
    ("classes/resources/{resource}/times/", BACK, BACK, 200),
    ("classes/sessions/{session}/candidates/", BACK, BACK, 200),
    ("snippets/desk/suggestion/", BACK, BACK, 200),
    ("snippets/desk/suggestion/edit/{suggestion}/", BACK, BACK, 200),
    ("all_jobs/", BACK, BACK, 200),
    ("notice_deliveries/", BACK, BACK, 200),
    # The system itself: superusers alone.
    ("groups/", BACK, BACK, BACK),
    ("sites/", BACK, BACK, BACK),
    ("collections/", BACK, BACK, BACK),
    ("workflows/list/", BACK, BACK, BACK),
]


@pytest.fixture
def places():
    """Keys of one thing of each kind, by the names that SCREENS use."""
    set_up_academy()
    course, quiz, task = make_course(lessons=1), make_quiz(), make_visit_task()
    certificate, teacher = make_certificate(), make_teacher()
    things = {
        "home": HomePage.objects.get(),
        "index": CourseIndexPage.objects.get(),
        "bases": task.base.get_parent(),
        "course": course,
        "lesson": first_lesson(course),
        "reading": make_reading(),
        "quiz": quiz,
        "bank": quiz.bank,
        "task": task,
        "film": make_film(),
        "programme": certificate.programme,
        "unused": make_programme(),
        "certificate": certificate,
        "policy": HourPolicy.objects.get(),
        "entry": give_hours(make_user(), "1"),
        "trainee": make_user(Role.TRAINEE),
        "unit": make_organisation(),
        "teacher": teacher,
        "room": make_room(),
        "resource": teacher.resource,
        "session": make_session(),
        "suggestion": Suggestion.objects.create(number="A1", text="窗口能不能早半小时开？"),
    }
    return {name: thing.pk for name, thing in things.items()}


def sign_in_as(client, role):
    person = make_user()
    grant_membership(user=person, organisation=make_organisation(), role=role)
    client.force_login(person)


@pytest.mark.parametrize("column", range(3), ids=GROUP_ROLES)
def test_screens(client, places, column):
    sign_in_as(client, GROUP_ROLES[column])
    wanted = {address: statuses[column] for address, *statuses in SCREENS}
    got = {address: client.get(f"/admin/{address.format(**places)}") for address in wanted}
    assert {address: answer.status_code for address, answer in got.items()} == wanted
    sent_to = {answer.url for answer in got.values() if answer.status_code == BACK}
    assert sent_to <= {"/admin/"}


@pytest.mark.parametrize("role", sorted(set(Role) - set(GROUP_ROLES)))
def test_nobody_else_gets_in(client, places, role):
    sign_in_as(client, role)
    for address in ("", "pages/{course}/edit/", "certificate/inspect/{certificate}/"):
        answer = client.get(f"/admin/{address.format(**places)}", follow=True)
        assert answer.status_code == 403, address


@pytest.mark.parametrize(
    ("role", "is_published"), [(Role.INSTRUCTOR, False), (Role.REVIEWER, True)]
)
def test_publishing_an_activity_is_the_reviewers(client, places, role, is_published):
    quiz = make_quiz(title="草稿", live=False)
    sign_in_as(client, role)
    form = {"title": "定稿", "bank": quiz.bank_id, "count": 0, "pass_percent": 60}
    form |= {"attempts_allowed": 0, "time_limit_minutes": 0, "action-publish": "1"}
    url = reverse("wagtailsnippets_courses_quiz:edit", args=[quiz.pk])
    assert client.post(url, form).status_code == 302
    quiz.refresh_from_db()
    assert quiz.live is is_published
    assert quiz.get_latest_revision_as_object().title == "定稿"


@pytest.mark.parametrize(
    ("role", "publishes"),
    [(Role.INSTRUCTOR, False), (Role.REVIEWER, True), (Role.ADMINISTRATOR, True)],
)
def test_publishing_pages_and_programmes(places, role, publishes):
    person = make_user()
    grant_membership(user=person, organisation=make_organisation(), role=role)
    course = CourseIndexPage.objects.get().get_children().get()
    assert course.permissions_for_user(person).can_publish() is publishes
    assert person.has_perm("certification.publish_programme") is publishes
