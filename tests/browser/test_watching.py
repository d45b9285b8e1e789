"""Real films in a real browser: H.264 and AAC, through the upload, job and server of every film."""

import os
import re
import sys
import time
import urllib.request

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from academy.learning.actions import open_attempt
from academy.learning.models import Completion, CreditEntry
from courses.models import Watch
from tests.factories.films import film_file, make_real_film
from tests.factories.people import PASSWORD, make_user
from tests.factories.watching import make_micro_film, place
from tests.harness.browser import DESKTOP, PHONE, watched_page
from tests.harness.servers import Server, free_port, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SECONDS = 60
# Longer than the player waits before it sends what was watched.
BEAT = 13
CAPTIONS = """WEBVTT

00:00.000 --> 00:10.000
居民说事，大家来议。

00:10.000 --> 00:30.000
议定的事，有人来办。
"""


@pytest.fixture
def trainee():
    return make_user(username="film-trainee", name="看片人")


def make_placed(user, begun=True, **fields):
    """The address of a real film; the person has begun it."""
    content = film_file(seconds=SECONDS).read_bytes()
    chapters = [{"start_ms": 0, "title": "说事"}, {"start_ms": 20_000, "title": "办事"}]
    film = make_real_film(content, captions=CAPTIONS, chapters=chapters)
    activity = make_micro_film(film=film, title="说议办评", **fields)
    address = place(activity, user)
    if begun:
        open_attempt(user=user, activity=activity)
    return address


def sign_in(page, user):
    page.goto("/login/")
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/")


def until(page, condition):
    """Until something is true of the film, `v`."""
    page.wait_for_function(
        f"() => {{ const v = document.querySelector('video'); return {condition}; }}",
        timeout=90_000,
    )


def show(page, address):
    page.goto(address)
    until(page, "v.readyState >= 1")


def load_whole_film(page):
    """Wait until the browser needs no more of it from the network."""
    until(page, "v.buffered.length && v.buffered.end(v.buffered.length - 1) >= v.duration - 1")


def film_time(page) -> float:
    return page.evaluate("document.querySelector('video').currentTime")


def is_paused(page) -> bool:
    return page.evaluate("document.querySelector('video').paused")


def until_time(page, seconds):
    until(page, f"v.currentTime >= {seconds}")


