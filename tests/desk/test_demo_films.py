"""The demo's film, made and prepared as an uploaded one."""

import pytest
import yaml

from academy.desk.actions.set_up import set_up_academy
from academy.desk.demo.catalogue import COURSE_FILES, seed_course
from academy.desk.demo.films import seed_films
from academy.learning.actions import open_attempt
from courses.actions import enrol
from courses.films.captions import read_captions
from courses.models import CoursePage, Film, Lecture, LessonPage
from tests.factories.films import make_film
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_it_can_be_played_and_published_and_is_made_once():
    author = make_user()
    (film,) = seed_films(author=author)
    assert (film.width, film.height) == (1280, 720)
    assert film.duration_ms == pytest.approx(70_000, abs=300)
    assert film.publish_refusal() == ""
    assert film.uploaded_by == author
    assert read_captions(film.captions, duration_ms=film.duration_ms).faults == ()
    assert [part["start_ms"] for part in film.chapters] == [0, 14_000, 28_000, 42_000, 56_000]
    assert seed_films(author=author) == [film]
    assert Film.objects.count() == 1


def test_one_that_was_broken_off_is_made_anew():
    author = make_user()
    make_film(title="一分钟看懂四步议事", rendition="")
    (film,) = seed_films(author=author)
    assert film.is_ready
    assert Film.objects.count() == 1


@pytest.mark.usefixtures("fonts")
def test_a_lecture_of_the_demo_can_be_played(client):
    set_up_academy()
    author = make_user(is_superuser=True)
    (film,) = seed_films(author=author)
    data = next(
        data
        for data in (yaml.safe_load(path.read_text("utf-8")) for path in COURSE_FILES)
        if data["slug"] == "sibu-yishifa"
    )
    seed_course(data, author=author, reviewer=author)
    lecture = Lecture.objects.get()
    assert (lecture.title, lecture.film) == ("专题讲座：四步议事从头看到尾", film)
    assert (lecture.live, lecture.minutes) == (True, 1)
    moments = [slide.start_ms for slide in lecture.slides_in_order()]
    assert moments == [part["start_ms"] for part in film.chapters]
    client.force_login(author)
    enrol(user=author, course=CoursePage.objects.get())
    open_attempt(user=author, activity=lecture)
    lesson = LessonPage.objects.get(placements__activity=lecture)
    page = client.get(f"/learn/{lesson.pk}/{lecture.pk}/").content.decode()
    assert "课件 5 / 5" in page
    assert 'data-seek-ms="56000">00:56</button>' in page
    assert f"/learn/films/{film.pk}/captions.vtt" in page
