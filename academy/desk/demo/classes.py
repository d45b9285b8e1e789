"""A live year of training classes for the demo: one in every state, through the real actions.

One runs today with sessions of today, one is over and waits to be closed, one was closed last
month. Another is planned for the same days, with a session that wants a teacher who is taken.
"""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from academy.certification.actions import grant_certificate
from academy.certification.models import Programme
from academy.classes import actions
from academy.classes.actions import classes as plan
from academy.classes.actions import roster
from academy.classes.actions.arrival import register_arrival
from academy.classes.actions.claims import ClashError
from academy.classes.actions.completion import judge_people
from academy.classes.actions.life import move_class
from academy.classes.enums import AttendanceState, ClassState, PaperKind, StaffDuty
from academy.classes.models import Expertise, Room, Session, TrainingClass
from academy.classes.queries.roster import overlapping
from academy.core import clock
from academy.core.sheets import write_sheet
from academy.desk.demo.tales import LECTURES, TALES, Tale
from academy.people.enums import Role
from courses.models import LectureSession, SeminarSession

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from academy.classes.models import Teacher
    from academy.people.models import Organisation, User

TIMES = (dt.time(8, 30), dt.time(13, 30))
LENGTH = 90
DAY = dt.timedelta(days=1)


def seed_classes(*, people: dict[str, User], trainees: list[User], teachers: list[Teacher]) -> int:
    """Make the classes that are missing; how many that were. `people`: by account name."""
    year = clock.today().year
    programme = _programme(people["jiaowu"])
    told = [Telling(tale, f"{year}-D{tale.number:02}", people, programme) for tale in TALES]
    missing = [each for each in told if not TrainingClass.objects.filter(code=each.code).exists()]
    for telling in missing:
        telling.tell([people["xueyuan"], *trainees], teachers)
    return len(missing)


@transaction.atomic
def _programme(office: User) -> Programme:
    """What completing any of the classes takes."""
    found = Programme.objects.filter(code="class-completion").first()
    if found:
        return found
    wanted = [
        {"type": "class_attendance", "value": {"percent": 80}},
        {"type": "leave_limit", "value": {}},
    ]
    programme = Programme(
        code="class-completion",
        title="培训班结业证书",
        summary="到课率不低于 80%，请假不超过规定。",
        statement="参加培训班学习，考核合格，准予结业。",
        requirements=json.dumps(wanted),
        is_for_classes=True,
        live=False,
    )
    programme.save()
    programme.save_revision(user=office).publish(user=office)
    programme.refresh_from_db()  # What is published is another object.
    return programme