def until_covered(milliseconds):
    """Until the server has so much, in one piece from the start."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        watch = Watch.objects.first()
        if watch and watch.seen[:1] == [0] and watch.covered_ms >= milliseconds:
            break
        time.sleep(0.2)
    assert watch.seen == [0, pytest.approx(milliseconds, abs=400)]


def saved(page):
    return page.locator("[data-watch-saved]")


def test_a_film_is_watched_to_its_end_with_the_network_cut_in_the_middle(page, trainee):
    address = make_placed(trainee, begun=False)
    sign_in(page, trainee)
    page.goto(address)
    expect(page.get_by_text("看满 95% 即完成，片尾最后 5 秒可以不看")).to_be_visible()
    page.get_by_role("button", name="开始").click()
    until(page, "v.readyState >= 1")
    page.get_by_label("播放速度").select_option("2 倍")
    page.get_by_label("播放速度").evaluate("field => field.blur()")
    page.keyboard.press("k")
    load_whole_film(page)
    expect(saved(page)).to_contain_text(re.compile("已保存到 00:[1-4]"), timeout=30_000)

    page.context.set_offline(True)
    banner = page.get_by_text("网络已断开。已保存到 00:")
    expect(banner).to_be_visible(timeout=15_000)
    before = film_time(page)
    expect(saved(page)).to_contain_text("看过的先留在本机", timeout=20_000)
    assert film_time(page) > before
    covered = Watch.objects.get().covered_ms

    page.context.set_offline(False)
    expect(banner).to_be_hidden(timeout=15_000)
    expect(page.get_by_text("已完成").last).to_be_visible(timeout=60_000)
    until_time(page, SECONDS - 1)
    expect(page.get_by_text(re.compile("已看 (9[5-9]|100)%（")).first).to_be_visible()
    watch = Watch.objects.get()
    assert covered < watch.covered_ms
    assert watch.percent >= 95
    assert len(watch.seen) == 2, watch.seen
    assert Completion.objects.count() == CreditEntry.objects.count() == 1
    page.get_by_role("link", name="看学习档案").click()
    expect(page.get_by_text("说议办评").first).to_be_visible()


def test_another_device_goes_on_and_the_first_is_told(open_page, trainee):
    address = make_placed(trainee)
    with open_page(viewport=DESKTOP) as desk, open_page(viewport=PHONE) as phone:
        sign_in(desk, trainee)
        sign_in(phone, trainee)
        show(desk, address)
        desk.keyboard.press("k")
        until_time(desk, BEAT + 2)
        show(phone, address)
        assert abs(film_time(phone) - film_time(desk)) <= 10 + 3
        figure = re.search(r"已看 \d+%", phone.locator("[data-watch-figure]").inner_text())[0]
        assert figure in phone.locator(".outline [aria-current]").inner_text()
        show(phone, address)

        phone.keyboard.press("k")
        expect(desk.get_by_text("这里已暂停，不再计入")).to_be_visible(timeout=20_000)
        assert is_paused(desk)
        until_time(phone, film_time(phone) + 2)

        desk.get_by_role("button", name="在这里继续看").click()
        expect(desk.get_by_role("button", name="在这里继续看")).to_be_hidden()
        until(desk, "!v.paused")
        assert abs(film_time(desk) - film_time(phone)) <= BEAT + 2
        expect(phone.get_by_text("这里已暂停，不再计入")).to_be_visible(timeout=20_000)


def test_another_window_that_is_only_opened_stops_nobody(page, trainee):
    """Nor does what the first has noted on the device and not sent yet."""
    address = make_placed(trainee)
    sign_in(page, trainee)
    show(page, address)
    page.keyboard.press("k")
    load_whole_film(page)
    until_time(page, 5)
    device = Watch.objects.get().device
    key = page.locator("[data-watch]").get_attribute("data-key")
    assert page.evaluate(f"localStorage.getItem('watch:{key}')")
    other = page.context.new_page()
    show(other, address)
    expect(saved(other)).to_have_text("上次有一段没保存上，还留在本机。按播放键就会补上。")
    other.wait_for_timeout(1000)
    other.close()
    page.bring_to_front()
    assert Watch.objects.get().device == device
    assert not is_paused(page)
    until_time(page, BEAT + 3)
    expect(page.get_by_text("这里已暂停，不再计入")).to_be_hidden()
    page.keyboard.press("k")
    until_covered(1000 * film_time(page))
    assert Watch.objects.get().device == device


def test_closing_the_browser_midway_loses_next_to_nothing(open_page, trainee):
    address = make_placed(trainee)
    with open_page(viewport=PHONE) as phone:
        sign_in(phone, trainee)
        show(phone, address)
        phone.keyboard.press("k")
        until_time(phone, BEAT + 5)
        stopped = film_time(phone)
        phone.close()
    with open_page(viewport=DESKTOP) as desk:
        sign_in(desk, trainee)
        show(desk, address)
        assert stopped - 10 <= film_time(desk) <= stopped + 2


def test_an_expired_session_pauses_and_goes_on_at_the_same_second(open_page, trainee):
    address = make_placed(trainee)
    with open_page(viewport=PHONE, expected=[400, 401, 403]) as page:
        sign_in(page, trainee)
        show(page, address)
        page.keyboard.press("k")
        until_time(page, 2)
        Session.objects.all().delete()
        page.context.clear_cookies(name="sessionid")
        dialog = page.get_by_role("dialog", name="登录已过期")
        expect(dialog).to_be_visible(timeout=20_000)
        assert is_paused(page)
        stopped = film_time(page)
        dialog.get_by_label("密码").fill("不对的密码")
        dialog.get_by_role("button", name="登录并继续").click()
        expect(dialog.get_by_text("账号（手机号）或密码不对")).to_be_visible()
        dialog.get_by_label("密码").fill(PASSWORD)
        dialog.get_by_role("button", name="登录并继续").click()
        expect(dialog).to_be_hidden()
        until(page, "!v.paused")
        assert 0 <= film_time(page) - stopped < 5
        until_time(page, stopped + 2)
        page.keyboard.press("k")
        until_covered(1000 * film_time(page))
        page.get_by_role("button", name="核对是否看完").click()
        expect(page.get_by_text("看过的部分都已保存，请接着看")).to_be_visible()


def test_a_locked_account_is_told_in_the_dialog(open_page, trainee):
    address = make_placed(trainee)
    with open_page(viewport=PHONE, expected=[400, 401, 403, 429]) as page:
        sign_in(page, trainee)
        show(page, address)
        page.context.clear_cookies(name="sessionid")
        page.keyboard.press("k")
        dialog = page.get_by_role("dialog", name="登录已过期")
        for _ in range(5):
            dialog.get_by_label("密码").fill("不对的密码")
            with page.expect_response("**/login/", timeout=30_000):
                dialog.get_by_role("button", name="登录并继续").click()
            expect(dialog.get_by_role("button", name="登录并继续")).to_be_enabled()
        expect(dialog.get_by_text("还要等 15 分钟才能登录")).to_be_visible()
        expect(dialog.get_by_text("请联系本单位的单位管理员")).to_be_visible()


def test_order_is_kept_with_words_and_never_in_the_way_of_looking_back(page, trainee):
    address = make_placed(trainee, in_order=True, speed_percent=150)
    sign_in(page, trainee)
    show(page, address)
    page.keyboard.press("k")
    until_time(page, 5)
    page.evaluate("document.querySelector('video').currentTime = 50")
    expect(page.get_by_text("这段影片要按次序看，00:0")).to_be_visible()
    assert film_time(page) < 10
    page.keyboard.press("j")
    until(page, "v.currentTime < 5")
    page.keyboard.press("ArrowRight")
    until_time(page, 5)
    page.evaluate("document.querySelector('video').playbackRate = 4")
    expect(page.get_by_text("这段影片最快 1.5 倍速。")).to_be_visible()
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.5
    page.keyboard.press("k")
    page.reload()
    # Where to go on is set once the browser knows how long the film is.
    until(page, "v.readyState >= 1 && v.currentTime > 4")


def test_chapters_and_transcript_lead_and_follow(desktop_page, trainee):
    address = make_placed(trainee)
    sign_in(desktop_page, trainee)
    show(desktop_page, address)
    desktop_page.get_by_text("文字稿").first.click()
    line = desktop_page.get_by_role("button", name="议定的事，有人来办。")
    line.click()
    until(desktop_page, "v.currentTime >= 10")
    expect(desktop_page.locator("[data-transcript] [aria-current]")).to_contain_text("有人来办")
    desktop_page.get_by_role("button", name="办事", exact=True).click()
    until_time(desktop_page, 20)
    expect(desktop_page.locator("nav [data-follow] [aria-current]")).to_contain_text("办事")
    desktop_page.get_by_label("播放速度").focus()
    paused = is_paused(desktop_page)
    desktop_page.keyboard.press("k")
    assert is_paused(desktop_page) == paused


def press(page, key):
    """And give whoever else hears of it time to act."""
    page.keyboard.press(key)
    page.wait_for_timeout(300)


def test_keys_act_once_on_the_film_itself_and_after_a_chapter_was_chosen(desktop_page, trainee):
    page = desktop_page
    address = make_placed(trainee)
    sign_in(page, trainee)
    show(page, address)
    page.locator("video").focus()
    press(page, "Space")
    assert not is_paused(page)
    press(page, "Space")
    assert is_paused(page)
    page.evaluate("document.querySelector('video').currentTime = 30")
    for key, moment in [("ArrowRight", 35), ("l", 45), ("ArrowLeft", 40), ("j", 30)]:
        press(page, key)
        assert film_time(page) == moment

    chapter = page.get_by_role("button", name="办事", exact=True)
    chapter.click()
    until_time(page, 20.5)
    press(page, "k")
    assert is_paused(page)
    stopped = film_time(page)
    for key, step in [("ArrowRight", 5), ("j", -5), ("l", 5), ("ArrowLeft", 0)]:
        press(page, key)
        assert film_time(page) == pytest.approx(stopped + step, abs=0.01)
    expect(chapter).to_be_focused()
    press(page, "Space")
    assert not is_paused(page)
    assert 20 <= film_time(page) < 21


def test_without_a_script_the_film_is_there(open_page, trainee):
    address = make_placed(trainee)
    with open_page(viewport=PHONE, java_script_enabled=False) as page:
        sign_in(page, trainee)
        page.goto(address)
        expect(page.locator("video[controls]")).to_be_visible()
        page.get_by_role("button", name="核对是否看完").click()
        expect(page.get_by_text("看过的部分都已保存，请接着看")).to_be_visible()


class SiteServer(Server):
    """The site in a process of its own, over the test's database, that can be killed."""

    def __init__(self, database_url: str, port: int) -> None:
        super().__init__("site")
        self.address = f"http://127.0.0.1:{port}"
        environment = {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "academy.settings.test",
        }
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", str(port)]
        self.launch(command, env={**os.environ, **environment})
        wait_until(self._answers, self.process, self.log)

    def _answers(self) -> None:
        urllib.request.urlopen(f"{self.address}/healthz").close()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def test_killing_the_server_midway_loses_nothing_that_was_watched(browser, trainee, database_url):
    address, port = make_placed(trainee), free_port()
    server = SiteServer(database_url, port)
    with watched_page(browser, server.address, viewport=PHONE) as page:
        sign_in(page, trainee)
        show(page, address)
        page.keyboard.press("k")
        load_whole_film(page)
        until_time(page, BEAT + 10)
        server.kill()
        killed_at = film_time(page)
        kept = Watch.objects.get()
        assert kept.position_ms >= 1000 * (killed_at - 15)
        assert kept.covered_ms >= 1000 * (killed_at - 15)
        expect(page.get_by_text("网络已断开。已保存到 00:")).to_be_visible(timeout=15_000)
        until_time(page, killed_at + 3)
        server = SiteServer(database_url, port)
        page.keyboard.press("k")
        expect(saved(page)).to_have_attribute("data-state", "saved", timeout=20_000)
        until_covered(1000 * film_time(page))
    server.stop()
