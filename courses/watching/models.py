"""The stored side of watching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from academy.learning.models import Attempt
from courses.watching.pieces import flat, unflat
from courses.watching.rules import SLACK_MS, State, Terms, percent


@dataclass(frozen=True)
class Held:
    """A state and the version under which it is stored; 0 where nothing is stored yet."""

    state: State
    version: int = 0


class Watch(models.Model):
    """What is kept of an attempt at a film: the columns of `rules.State`.

    `version` grows by one with every write: who writes names the version that was read.
    `seen`: start, end, start, end … in milliseconds. `covered_ms` and `percent` are what it comes
    to. `opened_ms`, `last_beat_ms`: the server's clock, milliseconds since 1970.
    """

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, primary_key=True, related_name="watch", verbose_name="学习记录"
    )
    version = models.PositiveIntegerField(default=0)
    seen = models.JSONField("看过的片段", default=list)
    covered_ms = models.PositiveIntegerField("已看（毫秒）", default=0)
    percent = models.PositiveSmallIntegerField("已看（%）", default=0)
    position_ms = models.PositiveIntegerField("停在（毫秒）", default=0)
    device = models.CharField(max_length=16, blank=True)
    opened_ms = models.BigIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    last_beat_ms = models.BigIntegerField()
    slack_ms = models.PositiveIntegerField(default=SLACK_MS)

    class Meta:
        verbose_name = verbose_name_plural = "观看记录"

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.percent}%"

    @property
    def held(self) -> Held:
        state = State(
            seen=unflat(self.seen),
            position_ms=self.position_ms,
            device=self.device,
            opened_at=self.opened_ms,
            last_seq=self.last_seq,
            last_beat_at=self.last_beat_ms,
            slack_ms=self.slack_ms,
        )
        return Held(state, self.version)


def swap(attempt_id: int, held: Held, following: Held, terms: Terms) -> bool:
    """Store a state over the one it builds on; False where that is no longer the stored one.

    Written out: to put this statement together from a QuerySet takes longer than to execute it.
    """
    values = columns(following, terms)
    seen = Watch._meta.get_field("seen").get_db_prep_save(values["seen"], connection)
    names = ", ".join(f"{name} = %s" for name in values)
    statement = f"UPDATE courses_watch SET {names} WHERE attempt_id = %s AND version = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(values | {"seen": seen}).values(), attempt_id, held.version])
        return bool(cursor.rowcount)


def columns(held: Held, terms: Terms) -> dict[str, Any]:
    """How a state is stored."""
    state = held.state
    return {
        "version": held.version,
        "seen": flat(state.seen),
        "covered_ms": state.covered_ms,
        "percent": percent(state.seen, terms.duration_ms),
        "position_ms": state.position_ms,
        "device": state.device,
        "opened_ms": state.opened_at,
        "last_seq": state.last_seq,
        "last_beat_ms": state.last_beat_at,
        "slack_ms": state.slack_ms,
    }
