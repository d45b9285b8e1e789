"""Many processes at one roll at the same moment; see `tests.classes.contender` for how.

python -m tests.classes.roll_contender DEED LIST-OF-ARGUMENTS-AS-JSON
"""

import json
import sys
import time
from functools import partial
from importlib import import_module
from multiprocessing import get_context

import django

from tests.classes.contender import contend


def mark(session, by=None, people=(), scan=None, *, close=False):
    """Mark people late, one after the other, or sign one in by a scan, or close the roll."""
    from academy.classes.actions import close_session, mark_roll, sign_in
    from academy.classes.enums import AttendanceState, RollMeans
    from academy.classes.models import Session
    from academy.core import clock
    from academy.core.errors import ActionError
    from academy.people.models import User
    from tests.factories.classes import at

    found = Session.objects.non_polymorphic().select_related("training_class").get(pk=session)
    with clock.at(at("08:45")):
        try:
            if scan:
                person, means = User.objects.get(pk=scan), RollMeans.QR
                sign_in(session=found, person=person, means=means, at=at("08:20"))
                return "signed"
            who = User.objects.get(pk=by)
            if close:
                close_session(session=found, by=who)
                return "closed"
            for pk in people:
                mark_roll(session=found, marks={pk: AttendanceState.LATE}, by=who)
        except ActionError as refusal:
            return type(refusal).__name__
    return "marked"


def close(session, by):
    return mark(session, by, close=True)


def answer(session, person):
    from academy.classes.actions import answer_evaluation
    from academy.classes.models import Session
    from academy.core.errors import ActionError
    from academy.people.models import User

    try:
        answer_evaluation(
            session=Session.objects.get(pk=session),
            person=User.objects.get(pk=person),
            marks={"teacher": 5},
        )
    except ActionError as refusal:
        return type(refusal).__name__
    return "answered"


def mark_unlocked(**fields):
    """The control: look, think, write, as somebody would who knows nothing of others."""
    from django.db import IntegrityError

    from academy.classes.actions import attendance, sign_in

    settle = attendance.settle

    def thoughtful(old, new):
        time.sleep(0.5)
        return settle(old, new)

    attendance.lock_enrolments = sign_in.lock_enrolments = lambda enrolments: None
    attendance.settle = thoughtful
    try:
        return mark(**fields)
    except IntegrityError:
        return "IntegrityError"


DEEDS = {"mark": mark, "mark-unlocked": mark_unlocked, "close": close, "answer": answer}


def main(deed, arguments):
    django.setup()
    # Once, before there are many: what each imported by itself would keep them apart.
    import_module("academy.classes.actions")
    fork, many = get_context("fork"), json.loads(arguments)
    together, answers = fork.Barrier(len(many)), []
    for fields in many:
        mine, theirs = fork.Pipe(duplex=False)
        run = partial(contend, DEEDS[deed], together, theirs, **fields)
        fork.Process(target=run, daemon=True).start()
        theirs.close()
        answers.append(mine)
    print(json.dumps([answer.recv() for answer in answers]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
