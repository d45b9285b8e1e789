"""What may be shown of an evaluation so that no answer leads back to a person.

Nothing below five answers. And whoever looks before and after one more answer could read it from
the difference of two figures: shown figures therefore advance by five or more, never by fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from academy.classes.enums import EvaluationSubject

THRESHOLD = 5
MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Question:
    """A question of the form, and what it asks about."""

    code: str
    subject: EvaluationSubject
    text: str


# Three taps. What a lesson is asked about; a visit to a base is asked about the base instead.
ABOUT_TEACHER = Question("teacher", EvaluationSubject.TEACHER, "老师讲得怎么样？")
ABOUT_SESSION = Question("session", EvaluationSubject.SESSION, "这节课对您的工作有帮助吗？")
ABOUT_BASE = Question("base", EvaluationSubject.BASE, "这个实践基地值得学吗？")
ABOUT_CLASS = Question("class", EvaluationSubject.TRAINING_CLASS, "班里的组织和服务怎么样？")
LESSON_QUESTIONS = (ABOUT_TEACHER, ABOUT_SESSION, ABOUT_CLASS)
VISIT_QUESTIONS = (ABOUT_TEACHER, ABOUT_BASE, ABOUT_CLASS)


@dataclass(frozen=True)
class Answer:
    """One person's marks by the question's code (1–5; a question may be left out) and comment."""

    marks: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True)
class QuestionFigures:
    """`mean` to one place; `distribution`: how many gave 1, 2, 3, 4, 5.

    A question that fewer than five people answered has neither: None and ().
    """

    question: Question
    mean: Decimal | None
    distribution: tuple[int, ...]
    words: str


@dataclass(frozen=True)
class Hidden:
    """Too few answers. `received`: how many there are."""

    received: int
    words: str


@dataclass(frozen=True)
class Summary:
    """`shown` of the `received` answers, summed up. Comments are in the order of their text."""

    received: int
    shown: int
    figures: tuple[QuestionFigures, ...]
    comments: tuple[str, ...]
    words: str


def shown_count(received: int, *, is_closed: bool = False, shown_before: int = 0) -> int:
    """How many answers, in the order in which they came, may be shown; 0 below the threshold.

    While an evaluation is open: the largest multiple of five. Once it is closed: all of them.
    But fewer than five are never added to what anybody could already see (`shown_before`).
    """
    if received < THRESHOLD:
        return 0
    wanted = received if is_closed else received - received % THRESHOLD
    return wanted if wanted - shown_before >= THRESHOLD else shown_before


def summarise(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    *,
    is_closed: bool = False,
    shown_before: int = 0,
) -> Summary | Hidden:
    """What teachers and staff see. `answers` in the order in which they came."""
    for answer in answers:
        check_marks(answer.marks, questions)
    received = len(answers)
    shown = answers[: shown_count(received, is_closed=is_closed, shown_before=shown_before)]
    if not shown:
        return Hidden(received, f"已收到 {received} 份，满 {THRESHOLD} 份才显示")
    return Summary(
        received=received,
        shown=len(shown),
        figures=tuple(_figures(question, shown) for question in questions),
        comments=ordered_comments(answer.comment for answer in shown),
        words=_summary_words(received, len(shown)),
    )


def check_marks(marks: Mapping[str, int], questions: Iterable[Question]) -> None:
    """ValueError in words when a mark is none of 1–5 or answers no question of the form."""
    codes = {question.code for question in questions}
    if set(marks) - codes:
        raise ValueError("评分里有评课表没有的题目。")
    if any(mark not in MARKS for mark in marks.values()):
        raise ValueError(f"评分须为 {MARKS[0]} 到 {MARKS[-1]} 分。")


def mean_of(marks: Sequence[int]) -> Decimal:
    """The mean to one place, halves up, exact: 4.25 is 4.3."""
    tenths = (20 * sum(marks) + len(marks)) // (2 * len(marks))
    return Decimal(tenths) / 10


def ordered_comments(comments: Iterable[str]) -> tuple[str, ...]:
    """What was written, by its text and never by time; empty ones left out."""
    return tuple(sorted(filter(None, (comment.strip() for comment in comments))))


def _figures(question: Question, answers: Sequence[Answer]) -> QuestionFigures:
    marks = [a.marks[question.code] for a in answers if question.code in a.marks]
    if len(marks) < THRESHOLD:
        words = f"不足 {THRESHOLD} 人评分，不显示"
        return QuestionFigures(question, None, (), words)
    mean = mean_of(marks)
    spread = tuple(marks.count(mark) for mark in MARKS)
    told = "，".join(f"{mark} 分 {count} 人" for mark, count in zip(MARKS, spread, strict=True))
    return QuestionFigures(question, mean, spread, f"平均 {mean:.1f} 分（{told}）")


def _summary_words(received: int, shown: int) -> str:
    if received == shown:
        return f"共 {shown} 份"
    left = received - shown
    return f"已收到 {received} 份，显示前 {shown} 份；其余 {left} 份暂不显示，以免看出是谁填的"
