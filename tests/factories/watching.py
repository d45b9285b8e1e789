"""Activities that are done by watching, and somebody who watches."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from academy.learning.actions import open_attempt
from academy.learning.models import Activity, Attempt
from academy.people.models import User
from courses.models import Lecture, MicroFilm
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    publish,
)
from tests.factories.films import make_film
from tests.factories.people import make_user

_serial = count(1)


def make_micro_film(**fields: Any) -> MicroFilm:
    """A film of one minute, nothing skipped over in silence."""
    return MicroFilm.objects.create(**_values(fields))


def make_lecture(**fields: Any) -> Lecture:
    """A lecture without slides."""
    return Lecture.objects.create(**_values(fields))


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    film = fields.pop("film", None) or make_film()
    minutes = film.duration_ms // 60_000
    return {"title": f"影片活动{next(_serial)}", "film": film, "minutes": minutes} | fields


def place(activity: Activity, user: User) -> str:
    """The activity's address in a course that the person takes."""
    course = make_course()
    lesson = make_lesson(make_chapter(course), [activity])
    publish(course)
    make_enrolment(user, course)
    return reverse("courses:activity", args=[lesson.pk, activity.pk])


def make_watch_attempt(duration_s: int = 60, **fields: Any) -> Attempt:
    """An open attempt at a placed film, through the real actions."""
    user = fields.pop("user", None) or make_user()
    film = make_film(duration_ms=duration_s * 1000)
    activity = make_micro_film(film=film, **fields)
    place(activity, user)
    return open_attempt(user=user, activity=activity)


@dataclass
class Viewer:
    """A page on which somebody watches, as its script talks to the server."""

    client: Client
    activity: Activity
    token: str = ""
    seq: int = 0
    reply: dict[str, Any] = field(default_factory=dict)

    def open(self) -> Any:
        response = self.client.get(reverse("courses:study", args=[self.activity.pk]))
        return self._take(response)

    def beat(self, *pieces: tuple[float, float], position: float | None = None, **fields: Any):
        """Claim pieces, in seconds."""
        self.seq += 1
        claimed = [[int(start * 1000), int(end * 1000)] for start, end in pieces]
        at = position if position is not None else pieces[-1][1] if pieces else 0
        return self.send(
            {"token": self.token, "seq": self.seq, "pieces": claimed, "position_ms": at * 1000}
            | fields
        )

    def send(self, body: Any) -> Any:
        """Send any body."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        url = reverse("courses:beats")
        return self._take(self.client.post(url, text, content_type="application/json"))

    def _take(self, response: Any) -> Any:
        self.reply = response.json()
        self.token = self.reply.get("token", self.token)
        return response
