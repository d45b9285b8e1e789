"""What ffmpeg makes of films of every shape, and what it must never open."""

import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from courses.films import ffmpeg as program
from courses.films.ffmpeg import FfmpegError, FfmpegTimeout, run_ffmpeg
from courses.films.rules import Look
from courses.films.transcoding import look_at, make_poster, make_rendition
from tests.factories.films import PICTURE, ffmpeg, film_file, new_file
from tests.harness.limits import files_up_to

PIXELS = 4096 * 2304


def render(path, **options):
    target = new_file("mp4")
    values = {"max_pixels": PIXELS, "max_minutes": 60, "seconds": 60, "beat": lambda ms: None}
    make_rendition(path, target, **values | options)
    return target


def look(path):
    return look_at(path, max_pixels=PIXELS)


def picture(size):
    return PICTURE.replace("320x240", size)


def describe(path):
    """What ffmpeg says of a file."""
    return ffmpeg("-i", str(path), "-t", "0", "-f", "null", "-")


@pytest.mark.parametrize(
    ("size", "options", "expected"),
    [
        ("320x240", (), (320, 240)),
        ("1920x1080", (), (1280, 720)),
        ("1080x1920", (), (720, 1280)),
        ("2560x1080", (), (1280, 540)),
        ("321x241", ("-pix_fmt", "yuv444p"), (320, 240)),
        ("720x576", ("-vf", "setsar=64/45"), (1024, 576)),
    ],
)
def test_a_film_is_fitted_and_never_enlarged(size, options, expected):
    source = film_file(*options, picture=picture(size), seconds=1)
    made = look(render(source))
    assert (made.width, made.height) == expected


def test_a_film_held_upright_stands_upright():
    source, turned = film_file(), new_file("mp4")
    ffmpeg("-display_rotation", "90", "-i", str(source), "-c", "copy", str(turned))
    assert (look(turned).width, look(turned).height) == (240, 320)
    made = look(render(turned))
    assert (made.width, made.height) == (240, 320)


def test_what_is_made_is_h264_and_aac_that_starts_at_once():
    made = render(film_file("-metadata", "location=+43.8+125.3/", "-metadata", "title=家里"))
    words = describe(made)
    assert "Video: h264" in words
    assert "Audio: aac" in words
    assert "location" not in words
    assert "家里" not in words
    content = made.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert look(made).duration_ms == 3000


def test_a_silent_film_is_a_film():
    made = render(film_file(sound=""))
    assert "Audio:" not in describe(made)
    assert look(made).duration_ms == 3000


@pytest.mark.parametrize("suffix", ["mkv", "mov", "avi", "webm", "flv", "ts", "mpg"])
def test_other_containers_are_read(suffix):
    codecs = {
        "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
        "mpg": ("-c:v", "mpeg1video", "-r", "25"),
    }
    source = film_file(*codecs.get(suffix, ()), suffix=suffix)
    assert look(render(source)).width == 320


def test_a_poster_is_a_small_jpeg():
    source = film_file(picture=picture("1280x720"), seconds=1)
    poster = new_file("jpg")
    make_poster(source, poster, at_ms=100, max_pixels=PIXELS)
    content = poster.read_bytes()
    assert content.startswith(b"\xff\xd8\xff")
    assert len(content) < 150_000
    assert "960x540" in describe(poster)


def test_progress_is_told_in_milliseconds():
    looped, beats = new_file("mp4"), []
    ffmpeg("-stream_loop", "99", "-i", str(film_file()), "-c", "copy", str(looped))
    render(looped, beat=beats.append)
    assert beats == sorted(beats)
    assert 0 < beats[-1] <= 300_000


def test_no_more_than_the_longest_film_is_made():
    looped = new_file("mp4")
    ffmpeg("-stream_loop", "29", "-i", str(film_file()), "-c", "copy", str(looped))
    assert look(render(looped, max_minutes=1)).duration_ms == pytest.approx(70_000, abs=200)


# --- what is not a film ---------------------------------------------------------------------


def named_mp4(content):
    path = new_file("mp4")
    path.write_bytes(content)
    return path


def disguises():
    film = film_file().read_bytes()
    fast = render(film_file()).read_bytes()
    yield "empty", b""
    yield "text", "这不是影片".encode()
    yield "program", b"MZ\x90\0" + bytes(2000)
    yield "archive", b"PK\x03\x04" + bytes(2000)
    yield "head only", film[:20_000]
    yield "noise in a film's clothes", b"\0\0\0\x20ftypisom" + os.urandom(50_000)
    yield "no picture", fast[: fast.index(b"mdat") + 4]
    poster = new_file("jpg")
    make_poster(film_file(), poster, at_ms=0, max_pixels=PIXELS)
    yield "picture", poster.read_bytes()


