"""What questions with options have in common: single, multiple.

Body: {"options": [{"id": "1", "text": …, "weight": "1/2", "feedback": …}, …]}. A weight is an
exact share of the point from -1 to 1, written as a fraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from courses.questions.kinds.base import Body, BodyFault, Choice, Kind, worth_line

MAX_OPTIONS = 20
ZERO, ONE = Fraction(0), Fraction(1)


def make_options(options: Iterable[tuple[str, Fraction, str]]) -> Body:
    """A body of (text, weight, feedback), with ids by position."""
    return {
        "options": [
            {"id": str(n), "text": text, "weight": str(weight), "feedback": feedback}
            for n, (text, weight, feedback) in enumerate(options, start=1)
        ]
    }


def option_faults(body: Body) -> list[BodyFault]:
    """Faults of any set of options: too few, too many, empty, the same twice."""
    options = body["options"]
    if len(options) < 2:
        return [BodyFault("选择题至少要有两个选项")]
    if len(options) > MAX_OPTIONS:
        return [BodyFault(f"选项不能超过 {MAX_OPTIONS} 个")]
    faults = []
    seen: set[str] = set()
    for index, option in enumerate(options):
        if not option["text"]:
            faults.append(BodyFault("选项是空的", index))
        elif option["text"] in seen:
            faults.append(BodyFault(f"选项重复：{option['text'][:40]}", index))
        seen.add(option["text"])
        if abs(Fraction(option["weight"])) > ONE:
            faults.append(BodyFault("权重要在 -100% 到 100% 之间", index))
    return faults


class OptionsKind(Kind):
    """Base of kinds with options."""

    def option_ids(self, body: Body) -> list[str]:
        return [option["id"] for option in body["options"]]

    def clean(self, response: Sequence[str], body: Body) -> list[str]:
        given = set(response)
        return [name for name in self.option_ids(body) if name in given]

    def mark(self, response: Sequence[str], body: Body) -> Fraction:
        chosen = set(self.clean(response, body))
        weights = (Fraction(o["weight"]) for o in body["options"] if o["id"] in chosen)
        return min(max(sum(weights, ZERO), ZERO), ONE)

    def answer_text(self, response: Sequence[str], body: Body) -> str:
        return _texts(body, self.clean(response, body))

    def right_text(self, body: Body) -> str:
        return _texts(body, self._right_ids(body))

    def choices(self, response: Sequence[str], body: Body, order: Sequence[str]) -> list[Choice]:
        place = {name: n for n, name in enumerate(order)}
        chosen, right = set(self.clean(response, body)), set(self._right_ids(body))
        shown = sorted(body["options"], key=lambda o: place.get(o["id"], len(place)))
        return [Choice(o["id"], o["text"], o["id"] in chosen, o["id"] in right) for o in shown]

    def feedback(self, response: Sequence[str], body: Body) -> str:
        chosen = set(self.clean(response, body))
        return "\n".join(o["feedback"] for o in body["options"] if o["id"] in chosen).strip()

    def author_lines(self, body: Body) -> list[str]:
        return [worth_line(option) for option in body["options"]]

    def _right_ids(self, body: Body) -> list[str]:
        raise TypeError(f"{type(self).__name__} must say which options are right")


def _texts(body: Body, ids: Sequence[str]) -> str:
    return "；".join(option["text"] for option in body["options"] if option["id"] in ids)
