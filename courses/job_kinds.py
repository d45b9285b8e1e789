"""Background work of courses."""

from academy.jobs.kinds import job_kind
from courses.films.preparing import prepare
from courses.texts.jobs import read

job_kind("courses.prepare_film", title="处理影片")(prepare)
job_kind("courses.read_document", title="读取文档")(read)