def test_whatever_is_no_film_gives_an_empty_look():
    looks = {name: look(named_mp4(content)) for name, content in disguises()}
    assert [name for name, seen in looks.items() if seen.width] == []
    assert len(looks) == 8


def test_sound_alone_is_told_apart():
    seen = look(film_file(picture="", suffix="mp4"))
    assert seen == Look(only_sound=True, duration_ms=seen.duration_ms)


def test_a_picture_too_large_is_not_even_opened():
    source = film_file("-frames:v", "1", picture=picture("8192x4096"), seconds=1)
    assert look(source).too_large == "8192x4096"


def test_a_film_that_breaks_off_comes_out_shorter():
    whole = render(film_file()).read_bytes()
    seen = look(named_mp4(whole[: len(whole) // 3]))
    assert seen.duration_ms == 3000
    made = look(render(named_mp4(whole[: len(whole) // 3])))
    assert made.duration_ms < 2000


# --- what a file may make the server do -----------------------------------------------------


class Listener(HTTPServer):
    """Counts who comes."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visitor)
        self.visits = 0


class Visitor(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.visits += 1
        self.send_error(404)

    def log_message(self, *args):
        pass


@pytest.fixture
def listener():
    server = Listener()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{target}\n#EXT-X-ENDLIST\n"
DASH = """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
mediaPresentationDuration="PT3S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"
bandwidth="1"><BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>"""
PLAY_LISTS = [HLS, "ffconcat version 1.0\nfile {target}\n", DASH, "[playlist]\nFile1={target}\n"]


@pytest.mark.parametrize("words", PLAY_LISTS)
@pytest.mark.parametrize("target", ["film", "site"])
def test_play_lists_open_neither_files_nor_sites(words, target, listener):
    site = f"http://127.0.0.1:{listener.server_port}/a.ts"
    place = {"film": str(film_file()), "site": site}[target]
    assert look(named_mp4(words.format(target=place).encode())) == Look()
    assert listener.visits == 0


def test_the_listener_would_have_been_found(listener):
    """The control: without our walls ffmpeg goes wherever a list tells it."""
    path = new_file("m3u8")
    path.write_text(HLS.format(target=f"http://127.0.0.1:{listener.server_port}/a.ts"))
    with pytest.raises(AssertionError):
        ffmpeg("-protocol_whitelist", "file,http,tcp", "-i", str(path), "-f", "null", "-")
    assert listener.visits > 0


def test_it_ends_when_its_time_is_over():
    started = time.monotonic()
    with pytest.raises(FfmpegTimeout):
        run_ffmpeg("-f", "lavfi", "-i", "testsrc", "-f", "null", "-", seconds=1)
    assert time.monotonic() - started < 10


def test_it_ends_when_its_job_is_lost():
    class LostError(Exception):
        pass

    def lose(reached_ms):
        raise LostError

    with pytest.raises(LostError):
        run_ffmpeg("-f", "lavfi", "-i", "testsrc", "-f", "null", "-", seconds=60, beat=lose)
    assert running("testsrc") == []


def running(words):
    """Ids of ffmpeg processes started with these words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:  # It ended meanwhile.
            continue
        if b"ffmpeg" in command.split(b"\0")[0] and words.encode() in command:
            found.append(int(entry.name))
    return found


def test_it_ends_with_a_worker_that_is_killed(tmp_path):
    mark = f"comment={tmp_path.name}"
    code = (
        "from courses.films.ffmpeg import run_ffmpeg;"
        "run_ffmpeg('-re', '-f', 'lavfi', '-i', 'testsrc', '-metadata', "
        f"{mark!r}, '-f', 'null', '-', seconds=60)"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as worker:
        deadline = time.monotonic() + 30
        while not running(mark):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while running(mark):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_full_disk_is_told_apart():
    source = film_file()
    with pytest.raises(FfmpegError) as caught, files_up_to(4096):
        render(source)
    assert caught.value.is_full
    assert not caught.value.was_killed


def test_what_it_says_is_kept_short():
    noise = "print('x' * 10**7); [print(n) for n in range(10**5)]"
    with subprocess.Popen([sys.executable, "-c", noise], stdout=subprocess.PIPE) as chatter:
        words = program._Tail(chatter.stdout).text()
    assert words.endswith("99999")
    assert len(words) < program.LINES_KEPT * (program.LONGEST_LINE + 1)
