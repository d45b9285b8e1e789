"""Films for tests: plain functions, every argument optional."""

import subprocess
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from imageio_ffmpeg import get_ffmpeg_exe

from academy.jobs.actions import claim_job, run_job
from courses.films.actions import prepare_upload
from courses.models import Film
from tests.factories.people import make_user

_serial = count(1)
PICTURE = "testsrc2=size=320x240:rate=10:duration={seconds}"
TONE = "sine=frequency=440:duration={seconds}"


def ffmpeg(*arguments: str) -> str:
    """Run the real one; what it says."""
    command = [get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stderr
    return done.stderr


def new_file(suffix: str) -> Path:
    """A path in the run's own folder."""
    folder = settings.RUN_DIR / "films"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{next(_serial)}.{suffix}"


@cache
def film_file(
    *options: str,
    picture: str = PICTURE,
    sound: str = TONE,
    seconds: float = 3,
    suffix: str = "mp4",
) -> Path:
    """A real little film with sound, made once per process. `options`: ffmpeg's, for the output."""
    path = new_file(suffix)
    tracks = [track.format(seconds=seconds) for track in (picture, sound) if track]
    inputs = [word for track in tracks for word in ("-f", "lavfi", "-i", track)]
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg(*inputs, *(encode if picture else []), *options, str(path))
    return path


def make_film(**fields: Any) -> Film:
    """A film as it stands once it is prepared; its files are only names."""
    n = next(_serial)
    values = {
        "title": f"影片{n}",
        "original": f"films/originals/{n}",
        "rendition": f"films/{n}.mp4",
        "poster": f"films/{n}.jpg",
        "state": "ready",
        "duration_ms": 60_000,
        "width": 1280,
        "height": 720,
        "checksum": f"{n:064}",
        "no_captions_reason": "没有人说话",
    } | fields
    return Film.objects.create(**values)


def make_upload(content: bytes | None = None, **fields: Any) -> Film:
    """A film just uploaded, whose job waits."""
    n = next(_serial)
    file = ContentFile(film_file().read_bytes() if content is None else content, "a.mp4")
    film = Film.objects.create(**{"title": f"影片{n}", "original": file} | fields)
    prepare_upload(film=film, by=fields.get("uploaded_by") or make_user())
    return film


def make_real_film(content: bytes | None = None, **fields: Any) -> Film:
    """A film that can be played: uploaded and prepared by the real job."""
    film = make_upload(content, **fields)
    job = claim_job(worker="tests")
    assert job == film.job
    run_job(job=job)
    film.refresh_from_db()
    assert film.is_ready, film.refusal or film.job.trace
    return film
