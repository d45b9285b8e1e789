"""Watching over HTTP: what is kept, what is refused, and in which words."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from academy.core import clock
from academy.learning.actions import open_attempt
from academy.learning.models import Attempt, Completion, CreditEntry
from courses.models import Watch
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.watching import Viewer, make_lecture, make_micro_film, place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 1, 9, 0, tzinfo=dt.UTC)


def later(seconds):
    return clock.at(NOW + dt.timedelta(seconds=seconds))


@pytest.fixture
def activity():
    return make_micro_film(film=make_film(duration_ms=600_000))


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begin(activity, user, client=None, seconds=0) -> Viewer:
    """Placed, started and opened `seconds` after NOW."""
    with later(seconds):
        if not Attempt.objects.filter(user=user, activity=activity).exists():
            place(activity, user)
            open_attempt(user=user, activity=activity)
        viewer = Viewer(client or sign_in(user), activity)
        assert viewer.open().status_code == 200
    return viewer


@pytest.fixture
def viewer(activity):
    return begin(activity, make_user())


# --- What is kept ---
def test_a_new_page_begins_with_nothing(viewer):
    told = {**viewer.reply, "token": "…"}
    assert told == {
        "token": "…",
        "done": False,
        "percent": 0,
        "words": "已看 0%（00:00 / 10:00）",
        "position_ms": 0,
        "resume_ms": 0,
        "furthest_ms": 0,
        "missing": [{"start_ms": 0, "words": "00:00–10:00"}],
        "unnamed": 0,
        "complete": False,
    }
    assert not Watch.objects.exists()


def test_beats_add_up_and_another_device_goes_on(viewer, activity):
    with later(15):
        viewer.beat((0, 15))
    with later(30):
        viewer.beat((15, 30), position=30)
    assert viewer.reply["words"] == "已看 5%（00:30 / 10:00）"
    assert viewer.reply["lost"] == []
    watch = Watch.objects.get()
    assert (watch.seen, watch.covered_ms, watch.percent) == ([0, 30_000], 30_000, 5)
    other = begin(activity, Attempt.objects.get().user, seconds=31)
    assert other.reply["resume_ms"] == 30_000
    assert other.reply["words"] == viewer.reply["words"]


def test_a_steady_beat_is_one_statement(viewer, django_assert_num_queries):
    with later(15), django_assert_num_queries(2):
        viewer.beat((0, 15))
    for n in range(1, 4):
        with later(15 + 15 * n), django_assert_num_queries(1):
            viewer.beat((15 * n, 15 * n + 15))
    assert viewer.reply["percent"] == 10
    with later(90), django_assert_num_queries(1):
        viewer.beat((300, 310), (0, 5), position=5)
    assert viewer.reply["lost"] == []


def test_completing_beat_brings_the_hours_at_once(activity, trainee, client):
    viewer = begin(activity, trainee, client)
    with later(290):
        viewer.beat((0, 569))
    assert viewer.reply["completed"] == ""
    assert not Completion.objects.exists()
    with later(291):
        viewer.beat((569, 570))
        assert viewer.reply["completed"] == "已看 95%（09:30 / 10:00），已完成。"
        assert viewer.reply["done"]
        assert viewer.reply["complete"]
        archive = client.get(reverse("learning:archive")).content.decode()
    assert CreditEntry.objects.get().rule.startswith("网络课程 10 分钟")
    assert activity.title in archive
    assert Attempt.objects.get().words == "已看 95%（09:30 / 10:00），已完成。"


def test_after_completion_it_can_be_watched_on(viewer):
    with later(300):
        viewer.beat((0, 580))
    with later(310):
        viewer.beat((580, 600), position=600)
        assert viewer.reply["percent"] == 100
        assert viewer.reply["completed"] == ""
    again = begin(viewer.activity, Attempt.objects.get().user)
    assert again.reply["done"]
    assert again.reply["resume_ms"] == 0
    assert Completion.objects.count() == 1
    assert CreditEntry.objects.count() == 1


def test_what_was_watched_stays_where_completion_is_refused(viewer):
    from academy.learning.models import HourPolicy

    HourPolicy.objects.update(valid_from=dt.date(2030, 1, 1))
    with later(300):
        viewer.beat((0, 600))
    assert "没有可用的学时规则" in viewer.reply["lost"][0]
    assert Watch.objects.get().percent == 100
    assert not Completion.objects.exists()
    HourPolicy.objects.update(valid_from=dt.date(2020, 1, 1))
    with later(315):
        viewer.beat()
    assert viewer.reply["completed"]
    assert Completion.objects.count() == 1


def test_a_lecture_is_watched_like_a_film():
    viewer = begin(make_lecture(film=make_film(duration_ms=60_000)), make_user())
    with later(60):
        viewer.beat((0, 60))
    assert viewer.reply["completed"]


# --- Replays, forgeries, devices ---
def test_a_hundred_replays_from_two_sessions_and_a_forged_end_count_once(viewer, activity):
    user = Attempt.objects.get().user
    with later(15):
        viewer.beat((0, 15))
    body = {"token": viewer.token, "seq": 2, "pieces": [[15_000, 30_000]], "position_ms": 30_000}
    other = begin(activity, user, seconds=15)
    with later(30):
        viewer.send(body)
        once = viewer.reply
    for n in range(50):
        with later(31 + n):
            viewer.send(body)
            assert viewer.reply["lost"] == ["这一段已经收到过，不重复计入。"]
    for n in range(50):
        with later(90 + n):
            assert other.send({**body, "token": viewer.token}).status_code == 200
    assert Watch.objects.get().seen == [0, 30_000]
    with later(31):
        forged = {"token": viewer.token, "seq": 3, "pieces": [[599_000, 600_000], [0, 600_000]]}
        viewer.send(forged)
    assert Watch.objects.get().seen == [0, 30_000]
    assert viewer.reply["lost"][0].startswith(
        "有 9 分 30 秒没有计入：从上次保存到现在，不可能看完这么多"
    )
    assert viewer.reply["position_ms"] == 30_000
    assert not viewer.reply["complete"]
    assert once["percent"] == 5


def test_the_newest_page_wins_and_the_older_is_told(viewer, activity):
    with later(15):
        viewer.beat((0, 15))
    newer = begin(activity, Attempt.objects.get().user, seconds=15)
    with later(16):
        newer.beat()
    with later(30):
        viewer.beat((15, 30))
    assert viewer.reply["taken_over"]
    assert "另一台设备或另一个窗口" in viewer.reply["lost"][0]
    assert Watch.objects.get().seen == [0, 15_000]
    with later(31):
        viewer.open()
        viewer.seq = 0
    with later(32):
        viewer.beat((15, 30))
        assert not viewer.reply["taken_over"]
        newer.beat((15, 16))
        assert newer.reply["taken_over"]
    assert Watch.objects.get().seen == [0, 30_000]


@pytest.mark.parametrize("back", [60, 3600, 30 * 24 * 3600])
def test_a_clock_that_was_set_back_neither_locks_out_nor_stops_counting(viewer, activity, back):
    with later(15):
        viewer.beat((0, 15))
    with later(20 - back):
        viewer.beat((15, 20))
        assert viewer.reply["lost"] == []
    with later(35 - back):
        viewer.beat((20, 35))
        assert viewer.reply["lost"] == []
    newer = begin(activity, Attempt.objects.get().user, seconds=36 - back)
    with later(37 - back):
        newer.beat()
        assert not newer.reply["taken_over"]
    with later(50 - back):
        viewer.beat((35, 50))
        assert viewer.reply["taken_over"]
        newer.beat((35, 48))
        assert newer.reply["lost"] == []
    assert Watch.objects.get().seen == [0, 48_000]


def switch_off():
    """The account of the one who watches."""
    user = Attempt.objects.get().user
    user.is_active = False
    user.save()


def test_a_token_holds_no_longer_because_a_clock_was_set_back(viewer):
    switch_off()
    with later(0):
        assert viewer.beat((0, 1)).status_code == 200
    with later(-3600):
        assert viewer.beat((1, 2)).status_code == 401


@pytest.mark.parametrize(
    "pieces",
    [
        "[]",
        "null",
        '"x"',
        "[[0]]",
        "[[0, 1, 2]]",
        "[[5, 5]]",
        "[[9, 1]]",
        '[["0", "15000"]]',
        "[[true, 15000]]",
        "[[NaN, 15000]]",
        "[[0, Infinity]]",
        "[[0, 1e999]]",
        "[[0, 1" + "0" * 400 + "]]",
        "{}",
        "[" * 50 + "]" * 50,
    ],
)
def test_absurd_numbers_count_nothing_and_harm_nothing(viewer, pieces):
    with later(15):
        text = f'{{"token": "{viewer.token}", "seq": 1, "pieces": {pieces}, "position_ms": "x"}}'
        assert viewer.send(text).status_code == 200
    assert Watch.objects.get().seen == []
    assert viewer.reply["lost"] == ([] if pieces == "[]" else ["有 1 段的数字不对，没有计入。"])
    with later(30):
        viewer.beat((0, 15), seq=2)
    assert viewer.reply["lost"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"token": "x", "seq": 1}',
        b'{"token": 1, "seq": 1}',
        b'{"token": "\\ud800:1:2", "seq": 1}',
        b"[" * 60_000,
        b"1" * 70_000,
    ],
)
def test_what_cannot_be_read_is_answered_in_words(viewer, body):
    assert viewer.send(body).status_code == 400
    assert viewer.reply["message"] == "这次学习记录读不出来，没有计入。请刷新本页再试。"


@pytest.mark.parametrize("seq", [None, 0, -1, 2**31, 1.5e300, "1", True, [1]])
def test_a_beat_without_a_number_is_answered_in_words(viewer, seq):
    assert viewer.beat((0, 15), seq=seq).status_code == 400
    assert not Watch.objects.exists()


def test_a_changed_token_is_refused(viewer):
    middle = len(viewer.token) // 2
    swapped = "A" if viewer.token[middle] != "A" else "B"
    viewer.token = viewer.token[:middle] + swapped + viewer.token[middle + 1 :]
    assert viewer.beat((0, 15)).status_code == 400


def test_more_pieces_than_a_beat_holds_are_said(viewer):
    many = [[n * 100, n * 100 + 100] for n in range(0, 600, 2)]
    with later(60):
        viewer.send({"token": viewer.token, "seq": 1, "pieces": many})
    assert viewer.reply["lost"] == ["有 100 段的数字不对，没有计入。"]
    assert Watch.objects.get().covered_ms == 20_000


def test_a_state_of_many_pieces_is_read_instead_of_carried(viewer, django_assert_num_queries):
    many = [[n * 1000, n * 1000 + 500] for n in range(100)]
    with later(60):
        viewer.send({"token": viewer.token, "seq": 1, "pieces": many})
    assert len(viewer.token) < 500
    with later(75), django_assert_num_queries(2):
        viewer.beat((0.5, 1), seq=2)
    assert Watch.objects.get().covered_ms == 50_500


# --- Sessions, persons, permissions ---
def test_a_lapsed_token_is_renewed_after_asking_everything_again(viewer):
    with later(290):
        viewer.beat((0, 15))
    with later(301):
        assert viewer.beat((15, 30)).status_code == 200
    assert viewer.reply["percent"] == 5


def test_an_expired_session_is_answered_in_words_and_goes_on_after_sign_in(viewer):
    user = Attempt.objects.get().user
    with later(15):
        viewer.beat((0, 15))
    viewer.client.logout()
    with later(30):
        assert viewer.beat((15, 30)).status_code == 401
    assert "登录已过期，影片已暂停" in viewer.reply["message"]
    viewer.client.force_login(user)
    with later(45):
        assert viewer.beat((15, 30)).status_code == 200
    assert Watch.objects.get().seen == [0, 30_000]


def test_a_stolen_token_is_worth_nothing_without_the_session(viewer):
    thief = Viewer(Client(), viewer.activity, token=viewer.token)
    with later(15):
        assert thief.beat((0, 15)).status_code == 401
        other = Viewer(sign_in(make_user()), viewer.activity, token=viewer.token)
        assert other.beat((0, 15)).status_code == 403
    assert "现在登录的是另一个账号" in other.reply["message"]
    assert not Watch.objects.exists()


def test_nobody_reaches_another_persons_attempt(activity, viewer):
    stranger = Viewer(sign_in(make_user()), activity)
    assert stranger.open().status_code == 403
    assert "请先选课" in stranger.reply["message"]
    classmate = make_user()
    place(activity, classmate)
    mate = Viewer(sign_in(classmate), activity)
    assert mate.open().status_code == 409
    assert "先点“开始”" in mate.reply["message"]


def test_an_activity_unpublished_midway_keeps_what_was_watched(viewer, activity):
    with later(15):
        viewer.beat((0, 15))
    activity.unpublish()
    with later(301):
        assert viewer.beat((15, 30)).status_code == 403
    assert "已停用。您看过的部分都已保存" in viewer.reply["message"]
    assert Watch.objects.get().seen == [0, 15_000]


def test_a_course_unpublished_midway_stays_open_to_those_who_take_it(viewer, activity):
    from courses.models import CoursePage

    CoursePage.objects.get().unpublish()
    with later(301):
        assert viewer.beat((0, 15)).status_code == 200


def test_a_person_switched_off_midway_goes_no_further(viewer):
    switch_off()
    with later(301):
        assert viewer.beat((0, 15)).status_code == 401


def test_an_activity_without_a_film_to_watch_has_no_study(trainee, client):
    from tests.factories.courses import make_reading

    reading = make_reading()
    response = client.get(reverse("courses:study", args=[reading.pk]))
    assert response.status_code == 403
    assert client.get(reverse("courses:study", args=[10**9])).status_code == 403


def test_a_film_swapped_for_a_shorter_one_counts_what_still_is_in_it(viewer, activity):
    with later(60):
        viewer.beat((0, 20), (500, 520))
    activity.film = make_film(duration_ms=100_000)
    activity.save()
    with later(301):
        viewer.beat((20, 30))
    assert viewer.reply["words"] == "已看 30%（00:30 / 01:40）"


def test_only_the_right_methods(viewer):
    assert viewer.client.get(reverse("courses:beats")).status_code == 405
    study = reverse("courses:study", args=[viewer.activity.pk])
    assert viewer.client.post(study).status_code == 405
    assert Client().get(study).status_code == 401


def test_no_other_site_can_beat(viewer):
    """Without a CSRF token, since nobody else has the study token."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = viewer.client.cookies
    body = json.dumps({"token": viewer.token, "seq": 1, "pieces": [[0, 1000]]})
    with later(15):
        answer = strict.post(reverse("courses:beats"), body, content_type="application/json")
        assert answer.status_code == 200
        guess = strict.post(reverse("courses:beats"), "{}", content_type="application/json")
        assert guess.status_code == 400
