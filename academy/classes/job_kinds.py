"""Background work of classes."""

from __future__ import annotations

from django.urls import reverse

from academy.classes.actions.completion import judge_people
from academy.classes.actions.life import JUDGE_KIND
from academy.classes.models import TrainingClass
from academy.jobs.kinds import job_kind
from academy.jobs.run import Run


@job_kind(JUDGE_KIND, title="核算结业")
def judge(run: Run) -> None:
    """Everybody's result in the class `class`, a few at a time."""
    found = TrainingClass.objects.select_related("programme").get(pk=run.params["class"])
    people, judged = found.enrolments.arrived().count(), 1
    while judged:
        with run.step():
            judged = judge_people(training_class=found)
            done = run.cursor.get("done", 0) + judged
            run.cursor["done"] = done
            run.progress(done, max(people, done), f"已核算 {done} 人")
    run.finish(result_url=reverse("classes:class", args=[found.code]))
