"""One option is chosen. Several options may be right, or partly right; one has the whole point."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from courses.questions.kinds.base import Body, BodyFault
from courses.questions.kinds.options import ONE, OptionsKind, option_faults


class Single(OptionsKind):
    """单选."""

    name = "single"
    label = "单选"
    template = "courses/questions/single.html"

    def faults(self, body: Body) -> list[BodyFault]:
        faults = option_faults(body)
        if not self._right_ids(body):
            faults.append(BodyFault("没有正确答案"))
        return faults

    def clean(self, response: Sequence[str], body: Body) -> list[str]:
        # A browser sends one; whoever sends several has chosen the first that exists.
        known = set(self.option_ids(body))
        return next(([name] for name in response if name in known), [])

    def right_response(self, body: Body) -> list[str]:
        return self._right_ids(body)[:1]

    def _right_ids(self, body: Body) -> list[str]:
        return [o["id"] for o in body["options"] if Fraction(o["weight"]) == ONE]
