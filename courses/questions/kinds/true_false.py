"""A statement that is true or false.

Body: {"answer": true, "feedback_wrong": …, "feedback_right": …}.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from courses.questions.kinds.base import Body, BodyFault, Choice, Kind

WORDS = {"true": "正确", "false": "错误"}


class TrueFalse(Kind):
    """判断."""

    name = "true_false"
    label = "判断"
    template = "courses/questions/true_false.html"

    def faults(self, body: Body) -> list[BodyFault]:
        return [] if isinstance(body.get("answer"), bool) else [BodyFault("没有正确答案")]

    def clean(self, response: Sequence[str], body: Body) -> list[str]:
        return next(([value] for value in response if value in WORDS), [])

    def mark(self, response: Sequence[str], body: Body) -> Fraction:
        return Fraction(self.clean(response, body) == self.right_response(body))

    def answer_text(self, response: Sequence[str], body: Body) -> str:
        return "".join(WORDS[value] for value in self.clean(response, body))

    def right_text(self, body: Body) -> str:
        return WORDS[self.right_response(body)[0]]

    def right_response(self, body: Body) -> list[str]:
        return ["true" if body["answer"] else "false"]

    def choices(self, response: Sequence[str], body: Body, order: Sequence[str]) -> list[Choice]:
        chosen, right = self.clean(response, body), self.right_response(body)
        return [
            Choice(name, text, [name] == chosen, [name] == right) for name, text in WORDS.items()
        ]

    def author_lines(self, body: Body) -> list[str]:
        told = {"答错时": body["feedback_wrong"], "答对时": body["feedback_right"]}
        return [f"{when}：{words}" for when, words in told.items() if words]

    def feedback(self, response: Sequence[str], body: Body) -> str:
        given = self.clean(response, body)
        if not given:
            return ""
        key = "feedback_right" if given == self.right_response(body) else "feedback_wrong"
        return str(body.get(key, ""))
