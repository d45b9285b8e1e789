"""Many processes that want the same thing at the same moment.

    python -m tests.classes.contender DEED LIST-OF-ARGUMENTS-AS-JSON

One process per element of the list: forked, connected by itself, started together with the others.
Prints the list of their answers. DEED ends in "-unlocked" for the control: the same action, with
the lock left out.
"""

import datetime as dt
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.db import connection


def place_all(
    sessions: list[int], rooms: list[int], teachers: list[int], by: int, starts: int = 6
) -> list[str]:
    """Place each session somewhere among a few rooms, teachers and hours; what came of each."""
    from academy.classes.actions import place_session
    from academy.classes.models import Room, Session, Teacher
    from academy.core.errors import ActionError
    from academy.people.models import User
    from tests.factories.classes import at

    planner, chance, answers = User.objects.get(pk=by), random.Random(), []
    for pk in sessions:
        session = Session.objects.get(pk=pk)
        start = at("08:00") + dt.timedelta(minutes=30 * chance.randrange(starts))
        try:
            place_session(
                session=session,
                starts_at=start,
                room=Room.objects.get(pk=chance.choice(rooms)),
                teachers=[Teacher.objects.get(pk=chance.choice(teachers))],
                by=planner,
            )
            answers.append("placed")
        except ActionError as refusal:
            answers.append(type(refusal).__name__)
    return answers


def move(session: int, by: int, hour: int) -> str:
    """Move one session that everybody else moves too, all having seen the same version."""
    from academy.classes.actions import place_session
    from academy.classes.models import Session
    from academy.core.errors import ActionError
    from academy.people.models import User
    from tests.factories.classes import at

    found, planner = Session.objects.get(pk=session), User.objects.get(pk=by)
    try:
        place_session(
            session=found,
            starts_at=at("06:00") + dt.timedelta(minutes=hour),
            room=None,
            teachers=[],
            by=planner,
            version=1,
        )
    except ActionError as refusal:
        return type(refusal).__name__
    return "moved"


def close_or_teach(
    by: int,
    teacher: int,
    wait: float = 0,
    session: int | None = None,
    minute: int = 0,
    reason: str = "",
) -> str | list[int]:
    """Place a session with a teacher so many minutes after eight, or close the teacher's day.

    `wait`: seconds after the others, so that some of both come first and some last.
    What came of it: "placed" or the refusal's words; for the day, the sessions it hits.
    """
    from academy.classes.actions import add_blackout, place_session
    from academy.classes.models import Session, Teacher
    from academy.core.errors import ActionError
    from academy.people.models import User
    from tests.factories.classes import at

    person, wanted = User.objects.get(pk=by), Teacher.objects.get(pk=teacher)
    found = Session.objects.filter(pk=session).first()
    time.sleep(wait)
    if found is None:
        day = {"starts_at": at("08:00"), "ends_at": at("20:00")}
        _, hits = add_blackout(resource=wanted.resource, **day, reason=reason, by=person)
        return [hit.pk for hit in hits]
    starts_at = at("08:00") + dt.timedelta(minutes=minute)
    try:
        place_session(session=found, starts_at=starts_at, room=None, teachers=[wanted], by=person)
    except ActionError as refusal:
        return str(refusal)
    return "placed"


def nominate(person: int, unit: int, training_class: int, by: int) -> str:
    """Send one person to a class with fewer places than there are processes."""
    from academy.classes.actions import roster
    from academy.classes.models import TrainingClass
    from academy.core.errors import ActionError
    from academy.people.models import Organisation, User

    try:
        made = roster.nominate(
            training_class=TrainingClass.objects.get(pk=training_class),
            person=User.objects.get(pk=person),
            organisation=Organisation.objects.get(pk=unit),
            by=User.objects.get(pk=by),
        )
    except ActionError as refusal:
        return refusal.message
    return str(made.state)


def publish(training_class: int, by: int) -> int:
    """Publish a timetable that everybody else publishes too; the number of the version."""
    from academy.classes.actions import publish_timetable
    from academy.classes.models import TrainingClass
    from academy.people.models import User

    found, planner = TrainingClass.objects.get(pk=training_class), User.objects.get(pk=by)
    return publish_timetable(training_class=found, by=planner).number


DEEDS = {
    "place": place_all,
    "move": move,
    "teach": close_or_teach,
    "nominate": nominate,
    "publish": publish,
}


@contextmanager
def not_locked(ids: Iterable[int]) -> Iterator[None]:
    """The control: look, think, write, as somebody would who knows nothing of others."""
    yield


def leave_the_lock_out() -> None:
    from academy.classes.actions import availability, claims, sessions

    slow = claims.give_back

    def thoughtful(**fields: object) -> int:
        time.sleep(0.3)
        return slow(**fields)

    sessions.resources_locked = availability.resources_locked = not_locked
    claims.give_back = thoughtful
    leave_the_lists_open()


def leave_the_lists_open() -> None:
    from academy.classes.actions import roster
    from academy.classes.queries.roster import quotas_of

    def seen(training_class: Any, lock: bool = False) -> Any:
        found = quotas_of(training_class)
        time.sleep(0.05)
        return found

    roster.hold_class = lambda training_class: training_class
    roster.quotas_of = seen
    # Without the transaction: SQLite's is a lock by itself.
    roster.nominate = roster.nominate.__wrapped__


def contend(deed: Callable[..., Any], together: Barrier, answer: Connection, **fields: Any) -> None:
    connection.ensure_connection()
    together.wait(60)
    answer.send(deed(**fields))


def main(deed: str, arguments: str) -> None:
    django.setup()
    # Once, before there are many: what each imported by itself would keep them apart.
    import_module("academy.classes.actions")
    name, _, control = deed.partition("-")
    if control:
        leave_the_lock_out()
    fork, many = get_context("fork"), json.loads(arguments)
    together, answers = fork.Barrier(len(many)), []
    for fields in many:
        mine, theirs = fork.Pipe(duplex=False)
        run = partial(contend, DEEDS[name], together, theirs, **fields)
        fork.Process(target=run, daemon=True).start()
        theirs.close()
        answers.append(mine)
    print(json.dumps([answer.recv() for answer in answers]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
