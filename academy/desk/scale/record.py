"""What one trainee's study leaves in the database, row by row.

The twin of `courses.actions` and `academy.learning.actions`, which ask the database at every
step: tests/desk/scale/test_record.py holds every row of both against each other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from academy.core import clock
from academy.desk.scale.sittings import Sitting, sittings_of
from academy.learning.enums import AttemptState, Verb
from academy.learning.models import (
    Attempt,
    Completion,
    CreditEntry,
    HourPolicy,
    Outcome,
    Statement,
    YearTotal,
)
from academy.learning.rules.hours import Earned, HourRule, earned_hours, figure
from courses import rules
from courses.models import CourseEdition, CourseEnrolment

if TYPE_CHECKING:
    from academy.certification.models import Programme
    from academy.desk.demo.study import Answers, Offer
    from academy.desk.scale.tables import Tables
    from academy.learning.models import Activity, CreditBasis
    from academy.people.models import User
    from courses.pages import CoursePage
    from courses.questions.papers import ShownQuestion

hours_for = lru_cache(maxsize=4096)(earned_hours)


@dataclass(frozen=True)
class Library:
    """All that is asked again and again, read once. `policies`: the latest first."""

    editions: dict[int, CourseEdition]
    sittings: dict[int, Sitting]
    policies: Sequence[tuple[HourPolicy, HourRule]]

    @classmethod
    def of(cls, offer: Offer) -> Library:
        editions = CourseEdition.objects.filter(course__in=offer.courses).order_by("number")
        policies = HourPolicy.objects.order_by("-valid_from")
        return cls(
            # The last one of each course stays.
            editions={edition.course_id: edition for edition in editions},
            sittings=sittings_of([*offer.activities.values(), *offer.tasks]),
            policies=[(policy, policy.rule) for policy in policies],
        )

    def policy_on(self, day: dt.date) -> tuple[HourPolicy, HourRule]:
        return next(pair for pair in self.policies if pair[0].valid_from <= day)


class Record:
    """A `Study` that writes rows. `claims`: the certificates to be granted once they are there."""

    attempt: Attempt

    def __init__(self, person: User, library: Library, tables: Tables, seed: int = 0) -> None:
        self.person, self.library, self.tables, self.seed = person, library, tables, seed
        self.claims: list[tuple[dt.datetime, Programme]] = []
        self._done: set[int] = set()
        self._tries: Counter[int] = Counter()
        self._enrolments: list[CourseEnrolment] = []
        self._totals: dict[tuple[int, str], YearTotal] = {}
        self._concentrated: defaultdict[dt.date, Decimal] = defaultdict(Decimal)

    def enrol(self, course: CoursePage) -> Sequence[int]:
        edition = self.library.editions[course.pk]
        row = CourseEnrolment(user=self.person, course=course, edition=edition)
        self._settle(row)
        self._enrolments.append(self.tables.add(row))
        required: list[int] = edition.activity_ids
        return required

    def begin(self, activity: Activity) -> Sequence[ShownQuestion]:
        self._tries[activity.pk] += 1
        number = self._tries[activity.pk]
        self.attempt = Attempt(user=self.person, activity=activity, number=number)
        seed = self.seed_of(activity, number)
        questions = self.library.sittings[activity.pk].begin(self.attempt, seed)
        self.tables.add(self.attempt)
        self._note(Verb.STARTED, activity)
        return questions

    def seed_of(self, activity: Activity, number: int) -> str:
        """What decides the questions drawn: on the site it is chance."""
        words = f"{self.seed}:{self.person.username}:{activity.pk}:{number}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def hand_in(self, answers: Answers) -> bool:
        attempt, activity = self.attempt, self.attempt.activity
        outcome = self.library.sittings[activity.pk].hand_in(attempt, answers, self.tables)
        if outcome.stays_open:
            return False
        self._close(attempt, outcome)
        if outcome.completed and activity.pk not in self._done:
            self._complete(activity, outcome)
        return outcome.completed

    def claim(self, programme: Programme) -> None:
        self.claims.append((clock.now(), programme))

    def _close(self, attempt: Attempt, outcome: Outcome) -> None:
        attempt.state, attempt.submitted_at = AttemptState.SUBMITTED, clock.now()
        attempt.completed, attempt.words = outcome.completed, outcome.words
        attempt.score, attempt.max_score = outcome.score, outcome.max_score
        attempt.passed = outcome.passed
        self._note(Verb.SUBMITTED, attempt.activity, words=outcome.words)

    def _complete(self, activity: Activity, outcome: Outcome) -> None:
        row = Completion(user=self.person, activity=activity, attempt=self.attempt)
        completion = self.tables.add(row)
        self._note(Verb.COMPLETED, activity, words=outcome.words)
        if activity.earns_hours:
            self._credit(completion, outcome)
        self._done.add(activity.pk)
        for enrolment in self._enrolments:
            if activity.pk in enrolment.edition.activity_ids and not enrolment.completed_at:
                self._settle(enrolment)

    def _credit(self, completion: Completion, outcome: Outcome) -> None:
        activity, day = completion.activity, clock.today()
        basis = activity.credit_basis(outcome)
        policy, rule = self.library.policy_on(day)
        earned = self._earned(basis, rule, day)
        if not earned.hours:
            return
        entry = CreditEntry(
            user=self.person,
            kind=basis.kind,
            hours=earned.hours,
            earned_on=day,
            year=day.year,
            policy=policy,
            rule=earned.words,
            title=activity.title[:160],
            completion=completion,
        )
        completion.hours = self.tables.add(entry).hours
        self._total(day.year, basis.kind).hours += earned.hours
        words = {"hours": figure(earned.hours), "words": earned.words}
        self._note(Verb.CREDITED, activity, **words)

    def _earned(self, basis: CreditBasis, rule: HourRule, day: dt.date) -> Earned:
        counts = basis.kind.is_concentrated
        already = self._concentrated[day] if counts else Decimal(0)
        passed = basis.passed_test
        earned = hours_for(rule, basis.kind, basis.minutes, passed_test=passed, already=already)
        if counts:
            self._concentrated[day] += earned.hours
        return earned

    def _total(self, year: int, kind: str) -> YearTotal:
        if (year, kind) not in self._totals:
            row = YearTotal(user=self.person, year=year, kind=kind, hours=Decimal(0))
            self._totals[year, kind] = self.tables.add(row)
        return self._totals[year, kind]

    def _settle(self, enrolment: CourseEnrolment) -> None:
        required = enrolment.edition.activity_ids
        enrolment.percentage = rules.percentage(required, self._done)
        if rules.is_complete(required, self._done):
            enrolment.completed_at = clock.now()

    def _note(self, verb: Verb, activity: Activity, **result: Any) -> None:
        row = Statement(
            user_id=self.person.pk,
            verb=verb,
            object_type="activity",
            object_id=str(activity.pk),
            object_title=activity.title[:160],
            result=result,
        )
        self.tables.add(row)
