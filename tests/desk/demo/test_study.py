"""What a trainee does, whoever carries it out."""

import datetime as dt
import random
from dataclasses import dataclass, field

import pytest

from academy.core import clock
from academy.desk.demo.study import Habits, Offer, Story, sitting_on

START = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)
UNTIL = START + dt.timedelta(days=365)
REQUIRED = {1: [1, 2, 3, 4], 2: [4, 5, 6]}


@dataclass(frozen=True)
class Thing:
    """A course or an activity, as far as a story asks. `limit`: attempts allowed; 0 for any."""

    pk: int
    minutes: int = 20
    limit: int = 0

    def may_start(self, finished_attempts):
        return "不能再做。" if self.limit and finished_attempts >= self.limit else ""


COURSES = [Thing(pk) for pk in REQUIRED]
ACTIVITIES = {pk: Thing(pk, limit=1) for pk in range(1, 7)}
TASK = Thing(9, minutes=90)


@dataclass
class Diary:
    """Notes what is done and when; every `fails`-th attempt comes to nothing."""

    fails: int = 0
    events: list[tuple[dt.datetime, str, object]] = field(default_factory=list)
    attempts: int = 0

    def enrol(self, course):
        self.note("enrol", course.pk)
        return REQUIRED[course.pk]

    def begin(self, activity):
        self.note("begin", activity.pk)
        return []

    def hand_in(self, answers):
        self.attempts += 1
        self.note("hand in", sorted(answers))
        return not self.fails or self.attempts % self.fails != 0

    def claim(self, programme):
        self.note("claim", programme)

    def note(self, word, thing):
        self.events.append((clock.now(), word, thing))

    def count(self, word):
        return sum(event[1] == word for event in self.events)


def tell(habits, *, until=UNTIL, fails=0, programmes=None, tasks=(), seed=1):
    diary = Diary(fails)
    offer = Offer(COURSES, ACTIVITIES, tasks, programmes or {})
    Story(diary, offer, habits, random.Random(seed), START, until).tell()
    return diary


def test_an_activity_of_two_courses_is_done_once():
    diary = tell(Habits(courses=2))
    assert diary.count("enrol") == 2
    assert diary.count("begin") == diary.count("hand in") == 6


@pytest.mark.parametrize(("share", "done"), [(0.25, 1), (0.5, 2), (0.51, 3), (1, 4)])
def test_interest_fades_after_a_share(share, done):
    only = Habits(courses=1, share=share)
    diary = next(d for d in (tell(only, seed=n) for n in range(9)) if d.events[0][2] == 1)
    assert diary.count("begin") == done


def test_nothing_happens_before_the_start_or_after_the_end():
    until = START + dt.timedelta(days=6)
    diaries = [tell(Habits(courses=2), until=until, seed=seed) for seed in range(20)]
    assert any(diary.count("begin") < 6 for diary in diaries)
    for diary in diaries:
        times = [at for at, _, _ in diary.events]
        assert times == sorted(times)
        assert times[0] == START
        assert times[-1] < until
        assert diary.count("begin") == diary.count("hand in")


def test_whoever_joins_too_late_does_nothing():
    assert tell(Habits(courses=2), until=START).events == []


def test_nobody_tries_for_ever_or_more_often_than_is_allowed():
    diary = tell(Habits(courses=1, claims=True), fails=1, programmes={1: "证书", 2: "证书"})
    assert diary.count("begin") == 1
    assert diary.count("claim") == 0
    assert tell(Habits(courses=0, visits=1), fails=1, tasks=[TASK]).count("begin") == 3


def test_certificates_are_claimed_last_and_only_for_whole_courses():
    programmes = {1: "甲证", 2: "乙证"}
    whole = tell(Habits(courses=2, claims=True), programmes=programmes)
    assert {event[2] for event in whole.events[-2:]} == {"甲证", "乙证"}
    assert (
        tell(Habits(courses=2, share=0.5, claims=True), programmes=programmes).count("claim") == 0
    )
    assert tell(Habits(courses=2), programmes=programmes).count("claim") == 0


def test_people_sit_down_in_the_hours_of_the_academy():
    chance = random.Random(3)
    hours = {sitting_on(dt.date(2026, 5, 1), chance).hour for _ in range(500)}
    assert hours <= set(range(8, 23))
    assert len(hours) > 8
