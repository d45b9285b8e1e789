"""Kinds of jobs that work in steps, outside the database, badly, or not at all."""

import subprocess
import sys
import time

from academy.core.errors import ActionError
from academy.jobs.kinds import job_kind
from academy.jobs.run import Run
from tests.jobs.app.models import Begun, StepDone


def begin(run: Run) -> None:
    with run.step():
        Begun.objects.create(job_id=run.job_id, attempt=run.attempt)


def do_step(run: Run, number: int, total: int) -> None:
    with run.step():
        StepDone.objects.create(job_id=run.job_id, number=number, attempt=run.attempt)
        run.cursor["next"] = number + 1
        run.progress(number + 1, total, f"第 {number + 1} 步")


@job_kind("trial.steps", title="分步工作")
def steps(run: Run) -> None:
    """`steps` steps, each after `pause` seconds of something slow."""
    begin(run)
    total = run.params["steps"]
    for number in range(run.cursor.get("next", 0), total):
        time.sleep(run.params.get("pause", 0))
        do_step(run, number, total)


@job_kind("trial.program", title="外部程序")
def program(run: Run) -> None:
    """A program that takes longer than a lease; its result is written down in one step."""
    begin(run)
    code = f"import time; time.sleep({run.params['seconds']}); print('做好了')"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        try:
            while child.poll() is None:
                run.renew()
                time.sleep(0.2)
        finally:
            child.kill()
        assert child.stdout.read().decode().strip() == "做好了"
    do_step(run, 0, 1)


@job_kind("trial.broken", title="会出错的工作")
def broken(run: Run) -> None:
    """Fails in the middle of its second step until attempt `works_at`."""
    if not run.cursor:
        do_step(run, 0, 2)
    with run.step():
        StepDone.objects.create(job_id=run.job_id, number=1, attempt=run.attempt)
        run.progress(2, 2, "都做完了")
        if run.attempt < run.params["works_at"]:
            raise RuntimeError("secret detail")


@job_kind("trial.refused", title="被拒绝的工作")
def refused(run: Run) -> None:
    raise ActionError("第 3 行没有姓名，请补上再传。")
