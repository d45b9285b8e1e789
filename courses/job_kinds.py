"""Background work of courses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from django.core.files.base import File
from django.urls import reverse

from academy.core.sheets import Cell, write_sheet
from academy.jobs.kinds import job_kind
from academy.jobs.run import Run
from academy.people.models import Organisation, User
from courses import actions
from courses.actions.duties import JOB_KIND, REMIND_KIND
from courses.actions.requiring import EXPORT_KIND
from courses.films.preparing import prepare
from courses.models import RequiredStudy
from courses.queries import required as queries
from courses.queries.duties import audience
from courses.texts.jobs import read

job_kind("courses.prepare_film", title="处理影片")(prepare)
job_kind("courses.read_document", title="读取文档")(read)


@job_kind(JOB_KIND, title="必学名单")
def keep_duties(run: Run) -> None:
    """Bring everybody's duty in step with the requirement `required`, batch by batch."""
    of_whom = RequiredStudy.objects.select_related("organisation", "training_class")
    required = of_whom.get(pk=run.params["required"])
    people = audience(required.target).values("user_id").distinct().count()
    touched = True
    while touched:
        with run.step():
            touched = bool(actions.adjust_duties(required_id=required.pk))
            written = required.duties.count()
            run.progress(written, max(people, written), f"已写入 {written} 人")
    run.finish(result_url=reverse("courses:required-study", args=[required.pk]))


@job_kind(REMIND_KIND, title="必学提醒")
def remind_people(run: Run) -> None:
    """The reminders of the day `day`."""
    day, after = dt.date.fromisoformat(run.params["day"]), run.cursor.get("after", 0)
    while True:
        with run.step():
            after = actions.remind_people(day=day, after=after)
            run.cursor["after"] = after or run.cursor.get("after", 0)
        if not after:
            return


@job_kind(EXPORT_KIND, title="导出必学名单")
def export_list(run: Run) -> None:
    """The people of `required` at and below `unit` in `state`, as far as `viewer` may see them."""
    required = RequiredStudy.objects.get(pk=run.params["required"])
    viewer = User.objects.get(pk=run.params["viewer"])
    unit = Organisation.objects.filter(pk=run.params["unit"]).first()
    below = queries.duties_below(required, viewer, unit=unit)
    people = queries.by_unit_and_name(below, run.params["state"])
    with TemporaryFile() as file:
        rows = _keeping_lease(run, queries.sheet_rows(people), people.count())
        write_sheet(file, title=queries.SHEET_TITLE, columns=queries.SHEET_COLUMNS, rows=rows)
        file.seek(0)
        name = run.write_file(f"{queries.SHEET_TITLE}.xlsx", File(file))
    run.finish(result_file=name)


def _keeping_lease(
    run: Run, rows: Iterable[tuple[Cell, ...]], total: int
) -> Iterator[tuple[Cell, ...]]:
    """The rows, telling now and then how far the work is."""
    for number, row in enumerate(rows):
        if number % queries.CHUNK == 0:
            run.progress(number, total, f"已写 {number} 行")
            run.renew()
        yield row