class Telling:
    """One class, told from its plan to the state it is to be in."""

    def __init__(self, tale: Tale, code: str, people: dict[str, User], programme: Programme):
        self.tale, self.code, self.people, self.programme = tale, code, people, programme
        self.office, self.head = people["jiaowu"], people["banzhuren"]
        self.starts_on = clock.today() + tale.begins * DAY
        self.ends_on = self.starts_on + (tale.days - 1) * DAY

    def tell(self, trainees: Sequence[User], teachers: Sequence[Teacher]) -> None:
        steps = [ClassState.PLANNED, *_way_to(self.tale.state)]
        with clock.at(self._before(35)):
            found = self._plan()
            for session in self._sessions(found):
                actions.add_session(session=session, by=self.office)
        for state in steps[1:]:
            self._step(found, state, trainees, teachers)

    def _before(self, days: int) -> dt.datetime:
        """So many days before the class, but never later than now."""
        return min(_at(self.starts_on - days * DAY, dt.time(9)), clock.now())

    @transaction.atomic
    def _plan(self) -> TrainingClass:
        found = plan.plan_class(
            by=self.office,
            code=self.code,
            name=f"{self.tale.name}（演示）",
            year=self.starts_on.year,
            audience="社区党组织书记、社区工作者",
            aim="讲政策、讲程序、讲案例，训完能用。演示数据。",
            place="学院一楼大厅",
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            capacity=40,
            programme=self.programme,
        )
        plan.set_staff(
            training_class=found, duties={StaffDuty.HEAD_TEACHER: [self.head]}, by=self.office
        )
        plan.set_quotas(training_class=found, places={self._unit(): 35}, by=self.office)
        return found

    def _unit(self) -> Organisation:
        """The district whose manager nominates."""
        post = self.people["danwei"].memberships.get(role=Role.ORGANISATION_MANAGER, ended_on=None)
        return post.organisation

    def _sessions(self, found: TrainingClass) -> Iterator[Session]:
        for number in range(min(self.tale.days * len(TIMES), len(LECTURES))):
            title, field = LECTURES[number]
            subject = Expertise.objects.filter(name=field).first()
            yield LectureSession(training_class=found, title=title, subject=subject, minutes=LENGTH)
        yield SeminarSession(training_class=found, title="分组研讨：把学的带回去", minutes=LENGTH)

    def _step(
        self,
        found: TrainingClass,
        state: ClassState,
        trainees: Sequence[User],
        teachers: Sequence[Teacher],
    ) -> None:
        """Whatever has to be there for the next state, then the state itself."""
        prepare = {
            ClassState.CONFIRMED: lambda: self._confirm(found, trainees, teachers),
            ClassState.RUNNING: lambda: self._welcome(found),
            ClassState.COMPLETED: lambda: self._hold(found),
            ClassState.CLOSED: lambda: self._file(found),
        }.get(state)
        when = {
            ClassState.RUNNING: _at(self.starts_on, dt.time(8)),
            ClassState.COMPLETED: _at(self.ends_on, dt.time(18)),
            ClassState.CLOSED: _at(self.ends_on + 2 * DAY, dt.time(10)),
        }.get(state, self._before(30 if state != ClassState.CONFIRMED else 7))
        with clock.at(when):
            if prepare:
                prepare()
            reason = "与其他培训班合并" if state == ClassState.CANCELLED else ""
            found.refresh_from_db()
            move_class(training_class=found, to=state, by=self.office, reason=reason)
            if state == ClassState.ANNOUNCED and self.tale.state == ClassState.ANNOUNCED:
                self._nominate(found, trainees)
            if state == ClassState.CLOSED:
                self._reward(found)
        if self.tale.state == state == ClassState.RUNNING:
            self._hold(found)

    def _nominate(self, found: TrainingClass, trainees: Sequence[User]) -> None:
        """The district's manager sends people, the demo's own trainee first."""
        unit, manager = self._unit(), self.people["danwei"]
        sent = 0
        for person in trainees:
            post = (
                person.memberships.select_related("organisation")
                .filter(role=Role.TRAINEE, organisation__path__startswith=unit.path)
                .first()
            )
            if post is None or sent == self.tale.people:
                continue
            if overlapping(found).filter(person=person).exists():
                continue
            roster.nominate(
                training_class=found, person=person, organisation=post.organisation, by=manager
            )
            sent += 1

    def _confirm(
        self, found: TrainingClass, trainees: Sequence[User], teachers: Sequence[Teacher]
    ) -> None:
        self._nominate(found, trainees)
        roster.confirm_all(training_class=found, by=self.office)
        self._place(found, teachers)
        actions.publish_timetable(training_class=found, by=self.office)

    def _place(self, found: TrainingClass, teachers: Sequence[Teacher]) -> None:
        """Each session at the next hour of the class; who is at home in it is asked first."""
        room = (
            Room.objects.filter(resource__capacity__gte=40).order_by("resource__capacity").first()
        )
        hours = [
            _at(self.starts_on + day * DAY, time) for day in range(self.tale.days) for time in TIMES
        ]
        waiting = list(found.sessions.order_by("seq"))
        for starts_at, session in zip(hours, waiting, strict=False):
            self._place_one(session, starts_at, room, teachers)
        # What found no hour is not held.
        for session in found.sessions.filter(starts_at=None):
            actions.cancel_session(session=session, reason="学时已满", by=self.office)

    def _place_one(
        self,
        session: Session,
        starts_at: dt.datetime,
        room: Room | None,
        teachers: Sequence[Teacher],
    ) -> None:
        fit = set(session.subject.teachers.all()) if session.subject else set()
        asked = sorted(teachers, key=lambda teacher: teacher not in fit)
        offered = [[teacher] for teacher in asked] if session.needs_teacher else [[]]
        for chosen in offered:
            try:
                actions.place_session(
                    session=session, starts_at=starts_at, room=room, teachers=chosen, by=self.office
                )
            except ClashError:
                continue  # This one is taken or off then; the next is asked.
            return

    def _welcome(self, found: TrainingClass) -> None:
        register_arrival(training_class=found, by=self.head)

    def _hold(self, found: TrainingClass) -> None:
        """Every session that is over by now: a few are late or away, the rest are there."""
        people = list(found.enrolments.order_by("pk"))
        past = found.sessions.filter(state="confirmed", ends_at__lt=clock.now())
        for number, session in enumerate(past.order_by("starts_at")):
            with clock.at(session.ends_at or clock.now()):
                late, away = people[number % len(people)], people[-1 - number % 3]
                marks = {late.pk: AttendanceState.LATE, away.pk: AttendanceState.ABSENT}
                actions.mark_roll(session=session, marks=marks, by=self.head)
                actions.mark_rest_present(session=session, by=self.head)
                actions.close_session(session=session, by=self.head)

    def _file(self, found: TrainingClass) -> None:
        while judge_people(training_class=found):
            pass
        for kind in PaperKind:
            file, name = BytesIO(), f"{kind.label}.xlsx"
            write_sheet(file, title=kind.label, columns=[("内容", 40)], rows=[("演示材料",)])
            plan.file_paper(
                training_class=found,
                kind=kind,
                file=ContentFile(file.getvalue(), name),
                name=name,
                by=self.head,
            )

    def _reward(self, found: TrainingClass) -> None:
        """The demo's own trainee takes the certificate."""
        person = self.people["xueyuan"]
        if found.enrolments.filter(person=person, state="completed").exists():
            grant_certificate(programme=self.programme, person=person, scope=found)


def _way_to(state: ClassState) -> list[ClassState]:
    way: list[ClassState] = [each for each in ClassState if each != ClassState.CANCELLED]
    if state == ClassState.CANCELLED:
        return [ClassState.APPROVED, ClassState.CANCELLED]
    return way[1 : way.index(state) + 1]


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, timezone.get_default_timezone())
