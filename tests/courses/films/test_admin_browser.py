"""An author's day in a real browser: upload with progress, wait, look at the film."""

import pytest

from academy.jobs.actions import claim_job, run_job
from academy.people.enums import Role
from courses.models import Film
from tests.factories.films import ffmpeg, film_file, make_real_film, new_file
from tests.factories.staff import make_staff

pytestmark = pytest.mark.browser
SAVE = "#w-editor-form footer button[type=submit]"


@pytest.fixture
def author_page(desktop_page, live_server, client):
    """Signed in at a desk."""
    client.force_login(make_staff(Role.INSTRUCTOR, name="王老师"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    desktop_page.context.add_cookies([{**cookie, "url": live_server.url}])
    return desktop_page


def test_upload_wait_and_look(author_page):
    page = author_page
    page.goto("/admin/snippets/courses/film/add/")
    page.fill("[name=title]", "居民议事")
    page.fill("[name=captions]", "1\n00:00:01,000 --> 00:00:02,000\n居民的事居民议。")
    page.set_input_files("[name=original]", str(film_file()))
    page.locator(SAVE).first.click()
    page.wait_for_url("**/edit/*/")
    words = page.locator("[data-job-words]")
    words.wait_for()
    assert words.text_content() == "排队中"
    run_job(job=claim_job(worker="tests"))
    page.locator("[data-job-result]").click()
    video = page.locator("video")
    video.wait_for()
    assert video.evaluate(LOADED) == pytest.approx(3, abs=0.1)
    cues = video.evaluate(CUES)
    assert cues == ["居民的事居民议。"]
    assert page.input_value("[name=captions]").startswith("WEBVTT")


LOADED = """video => new Promise((done, fail) => {
  const tell = () => done(video.duration);
  video.onerror = () => fail(new Error(video.error.message));
  if (video.readyState) tell(); else video.onloadedmetadata = tell;
})"""
CUES = """video => new Promise(done => {
  const track = video.textTracks[0];
  track.mode = "showing";
  const look = () => track.cues && track.cues.length
    ? done(Array.from(track.cues, cue => cue.text)) : setTimeout(look, 50);
  look();
})"""
SEEK = """(video, second) => new Promise(done => {
  video.onseeked = () => done(video.currentTime);
  video.currentTime = second;
})"""


def test_a_long_film_is_sent_in_pieces_wherever_one_looks(author_page):
    path = new_file("mp4")
    ffmpeg("-stream_loop", "99", "-i", str(film_file()), "-c", "copy", str(path))
    film = make_real_film(path.read_bytes())
    assert film.size > 4 * 1024 * 1024
    pieces = []
    page = author_page
    page.on("response", lambda r: pieces.append(r) if r.url.endswith("film.mp4") else None)
    page.goto(f"/admin/snippets/courses/film/edit/{film.pk}/")
    video = page.locator("video")
    assert video.evaluate(LOADED) == pytest.approx(film.duration_ms / 1000, abs=0.5)
    for second in (250, 20):
        assert video.evaluate(SEEK, second) == pytest.approx(second, abs=1)
    assert {piece.status for piece in pieces} == {206}
    assert max(int(piece.headers["content-length"]) for piece in pieces) <= 1024 * 1024


def test_a_refused_file_leaves_the_form_as_it_was(open_page, live_server, client, tmp_path):
    """The browser notes the answer 400 that carries the faults: that one is meant."""
    client.force_login(make_staff(Role.INSTRUCTOR))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    bad = tmp_path / "a.mp4"
    bad.write_bytes(b"no film")
    with pytest.raises(AssertionError, match=r"^400: .*/film/add/$"), open_page() as page:
        send_a_bad_one_then_a_good_one(page, {**cookie, "url": live_server.url}, bad)
    assert Film.objects.get().title == "居民议事"


def send_a_bad_one_then_a_good_one(page, cookie, bad):
    page.context.add_cookies([cookie])
    page.goto("/admin/snippets/courses/film/add/")
    page.fill("[name=title]", "居民议事")
    page.set_input_files("[name=original]", str(bad))
    page.locator(SAVE).first.click()
    page.get_by_text("这个文件不是能识别的影片").wait_for()
    assert page.input_value("[name=title]") == "居民议事"
    assert page.locator("[name=original]").evaluate("input => input.files.length") == 1
    page.set_input_files("[name=original]", str(film_file()))
    page.locator(SAVE).first.click()
    page.wait_for_url("**/edit/*/")
