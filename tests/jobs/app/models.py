"""What trial jobs did: a step that happened twice is refused by the database."""

from django.db import models

from academy.core import clock


class Begun(models.Model):
    """An attempt at a job began."""

    job_id = models.BigIntegerField()
    attempt = models.IntegerField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.job_id}: attempt {self.attempt}"


class StepDone(models.Model):
    """A step of a job happened."""

    job_id = models.BigIntegerField()
    number = models.IntegerField()
    attempt = models.IntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job_id", "number"], name="trial_step_once")]

    def __str__(self) -> str:
        return f"{self.job_id}: step {self.number}"
