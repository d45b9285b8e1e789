"""How an uploaded film becomes one that can be played: the work of a job, step by step."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from academy.core.errors import ActionError
from academy.core.uploads import DISK_FULL, is_no_room
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.run import Run
from courses.films import rules
from courses.films.enums import FilmState
from courses.films.ffmpeg import FfmpegError, FfmpegTimeout
from courses.films.models import Film, discard_files, private_storage
from courses.films.transcoding import look_at, make_poster, make_rendition

WORK = "films/work"
# Percent of the work that are done once the film is written.
WRITTEN = 96
STALE = "影片已换成别的文件，或已经删除，不用再处理。"
LATEST_POSTER_MS = 3_000


@dataclass(frozen=True)
class Made:
    """What was made of a film, in the folder of this attempt."""

    film: Path
    poster: Path
    look: rules.Look
    checksum: str


def prepare(run: Run) -> None:
    """Look at the upload, make what is played of it, and only then put it in place.

    `params`: {"film": id, "original": name in the private storage}. Every attempt begins anew, in
    a folder of its own. A refusal is written on the film, for its author.
    """
    clear_abandoned_work()
    try:
        _prepare(run)
    except ActionError as refusal:
        if _mark(run, FilmState.REFUSED, str(refusal)):
            raise
        run.progress(100, 100, STALE)


def _prepare(run: Run) -> None:
    run.progress(0, 100, "正在检查影片")
    if not _mark(run, FilmState.PREPARING):
        run.progress(100, 100, STALE)
        return
    folder = Path(private_storage().path(f"{WORK}/{run.job_id}-{run.attempt}"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put_in_place(run, _make(run, folder))
    except FfmpegTimeout as error:
        raise ActionError("处理这部影片的时间太长，已经停止。请剪短影片，再上传。") from error
    except FfmpegError as error:
        raise _refusal(error) from error
    except OSError as error:
        if is_no_room(error):
            raise ActionError(DISK_FULL) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refusal(error: FfmpegError) -> Exception:
    """In words where the file or the disk is to blame; else the job is tried again."""
    if error.is_full:
        return ActionError(DISK_FULL)
    return error if error.was_killed else ActionError(rules.NOT_A_FILM)


def _mark(run: Run, state: FilmState, refusal: str = "") -> bool:
    """Write the state on the film; False where this upload is no longer the film's."""
    with run.step():
        found = _film_of(run).update(state=state, refusal=refusal)
    return bool(found)


def _film_of(run: Run) -> QuerySet[Film]:
    return Film.objects.filter(pk=run.params["film"], original=run.params["original"])


def _make(run: Run, folder: Path) -> Made:
    original = Path(private_storage().path(run.params["original"]))
    pixels, minutes = settings.FILM_MAX_PIXELS, settings.FILM_MAX_MINUTES
    said = look_at(original, max_pixels=pixels)
    _refuse_if(rules.look_refusal(said, max_minutes=minutes))
    film, poster = folder / "film.mp4", folder / "poster.jpg"
    make_rendition(
        original,
        film,
        max_pixels=pixels,
        max_minutes=minutes,
        seconds=settings.FILM_PREPARE_MAX_MINUTES * 60,
        beat=partial(_tell, run, said.duration_ms),
    )
    look = look_at(film, max_pixels=pixels)
    _refuse_if(rules.broken_refusal(said_ms=said.duration_ms, found_ms=look.duration_ms))
    _refuse_if(rules.length_refusal(look.duration_ms, max_minutes=minutes))
    run.progress(WRITTEN, 100, "正在生成封面")
    run.renew()
    at = min(look.duration_ms // 10, LATEST_POSTER_MS)
    make_poster(film, poster, at_ms=at, max_pixels=pixels)
    return Made(film, poster, look, _checksum(film))


def _refuse_if(refusal: str) -> None:
    if refusal:
        raise ActionError(refusal)


def _tell(run: Run, duration_ms: int, reached_ms: int) -> None:
    """Keep the lease while ffmpeg works, and say how far it is."""
    percent = rules.percent_of(reached_ms, duration_ms)
    of = f"{rules.clock_words(reached_ms)} / {rules.clock_words(duration_ms)}"
    run.progress(percent * WRITTEN // 100, 100, f"正在转码：{percent}%（{of}）")
    run.renew()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_in_place(run: Run, made: Made) -> None:
    """The new film replaces the old in one step; a second time changes nothing."""
    storage = private_storage()
    place = f"films/{run.params['film']}/{run.job_id}"
    values = {"rendition": f"{place}.mp4", "poster": f"{place}.jpg"}
    Path(storage.path(place)).parent.mkdir(parents=True, exist_ok=True)
    with run.step():
        film = _film_of(run).select_for_update().first()
        if film is None:
            run.progress(100, 100, STALE)
            return
        if film.is_ready:
            _refuse_if(_misfit(film, made.look.duration_ms))
        os.replace(made.film, storage.path(values["rendition"]))
        os.replace(made.poster, storage.path(values["poster"]))
        old = {str(film.rendition), str(film.poster)} - {*values.values()}
        _film_of(run).update(
            state=FilmState.READY,
            duration_ms=made.look.duration_ms,
            width=made.look.width,
            height=made.look.height,
            size=storage.size(values["rendition"]),
            checksum=made.checksum,
            **values,
        )
        transaction.on_commit(partial(discard_files, old))
        run.progress(100, 100, "影片可以播放了")
        run.finish(result_url=reverse("wagtailsnippets_courses_film:edit", args=[film.pk]))


def _misfit(film: Film, duration_ms: int) -> str:
    """Why what people see now must not yet be replaced by a film of this length."""
    beyond = film.beyond(duration_ms)
    length = rules.clock_words(duration_ms)
    again = "请先改好并保存，再打开这次处理，点“重试”；不用重新上传。"
    return f"{beyond}超出了新影片的片长（{length}）。{again}" if beyond else ""


def clear_abandoned_work() -> None:
    """Take away what attempts left that were killed.

    Looks before it asks: a folder made meanwhile belongs to an attempt that runs.
    """
    found = [*Path(private_storage().path(WORK)).glob("*")]
    running = Job.objects.filter(state=JobState.RUNNING).values_list("pk", "attempts")
    kept = {f"{pk}-{attempt}" for pk, attempt in running}
    for folder in found:
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
