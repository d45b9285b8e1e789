"""Evaluations: who may still answer, and what was answered, with nothing between the two.

`EvaluationTurn` knows people and no answers; `EvaluationAnswer` knows answers and no people. They
share the session and nothing else: no key, no time, no number that counts up. Three things would
still tell, and are taken away by `actions.evaluation.answer_evaluation`:

* The order in which rows lie. Turns are made for everybody when the roll is closed, shuffled. The
  answers that are not shown yet (never more than five) are deleted and written again with each new
  one, under new random ids and in the order of those ids; so are five that become shown.
* The number of the writing transaction, which PostgreSQL keeps with a row (xmin). Every answer
  writes all turns of its session anew, so that they all carry the same number, and all answers
  that wait in the pool.
* Arithmetic: figures advance by fives (`rules.evaluation`), so that no difference of two looks is
  one person's answer.

What remains, honestly: whoever copies the database before and after one answer (two backups, the
write-ahead log, pages that are free but not overwritten yet) can compare the copies; whoever
watches the server at that moment sees the request. A comment may betray its writer by what it
says, which the form points out.
"""

from __future__ import annotations

import uuid

from django.db import models

from academy.classes.models.roster import Enrolment
from academy.classes.models.sessions import Session


class EvaluationTurn(models.Model):
    """Somebody who was at a session may answer once. Whether they did, never what or when."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="turns")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="turns")
    is_used = models.BooleanField("已评", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评课资格"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="classes_turn_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.enrolment_id}"


class EvaluationAnswer(models.Model):
    """What somebody said of a session. `marks`: 1–5 by the question's code.

    `is_shown`: one of those that figures are made of; the others wait until five can be added.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="answers")
    marks = models.JSONField()
    comment = models.CharField("意见", max_length=500, blank=True)
    is_shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评课"

    def __str__(self) -> str:
        return str(self.session_id)
