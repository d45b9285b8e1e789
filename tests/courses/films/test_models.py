"""Who may see which film."""

import pytest
from django.contrib.auth.models import AnonymousUser

from academy.people.enums import Role
from courses.models import Film, MicroFilm
from tests.factories.courses import first_lesson, make_chapter, make_course, make_lesson, publish
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.staff import make_staff
from tests.factories.watching import make_lecture, make_micro_film, place

pytestmark = pytest.mark.django_db


def seen_by(viewer):
    """Titles of films; `visible_to` and its predicate say the same of each."""
    titles = set(Film.objects.visible_to(viewer).values_list("title", flat=True))
    for film in Film.objects.all():
        alone = Film.objects.filter(pk=film.pk).visible_to(viewer)
        assert alone.exists() == (film.title in titles)
    return titles


@pytest.fixture
def trainee():
    """Somebody with a film and a lecture in courses of theirs; there are other films too."""
    person = make_user()
    place(make_micro_film(film=make_film(title="在学的")), person)
    place(make_lecture(film=make_film(title="在学的讲座")), person)
    place(make_micro_film(film=make_film(title="别人在学的")), make_user())
    make_micro_film(film=make_film(title="没放进课的"))
    make_film(title="没用到的")
    return person


EVERYTHING = {"在学的", "在学的讲座", "别人在学的", "没放进课的", "没用到的"}


def test_a_trainee_sees_the_films_of_their_courses(trainee):
    assert seen_by(trainee) == {"在学的", "在学的讲座"}


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_authors_and_staff_see_all(trainee, role):
    assert seen_by(make_staff(role)) == EVERYTHING


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {"instructor", "reviewer", "administrator"}]
)
def test_other_roles_see_what_they_study(trainee, role):
    assert seen_by(make_user(role)) == set()


def test_superusers_see_all_and_outsiders_nothing(trainee):
    assert seen_by(make_user(is_superuser=True)) == EVERYTHING
    assert seen_by(make_user(is_superuser=True, is_active=False)) == set()
    assert seen_by(AnonymousUser()) == set()


def test_one_film_in_two_activities_is_seen_through_either(trainee):
    film = Film.objects.get(title="别人在学的")
    place(make_lecture(film=film), trainee)
    assert film.title in seen_by(trainee)


def test_the_film_of_a_stopped_activity_is_seen_by_authors_and_staff_only(trainee):
    activity = MicroFilm.objects.get(film__title="在学的")
    activity.unpublish()
    assert seen_by(trainee) == {"在学的讲座"}
    assert seen_by(make_staff(Role.INSTRUCTOR)) == EVERYTHING
    assert seen_by(make_staff(Role.REVIEWER)) == EVERYTHING
    place(make_lecture(film=activity.film), trainee)
    assert seen_by(trainee) == {"在学的讲座", "在学的"}


def test_what_left_the_course_stays_open_to_those_whose_edition_has_it(trainee):
    newcomer = make_user()
    film = make_film(title="换掉的")
    course = make_course()
    make_lesson(make_chapter(course), [make_micro_film(film=film)])
    publish(course)
    from courses.actions import enrol

    enrol(user=trainee, course=course)
    lesson = first_lesson(course)
    lesson.placements.all().delete()
    publish(lesson)
    enrol(user=newcomer, course=course)
    assert film.title in seen_by(trainee)
    assert film.title not in seen_by(newcomer)


@pytest.mark.parametrize("count", [1, 3])
def test_asking_takes_constant_queries(count, django_assert_num_queries):
    person = make_user()
    for _ in range(count):
        place(make_micro_film(), person)
        place(make_lecture(), person)
    # own permissions and those of groups; uses; courses taken; films
    with django_assert_num_queries(5):
        assert len(Film.objects.visible_to(person)) == 2 * count
