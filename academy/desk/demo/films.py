"""Demo films: drawings of the courses one after the other, with captions, no sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.core.files import File

from academy.certification.fonts import Weight, font_path
from academy.desk.demo import drawings
from academy.jobs.actions import claim_job, run_job
from academy.people.models import User
from courses.films.actions import prepare_upload
from courses.films.captions import Cue, as_webvtt
from courses.films.ffmpeg import run_ffmpeg
from courses.films.models import Film
from courses.texts.actions import index_film

HERE = Path(__file__).resolve().parent / "films"
Data = dict[str, Any]
ENCODE = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-r", "5"]
PATIENCE = 120  # seconds


def seed_films(*, author: User) -> list[Film]:
    """Every film file becomes a film that can be played; one already there is left alone."""
    return [_seed_film(yaml.safe_load(f.read_text("utf-8")), author) for f in HERE.glob("*.yaml")]


def _seed_film(data: Data, author: User) -> Film:
    found = Film.objects.ready().filter(title=data["title"]).first()
    if found is None:
        # One whose making was broken off.
        Film.objects.filter(title=data["title"]).delete()
    return found or _new_film(data, author)


def _new_film(data: Data, author: User) -> Film:
    """Uploaded, and prepared by the real job."""
    film = Film(title=data["title"], captions=as_webvtt(tuple(cues_of(data))))
    film.chapters = [
        {"start_ms": number * data["seconds_each"] * 1000, "title": slide["chapter"]}
        for number, slide in enumerate(data["slides"])
    ]
    with TemporaryDirectory() as folder, _slideshow(data, Path(folder)).open("rb") as file:
        film.original = File(file, "demo.mp4")
        film.save()
    prepare_upload(film=film, by=author)
    index_film(film_id=film.pk, text=film.captions_text)
    while job := claim_job(worker="seed_demo"):
        run_job(job=job)
    film.refresh_from_db()
    return film


def cues_of(data: Data) -> Iterator[Cue]:
    """What is said to each drawing, its time divided evenly."""
    each = data["seconds_each"] * 1000
    for number, slide in enumerate(data["slides"]):
        part = each // len(slide["says"])
        for place, words in enumerate(slide["says"]):
            start = number * each + place * part
            yield Cue(start, start + part, words)


def _slideshow(data: Data, folder: Path) -> Path:
    """The drawings as a film, each shown for as long as the others."""
    for number, slide in enumerate(data["slides"]):
        png = drawings.draw(slide["drawing"], str(font_path(Weight.BOLD)))
        (folder / f"{number}.png").write_bytes(png)
    pictures = ["-framerate", f"1/{data['seconds_each']}", "-i", str(folder / "%d.png")]
    film = folder / "film.mp4"
    run_ffmpeg(*pictures, "-vf", "scale=1280:720", *ENCODE, str(film), seconds=PATIENCE).check()
    return film
