"""Several options are chosen; each adds its weight to the mark, wrong ones may take away."""

from __future__ import annotations

from fractions import Fraction

from courses.questions.kinds.base import Body, BodyFault, percent
from courses.questions.kinds.options import ONE, ZERO, OptionsKind, option_faults


class Multiple(OptionsKind):
    """多选."""

    name = "multiple"
    label = "多选"
    template = "courses/questions/multiple.html"

    def faults(self, body: Body) -> list[BodyFault]:
        faults = option_faults(body)
        weights = [Fraction(o["weight"]) for o in body["options"]]
        total = sum((weight for weight in weights if weight > ZERO), ZERO)
        if total == ZERO:
            faults.append(BodyFault("没有正确答案"))
        elif total != ONE:
            faults.append(BodyFault(f"正确选项的权重合计应为 100%，现在是 {percent(total)}"))
        return faults

    def remarks(self, body: Body) -> list[str]:
        wrong = [w for w in (Fraction(o["weight"]) for o in body["options"]) if w <= ZERO]
        if wrong and not any(wrong):
            return ["错误选项没有负权重，全部选中也能得满分"]
        return []

    def right_response(self, body: Body) -> list[str]:
        return self._right_ids(body)

    def _right_ids(self, body: Body) -> list[str]:
        return [o["id"] for o in body["options"] if Fraction(o["weight"]) > ZERO]
