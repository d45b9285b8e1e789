"""Writes questions as GIFT that reads back as the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from courses.questions.drafts import QuestionDraft
from courses.questions.gift.text import escape
from courses.questions.kinds import Body

DIGITS = 10
ONE = Fraction(1)


def export_gift(questions: Iterable[QuestionDraft]) -> str:
    """A file of questions in their order, ending in a line break."""
    return "\n\n".join(_question(question) for question in questions) + "\n"


def _question(question: QuestionDraft) -> str:
    lines = [f"::{escape(question.name)}::{escape(question.stem)} {{"]
    lines += _WRITERS[question.kind](question.body)
    if question.feedback:
        lines.append(f"####{escape(question.feedback)}")
    return "\n".join([*lines, "}"])


def _single(body: Body) -> list[str]:
    return [_answer("=" if o["weight"] == "1" else "~", o) for o in body["options"]]


def _multiple(body: Body) -> list[str]:
    return [_answer("~", option) for option in body["options"]]


def _fill_in(body: Body) -> list[str]:
    return [_answer("=", answer) for answer in body["answers"]]


def _true_false(body: Body) -> list[str]:
    wrong, right = escape(body["feedback_wrong"]), escape(body["feedback_right"])
    tail = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    return [("TRUE" if body["answer"] else "FALSE") + tail]


_WRITERS: dict[str, Callable[[Body], list[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "fill_in": _fill_in,
    "true_false": _true_false,
}


def _answer(sign: str, row: dict[str, str]) -> str:
    text = escape(row["text"])
    weight, implied = Fraction(row["weight"]), ONE if sign == "=" else Fraction(0)
    # Text that looks like a weight needs a written one before it.
    if weight != implied or text.startswith("%"):
        text = f"%{_percent(weight)}%{text}"
    return f"{sign}{text}" + (f"#{escape(row['feedback'])}" if row["feedback"] else "")


def _percent(weight: Fraction) -> str:
    """A share in percent, rounded to ten decimals where it has no end."""
    units = round(abs(weight) * 100 * 10**DIGITS)
    whole, rest = divmod(units, 10**DIGITS)
    decimals = f".{rest:0{DIGITS}d}".rstrip("0").rstrip(".")
    return f"{'-' if weight < 0 else ''}{whole}{decimals}"
