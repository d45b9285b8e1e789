"""A short answer that is typed in.

Body: {"answers": [{"text": …, "weight": "1", "feedback": …}, …]}. The best fitting answer counts.
The text `*` stands for any answer that none of the others fits; it never has the whole point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from courses.questions.kinds.base import Body, BodyFault, Kind, worth_line

MAX_LENGTH = 500
MAX_ANSWERS = 50
ANYTHING = "*"
ZERO, ONE = Fraction(0), Fraction(1)


def normal(text: str) -> str:
    """What counts of an answer: not its width, case or spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(unicodedata.normalize("NFKC", folded).split())


def make_answers(answers: Iterable[tuple[str, Fraction, str]]) -> Body:
    """A body of (text, weight, feedback)."""
    return {
        "answers": [
            {"text": text, "weight": str(weight), "feedback": feedback}
            for text, weight, feedback in answers
        ]
    }


class FillIn(Kind):
    """填空."""

    name = "fill_in"
    label = "填空"
    template = "courses/questions/fill_in.html"

    def faults(self, body: Body) -> list[BodyFault]:
        if len(body["answers"]) > MAX_ANSWERS:
            return [BodyFault(f"可接受的答案不能超过 {MAX_ANSWERS} 个")]
        faults, seen = [], dict[str, dict[str, Any]]()
        for index, answer in enumerate(body["answers"]):
            same = seen.setdefault(normal(answer["text"]), answer)
            faults += [BodyFault(words, index) for words in _answer_faults(answer, same)]
        if not any(Fraction(answer["weight"]) == ONE for answer in body["answers"]):
            faults.append(BodyFault("没有正确答案"))
        return faults

    def clean(self, response: Sequence[str], body: Body) -> list[str]:
        text = next((value.strip() for value in response if normal(value[:MAX_LENGTH])), "")
        # PostgreSQL holds no NUL and no half of a surrogate pair.
        text = "".join(c for c in text[:MAX_LENGTH] if c != "\0" and not "\ud800" <= c <= "\udfff")
        return [text] if normal(text) else []

    def mark(self, response: Sequence[str], body: Body) -> Fraction:
        best = self._best(response, body)
        return max(Fraction(best["weight"]), ZERO) if best else ZERO

    def answer_text(self, response: Sequence[str], body: Body) -> str:
        return "".join(self.clean(response, body))

    def right_text(self, body: Body) -> str:
        right = (a["text"] for a in body["answers"] if Fraction(a["weight"]) == ONE)
        return " 或 ".join(right)

    def right_response(self, body: Body) -> list[str]:
        return next([a["text"]] for a in body["answers"] if Fraction(a["weight"]) == ONE)

    def feedback(self, response: Sequence[str], body: Body) -> str:
        best = self._best(response, body)
        return str(best["feedback"]) if best else ""

    def author_lines(self, body: Body) -> list[str]:
        return [worth_line(answer) for answer in body["answers"]]

    def _best(self, response: Sequence[str], body: Body) -> dict[str, Any] | None:
        given = self.clean(response, body)
        if not given:
            return None
        answers = {normal(answer["text"]): answer for answer in reversed(body["answers"])}
        return answers.get(normal(given[0])) or answers.get(ANYTHING)


def _answer_faults(answer: dict[str, Any], same: dict[str, Any]) -> list[str]:
    """`same`: the first answer that counts as the same, this one where there is none before.

    The same in another width may stand beside it, as long as it earns the same.
    """
    key, weight = normal(answer["text"]), Fraction(answer["weight"])
    alike = same["text"] == answer["text"] or same["weight"] != answer["weight"]
    found = {
        "答案是空的": not key,
        f"答案太长，不能超过 {MAX_LENGTH} 字": len(answer["text"]) > MAX_LENGTH,
        f"答案重复：{answer['text'][:40]}": bool(key) and same is not answer and alike,
        "权重要在 0% 到 100% 之间": not ZERO <= weight <= ONE,
        "“*”表示任何答案，不能给满分": key == ANYTHING and weight == ONE,
    }
    return [words for words, is_so in found.items() if is_so]
