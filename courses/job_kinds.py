"""Background work of courses."""

from academy.jobs.kinds import job_kind
from courses.films.preparing import prepare

job_kind("courses.prepare_film", title="处理影片")(prepare)
