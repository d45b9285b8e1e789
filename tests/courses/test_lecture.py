"""A lecture: a film with slides. What it shares with every film is in test_micro_film."""

import json

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import nested_form_data, streamfield

from academy.learning.actions import open_attempt
from courses.films.chapters import read_chapters
from courses.models import Lecture
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.watching import make_lecture, place

pytestmark = pytest.mark.django_db


def make_picture(title="议事厅"):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def slide(picture, start, words="四个步骤"):
    image = {"image": picture.pk, "alt_text": words, "decorative": False}
    return {"type": "slide", "value": {"image": image, "start": start}}


def make_slided(*slides, **fields):
    lecture = make_lecture(film=make_film(duration_ms=3_600_000), **fields)
    lecture.slides = list(slides)
    lecture.save()
    return Lecture.objects.get(pk=lecture.pk)


def test_slides_come_in_the_order_of_their_moments():
    picture = make_picture()
    lecture = make_slided(
        slide(picture, "1:02:03", "最后"), slide(picture, "00:00", "开头"), slide(picture, "3:20")
    )
    slides = lecture.slides_in_order()
    assert [(s.start_ms, s.face, s.words) for s in slides] == [
        (0, "00:00", "开头"),
        (200_000, "03:20", "四个步骤"),
        (3_723_000, "1:02:03", "最后"),
    ]


def test_the_player_lists_slides_each_leading_to_its_moment(client, trainee):
    lecture = make_slided(slide(make_picture(), "03:20"), slide(make_picture(), "10:00", "办事"))
    url = place(lecture, trainee)
    open_attempt(user=trainee, activity=lecture)
    page = client.get(url).content.decode()
    assert 'data-seek-ms="200000">03:20</button>' in page
    assert 'alt="四个步骤" loading="lazy"' in page
    assert "课件 2 / 2" in page


def test_a_slide_whose_picture_is_gone_is_left_out():
    picture, gone = make_picture(), make_picture()
    lecture = make_slided(slide(gone, "00:00"), slide(picture, "00:10"))
    gone.delete()
    lecture = Lecture.objects.get(pk=lecture.pk)
    assert [s.start_ms for s in lecture.slides_in_order()] == [10_000]


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_player_do_not_grow_with_slides(
    client, trainee, size, django_assert_num_queries
):
    pictures = [make_picture(f"课件{n}") for n in range(size)]
    lecture = make_slided(*[slide(p, f"0{n}:00") for n, p in enumerate(pictures)])
    url = place(lecture, trainee)
    open_attempt(user=trainee, activity=lecture)
    client.get(url)
    # as of a film, and pictures: of the slides, again with their renditions
    with django_assert_num_queries(11):
        client.get(url)


def send(client, start, **film):
    client.force_login(make_user(is_superuser=True))
    picture = {"image": make_picture().pk, "alt_text": "课件", "decorative": ""}
    form = nested_form_data(
        {
            "title": "专题讲座",
            "film": make_film(**film).pk,
            "threshold_percent": "95",
            "speed_percent": "200",
            "slides": streamfield([("slide", {"image": picture, "start": start})]),
            "action-publish": "1",
        }
    )
    return client.post(reverse("wagtailsnippets_courses_lecture:add"), form)


@pytest.mark.parametrize("moment", ["3", "3:60", "-1:00", "1:2:3:4", "1:60:00", "３:20"])
def test_a_moment_that_is_none_is_refused_with_an_example(client, moment):
    page = send(client, moment)
    assert page.status_code == 200
    assert not Lecture.objects.exists()
    words = "请写成 分:秒 或 时:分:秒，例如 03:20。"
    assert json.dumps(words)[1:-1] in page.content.decode()


@pytest.mark.parametrize(
    ("moment", "start_ms"),
    [("75:00", 4_500_000), ("1:15:00", 4_500_000), ("03：20", 200_000), ("89:59", 5_399_000)],
)
def test_moments_are_written_as_those_of_chapters(client, moment, start_ms):
    send(client, moment, duration_ms=5_400_000)
    assert [slide.start_ms for slide in Lecture.objects.get().slides_in_order()] == [start_ms]
    assert read_chapters(f"{moment} 甲", duration_ms=0).chapters[0].start_ms == start_ms


@pytest.mark.parametrize("moment", ["1:00", "75:00"])
def test_a_slide_beyond_the_films_end_is_refused(client, moment):
    page = send(client, moment, duration_ms=60_000)
    assert json.dumps("超出了片长（1:00）。")[1:-1] in page.content.decode()
    assert not Lecture.objects.exists()
