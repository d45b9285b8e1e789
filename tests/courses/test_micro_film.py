"""A micro-film from the author's form to the outline; how it is counted: tests/courses/watching."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from academy.core.errors import ActionError
from academy.learning.actions import open_attempt, submit_attempt
from academy.learning.models import Attempt, Completion, CreditEntry
from courses.models import CourseEnrolment, MicroFilm, Watch
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.watching import make_micro_film, place

pytestmark = pytest.mark.django_db

UNREADY = {"rendition": "", "state": "preparing", "title": "说事"}
UNCAPTIONED = {"no_captions_reason": "", "title": "说事"}
REFUSALS = [
    (UNREADY, "影片《说事》还不能播放（处理中）"),
    (UNCAPTIONED, "影片《说事》没有字幕。请上传字幕，或在影片里写明没有字幕的原因。"),
]


def text(response) -> str:
    return response.content.decode()


def seen(attempt, *pieces, **fields) -> Watch:
    """As if that had been watched, in seconds."""
    moments = [moment * 1000 for piece in pieces for moment in piece]
    covered = sum(end - start for start, end in pieces) * 1000
    length = attempt.activity.film.duration_ms
    return Watch.objects.create(
        attempt=attempt,
        seen=moments,
        covered_ms=covered,
        percent=covered * 100 // length,
        last_beat_ms=0,
        version=1,
        **fields,
    )


# --- Authors ---
@pytest.fixture
def editor(client):
    user = make_user(is_superuser=True)
    client.force_login(user)
    return user


def form_of(film, **more):
    return {
        "title": "说议办评",
        "film": film.pk if film else "",
        "threshold_percent": "95",
        "speed_percent": "200",
        "earns_hours": "on",
    } | more


def add(client, film, **more):
    return client.post(reverse("wagtailsnippets_courses_microfilm:add"), form_of(film, **more))


@pytest.mark.parametrize(("fields", "words"), REFUSALS)
def test_the_publish_button_is_refused_by_name_and_the_draft_is_not(client, editor, fields, words):
    film = make_film(**fields)
    assert words in text(add(client, film, **{"action-publish": "1"}))
    assert not MicroFilm.objects.exists()
    assert add(client, film).status_code == 302
    assert not MicroFilm.objects.get().live


def test_a_draft_needs_no_film_and_publishing_does(client, editor):
    assert add(client, None).status_code == 302
    with pytest.raises(ActionError, match="不能发布《说议办评》：还没有选影片。"):
        MicroFilm.objects.get().get_latest_revision().publish()
    assert not MicroFilm.objects.get().live


@pytest.mark.parametrize(("fields", "words"), REFUSALS)
def test_every_other_way_to_the_site_is_refused_by_name(fields, words):
    activity = make_micro_film(film=make_film(**fields), live=False, title="说议办评")
    with pytest.raises(ActionError, match="不能发布《说议办评》") as refusal:
        activity.save_revision().publish()
    assert words in refusal.value.message
    assert not MicroFilm.objects.get().live


def test_a_clock_that_comes_too_early_keeps_the_draft_and_says_why():
    film = make_film(**UNREADY)
    activity = make_micro_film(film=film, live=False)
    activity.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = activity.save_revision()
    revision.approved_go_live_at = activity.go_live_at
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert not MicroFilm.objects.get().live


def test_the_films_length_is_the_activitys_whenever_it_became_known(client, editor):
    film = make_film(rendition="", duration_ms=0)
    add(client, film)
    film.rendition, film.duration_ms = "films/a.mp4", 29 * 60_000 + 59_000
    film.save()
    MicroFilm.objects.get().get_latest_revision().publish()
    assert MicroFilm.objects.get().minutes == 29


@pytest.mark.parametrize("percent", ["49", "101"])
def test_the_threshold_has_limits(client, editor, percent):
    page = add(client, make_film(), threshold_percent=percent, **{"action-publish": "1"})
    assert page.status_code == 200
    assert not MicroFilm.objects.exists()


def test_an_author_sees_it_as_trainees_do_and_nothing_is_counted(client, editor):
    activity = make_micro_film()
    preview = reverse("wagtailsnippets_courses_microfilm:preview_on_edit", args=[activity.pk])
    client.post(preview, form_of(activity.film))
    page = text(client.get(preview, {"mode": ""}))
    assert "<video" in page
    assert "data-study-url" not in page
    add_preview = reverse("wagtailsnippets_courses_microfilm:preview_on_add")
    client.post(add_preview, form_of(None))
    assert "影片还不能播放" in text(client.get(add_preview, {"mode": ""}))
    assert not Attempt.objects.exists()


# --- Trainees ---
@pytest.fixture
def activity():
    return make_micro_film(
        film=make_film(
            duration_ms=600_000,
            captions="WEBVTT\n\n00:00.000 --> 00:01.000\n居民说事\n",
            chapters=[{"start_ms": 0, "title": "说事"}, {"start_ms": 65_000, "title": "议事"}],
        ),
        in_order=True,
        speed_percent=150,
    )


@pytest.fixture
def url(activity, trainee):
    return place(activity, trainee)


def test_the_rule_stands_beside_it_before_it_begins(client, url):
    page = text(client.get(url))
    for words in [
        "看满 95% 即完成，片尾最后 5 秒可以不看",
        "最快 1.5 倍速",
        "没看过的部分不能跳过，看过的随时可以回看",
        "切换到别的页面时自动暂停",
    ]:
        assert words in page
    assert "<video" not in page
    assert "微视频 · 10 分钟 · 看满 95% 即完成 · 完成计" in page


def test_the_player_has_all_that_goes_along(client, url, activity, trainee):
    attempt = open_attempt(user=trainee, activity=activity)
    seen(attempt, (0, 60), (90, 120), position_ms=120_000)
    page = text(client.get(url))
    film = activity.film
    for part in [
        f'src="/learn/films/{film.pk}/film.mp4"',
        f'src="/learn/films/{film.pk}/captions.vtt" default',
        f'poster="/learn/films/{film.pk}/poster.jpg"',
        'data-resume-ms="120000" data-furthest-ms="120000" data-speed-percent="150" data-in-order',
        "已看 15%（01:30 / 10:00）",
        "01:00–01:30",
        "02:00–10:00",
        'data-seek-ms="65000">议事</button>',
        "<noscript>",
        "影片可以看，但看到哪里不会记录，也不能完成",
        "登录后从同一秒接着看",
    ]:
        assert part in page, part
    assert "2 倍" not in page


def test_the_outline_shows_the_same_figure(client, url, activity, trainee):
    attempt = open_attempt(user=trainee, activity=activity)
    seen(attempt, (0, 373))
    lesson_url = url.rpartition(f"{activity.pk}/")[0]
    for address in (url, lesson_url):
        assert "<span data-watched>已看 62%</span>" in text(client.get(address))


def test_asking_whether_it_is_done_says_what_is_missing(client, url, activity, trainee):
    attempt = open_attempt(user=trainee, activity=activity)
    submit = reverse("learning:submit", args=[activity.pk])
    page = text(client.post(submit, follow=True))
    assert "已看 0%（00:00 / 10:00），看满 95% 即完成。看过的部分都已保存，请接着看。" in page
    seen(attempt, (0, 570))
    page = text(client.post(submit, follow=True))
    assert "已看 95%" in page
    assert Completion.objects.filter(user=trainee, activity=activity).exists()
    assert "您已看完，可以随时回看。" in page
    assert "<video" in page
    assert "data-done" in page
    assert "核对是否看完" not in page


def test_hours_come_from_the_films_real_minutes(trainee):
    """Fourteen seconds short of half an hour is not half an hour, whatever the form said."""
    activity = make_micro_film(film=make_film(duration_ms=29 * 60_000 + 46_000), minutes=300)
    attempt = open_attempt(user=trainee, activity=activity)
    seen(attempt, (0, 1786))
    assert submit_attempt(attempt=attempt, answers={}).completed
    entry = CreditEntry.objects.get()
    assert (entry.hours, "29 分钟" in entry.rule) == (Decimal("0.5"), True)


def test_completing_moves_the_course_on(
    client, url, activity, trainee, django_capture_on_commit_callbacks
):
    attempt = open_attempt(user=trainee, activity=activity)
    seen(attempt, (0, 600))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("learning:submit", args=[activity.pk]))
    assert CourseEnrolment.objects.get().percentage == 100


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_player(client, trainee, size, django_assert_num_queries):
    chapters = [{"start_ms": n * 1000, "title": f"第{n}段"} for n in range(size)]
    activity = make_micro_film(film=make_film(duration_ms=600_000, chapters=chapters))
    url = place(activity, trainee)
    attempt = open_attempt(user=trainee, activity=activity)
    seen(attempt, *[(20 * n, 20 * n + 10) for n in range(size)])
    client.get(url)
    # as of a reading, and the film, what was watched
    with django_assert_num_queries(8):
        client.get(url)
