"""Attempts as the kinds of activity start and judge them, without asking the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.desk.demo.study import whole_film
from courses.activities.watched import WatchedActivity
from courses.models import Quiz
from courses.questions import papers, rules
from courses.questions.models import Question, QuestionVersion, QuizAnswer
from courses.watching.figures import Figure
from courses.watching.models import Held, Watch, columns
from courses.watching.queries import milliseconds
from courses.watching.rules import State, accept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from academy.desk.demo.study import Answers
    from academy.desk.scale.tables import Tables
    from academy.learning.models import Activity, Attempt, Outcome

# Letters that tell a page on which somebody watches.
DEVICE = 12


class Sitting:
    """A kind whose methods read and write nothing but the attempt."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity

    def begin(self, attempt: Attempt, seed: str) -> Sequence[papers.ShownQuestion]:
        """Start an attempt; the questions drawn."""
        self.activity.start(attempt)
        return []

    def hand_in(self, attempt: Attempt, answers: Answers, tables: Tables) -> Outcome:
        """Keep the answers and judge the attempt."""
        self.activity.save_answers(attempt, answers)
        return self.activity.judge(attempt, answers)


class QuizSitting(Sitting):
    """A quiz with its whole bank in memory."""

    activity: Quiz

    def __init__(self, quiz: Quiz) -> None:
        super().__init__(quiz)
        pool = Question.objects.in_use().filter(bank_id=quiz.bank_id).select_related("current")
        found = [question.current for question in pool if question.current]
        self.versions: dict[int, QuestionVersion] = {version.pk: version for version in found}

    def begin(self, attempt: Attempt, seed: str) -> Sequence[papers.ShownQuestion]:
        quiz = self.activity
        drawn = rules.draw(list(self.versions), quiz.count, seed, shuffle=quiz.shuffle)
        versions = [self.versions[pk] for pk in drawn]
        quiz.start_with(attempt, papers.lay_out(versions, seed, shuffle=quiz.shuffle))
        paper = [
            papers.ShownQuestion(number, self.versions[pk], order, [])
            for number, (pk, order) in enumerate(papers.drawn_for(attempt), start=1)
        ]
        papers.keep_paper(attempt, paper)
        return paper

    def hand_in(self, attempt: Attempt, answers: Answers, tables: Tables) -> Outcome:
        paper = [papers.answered(asked, answers) for asked in papers.kept_paper(attempt)]
        for asked in paper:
            if asked.response:
                row = QuizAnswer(attempt_id=attempt.pk, version_id=asked.version.pk)
                row.response = asked.response
                tables.add(row)
        papers.keep_paper(attempt, paper)
        return self.activity.judge(attempt, answers)


class WatchSitting(Sitting):
    """A film, watched from its start to its end."""

    activity: WatchedActivity

    def begin(self, attempt: Attempt, seed: str) -> Sequence[papers.ShownQuestion]:
        self.device = seed[:DEVICE]
        return super().begin(attempt, seed)

    def hand_in(self, attempt: Attempt, answers: Answers, tables: Tables) -> Outcome:
        terms, began = self.activity.watch_terms(), milliseconds(attempt.started_at)
        beat = whole_film(terms, self.device, began)
        state = accept(beat, State(last_beat_at=began), terms, milliseconds()).state
        tables.add(Watch(attempt_id=attempt.pk, **columns(Held(state, version=1), terms)))
        return self.activity.outcome_of(Figure(state, terms))


# Kinds whose methods ask the database; every other kind sits as it is.
SITTINGS: dict[type[Activity], type[Sitting]] = {}
SITTINGS[Quiz] = QuizSitting
SITTINGS[WatchedActivity] = WatchSitting


def sittings_of(activities: Iterable[Activity]) -> dict[int, Sitting]:
    """How each of the activities is sat, by its id."""
    return {activity.pk: _sitting_of(type(activity))(activity) for activity in activities}


def _sitting_of(kind: type[Activity]) -> type[Sitting]:
    return next((SITTINGS[above] for above in kind.__mro__ if above in SITTINGS), Sitting)
