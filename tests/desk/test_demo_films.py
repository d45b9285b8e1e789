"""The demo's film, made and prepared as an uploaded one."""

import pytest

from academy.desk.demo.films import seed_films
from courses.films.captions import read_captions
from courses.models import Film
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
