"""Writes to films besides their own fields."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from academy.core import clock
from academy.jobs.actions import enqueue_job
from courses.films.enums import FilmState
from courses.films.models import Film, discard_files

if TYPE_CHECKING:
    from academy.people.models import User

KIND = "courses.prepare_film"


@transaction.atomic
def prepare_upload(*, film: Film, by: User, replaced: str = "") -> None:
    """A new file of `film` has been saved: have it prepared; `replaced`, the one before, goes.

    What was playable before stays so until the new film is ready.
    """
    film.job = enqueue_job(
        kind=KIND,
        title=f"处理影片《{film.title}》"[:120],
        params={"film": film.pk, "original": film.original.name},
        owner=by,
        idempotency_key=f"{KIND}:{film.original.name}",
    )
    film.state, film.refusal = FilmState.UPLOADED, ""
    film.uploaded_by, film.uploaded_at = by, clock.now()
    film.save(update_fields=["job", "state", "refusal", "uploaded_by", "uploaded_at"])
    transaction.on_commit(partial(discard_files, [replaced]))
