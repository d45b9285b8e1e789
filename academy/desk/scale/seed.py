"""The academy at scale. Safe to repeat: what is there stays, what is missing is added."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from academy.certification.actions import grant_certificate
from academy.certification.models import Programme
from academy.core import clock
from academy.core.errors import ActionError
from academy.desk.demo.history import activities_of
from academy.desk.demo.programmes import seed_programmes
from academy.desk.demo.seed import seed_demo
from academy.desk.demo.study import Offer, Story
from academy.desk.scale import people
from academy.desk.scale.catalogue import seed_bases, seed_courses
from academy.desk.scale.record import Library, Record
from academy.desk.scale.tables import Tables
from academy.people.actions import import_divisions
from academy.people.enums import OrganisationLevel
from academy.people.models import Organisation, TraineeCategory, User
from bases.models import VisitTask
from courses.pages import CoursePage

T = TypeVar("T")
# The whole academy, at scale 1.
TRAINEES, TEACHERS, BASES, COURSES = 92_000, 409, 81, 60
DAYS = 730
# Every so many courses there is one that leads to a certificate.
CERTIFIED = 4
# Trainees written in one transaction: what is in memory at once, and what a second run repeats.
CHUNK = 250


@dataclass(frozen=True)
class Sizes:
    """How many of everything there shall be."""

    trainees: int
    teachers: int
    bases: int
    courses: int

    @classmethod
    def at(cls, scale: float) -> Sizes:
        """At least one of each."""
        if not 0 < scale <= 1:
            raise ActionError("规模要大于 0、不超过 1；1 是整个学院。")
        whole = (TRAINEES, TEACHERS, BASES, COURSES)
        return cls(*(max(1, round(size * scale)) for size in whole))


@dataclass(frozen=True)
class School:
    """What trainees are made from and what they may study."""

    offer: Offer
    library: Library
    settings: people.Settings
    seed: int
    until: dt.datetime


def seed_academy(*, scale: float, seed: int, say: Callable[[str], object]) -> None:
    """Bring the academy to `scale`; refused where demo accounts are not allowed."""
    sizes = Sizes.at(scale)
    seed_demo(say=say, with_history=False)
    import_divisions()
    reviewer = User.objects.get(username="shenhe")
    teachers = people.seed_teachers(sizes.teachers, seed)
    managers = people.seed_managers(seed)
    say(f"教师 {len(teachers)} 人，单位管理员 {len(managers)} 人")
    courses = _seed_courses(sizes, teachers, reviewer, seed)
    bases = seed_bases(sizes.bases, teachers[0], reviewer)
    tasks = list(_bar(bases, "基地", sizes.bases))
    say(f"课程 {len(courses)} 门，实践基地 {len(tasks)} 个")
    added = seed_trainees(open_school(seed), sizes.trainees)
    say(f"学员 {sizes.trainees} 人和他们的学习经历（本次新增 {added} 人）")


def _seed_courses(
    sizes: Sizes, teachers: Sequence[User], reviewer: User, seed: int
) -> list[CoursePage]:
    made = seed_courses(sizes.courses, teachers, reviewer, seed)
    courses = list(_bar(made, "课程", sizes.courses))
    seed_programmes(courses=courses[::CERTIFIED], author=teachers[0], reviewer=reviewer)
    return courses


def open_school(seed: int) -> School:
    """All that is published now, read once for the trainees to come."""
    courses = list(CoursePage.objects.live().filter(editions__isnull=False).distinct())
    by_slug = {programme.code: programme for programme in Programme.objects.published()}
    offer = Offer(
        courses=courses,
        activities=activities_of(courses),
        tasks=list(VisitTask.objects.filter(live=True)),
        programmes={c.pk: by_slug[c.slug] for c in courses if c.slug in by_slug},
    )
    units = Organisation.objects.filter(level=OrganisationLevel.COMMUNITY)
    today = clock.today()
    settings = people.Settings(
        places=people.Places.of(list(units)),
        calendar=people.Calendar.of(today - dt.timedelta(days=DAYS), DAYS),
        categories={category.code: category for category in TraineeCategory.objects.all()},
    )
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    return School(offer, Library.of(offer), settings, seed, midnight)


def seed_trainees(school: School, count: int, recorder: type[Record] = Record) -> int:
    """Add the trainees still missing of `count`, a chunk in a transaction; how many were added."""
    first = people.last_serial() + 1
    serials = range(first, count + 1)
    with tqdm(total=len(serials), desc="学员", unit="人", disable=None) as bar:
        for start in range(0, len(serials), CHUNK):
            chunk = serials[start : start + CHUNK]
            _write(chunk, school, recorder)
            bar.update(len(chunk))
    return len(serials)


@transaction.atomic
def _write(serials: Iterable[int], school: School, recorder: type[Record]) -> None:
    tables = Tables()
    records = [_one(serial, school, tables, recorder) for serial in serials]
    tables.write()
    for record in records:
        for at, programme in record.claims:
            with clock.at(at):
                grant_certificate(programme=programme, person=record.person)


def _one(serial: int, school: School, tables: Tables, recorder: type[Record]) -> Record:
    chance = random.Random(f"{school.seed}:{serial}")  # noqa: S311 - believable, not secret
    post, joined = people.invent_trainee(serial, school.settings, chance)
    record = recorder(tables.add(post.user), school.library, tables, school.seed)
    tables.add(post)
    habits = people.invent_habits(chance)
    Story(record, school.offer, habits, chance, joined, school.until).tell()
    return record


def _bar(items: Iterable[T], words: str, total: int) -> Iterable[T]:
    """The items with a bar on stderr that shows how far they are; none where nobody looks."""
    return tqdm(items, desc=words, total=total, disable=None)
