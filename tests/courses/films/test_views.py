"""A film as a player asks for it."""

import pytest
from django.urls import reverse

from academy.people.enums import Role
from courses.models import Film, MicroFilm
from tests.factories.films import make_film, make_real_film
from tests.factories.people import make_user
from tests.factories.staff import make_staff
from tests.factories.watching import make_micro_film, place

pytestmark = pytest.mark.django_db
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n居民的事居民议。\n"
PARTS = ["film_file", "film_poster", "film_captions"]


def url(part, film):
    return reverse(f"courses:{part}", args=[film.pk])


def body(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def film():
    return make_real_film(captions=CAPTIONS)


@pytest.fixture
def trainee(client, film):
    """Signed in, and takes a course with the film."""
    person = make_user()
    place(make_micro_film(film=film), person)
    client.force_login(person)
    return person


def test_the_film_its_poster_and_its_captions(client, trainee, film):
    whole = client.get(url("film_file", film))
    assert (whole.status_code, whole["Content-Type"]) == (200, "video/mp4")
    content = body(whole)
    assert content == film.rendition.read()
    assert whole["ETag"] == f'"{film.checksum}"'
    poster = client.get(url("film_poster", film))
    assert (poster["Content-Type"], body(poster)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    captions = client.get(url("film_captions", film))
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.content.decode() == CAPTIONS
    for response in (whole, poster, captions):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-cache"


def test_a_piece_of_the_film(client, trainee, film):
    content = film.rendition.read()
    response = client.get(url("film_file", film), headers={"range": "bytes=100-199"})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 100-199/{film.size}"
    assert body(response) == content[100:200]
    end = client.get(url("film_file", film), headers={"range": "bytes=-5"})
    assert body(end) == content[-5:]
    beyond = client.get(url("film_file", film), headers={"range": f"bytes={film.size}-"})
    assert beyond.status_code == 416


def test_the_head_alone(client, trainee, film):
    response = client.head(url("film_file", film))
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(film.size)
    assert response["Accept-Ranges"] == "bytes"


def test_only_reading_is_possible(client, trainee, film):
    assert client.post(url("film_file", film)).status_code == 405


@pytest.mark.parametrize("part", PARTS)
def test_outsiders_are_told_why_not(client, film, part):
    place(make_micro_film(film=film), make_user())
    answer = client.get(url(part, film))
    assert answer.status_code == 403
    assert "影片要登录后才能观看。" in answer.content.decode()
    client.force_login(make_user())
    answer = client.get(url(part, film), headers={"range": "bytes=0-9"})
    assert answer.status_code == 403
    assert "请先选那门课程" in answer.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_a_film_of_a_stopped_activity_is_not_sent(client, trainee, film, part):
    MicroFilm.objects.get(film=film).unpublish()
    assert client.get(url(part, film)).status_code == 403
    client.force_login(make_staff(Role.REVIEWER))
    assert client.get(url(part, film)).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_authors_see_what_is_not_placed_yet(client, film, part):
    client.force_login(make_staff(Role.INSTRUCTOR))
    assert client.get(url(part, film)).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_what_is_not_there_is_not_found(client, part):
    client.force_login(make_user(is_superuser=True))
    unready = make_film(rendition="", poster="")
    assert client.get(url(part, unready)).status_code == 404
    lost = make_film(captions="")
    assert client.get(url(part, lost)).status_code == 404
    Film.objects.all().delete()
    assert client.get(url(part, lost)).status_code == 404


def test_the_server_in_front_sends_it(client, trainee, film, settings):
    settings.PRIVATE_ACCEL = "/private/"
    response = client.get(url("film_file", film), headers={"range": "bytes=0-9"})
    assert response["X-Accel-Redirect"] == f"/private/{film.rendition}"
    client.force_login(make_user())
    response = client.get(url("film_file", film))
    assert response.status_code == 403
    assert "X-Accel-Redirect" not in response


def test_a_piece_takes_few_queries(client, trainee, film, django_assert_num_queries):
    # session, user; five that decide, of which the last gives the film
    with django_assert_num_queries(7):
        client.get(url("film_file", film), headers={"range": "bytes=0-9"})
