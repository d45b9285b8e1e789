"""Requirement kinds of this floor: what must be shown for completing a training class.

Their scope is the class. Figures are those that the roll and granted leave left on the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, Q
from django.urls import reverse
from wagtail import blocks

from academy.certification.requirements import RequirementBlock, Verdict, requirement
from academy.classes.models import ClassPolicy, Enrolment, TrainingClass
from academy.classes.rules.attendance import percent_words
from academy.classes.rules.leave import gauge_leave
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from academy.people.models import User

OUTSIDER = (False, "不在这个班的名单上", "请联系班主任")


class ClassRequirement(RequirementBlock):
    """A requirement about a person's place on the list of the class it is evaluated for."""

    needs_scope: ClassVar[bool] = True
    # Where to go on.
    page: ClassVar[str] = "classes:class"

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Enrolment | None:
        found: Enrolment | None = scope.enrolments.arrived().filter(person=person).first()
        return found

    def evaluate(
        self, value: Any, person: User, facts: Enrolment | None, scope: Any = None
    ) -> Verdict:
        met, own, what_to_do = self.weigh(value, facts, scope) if facts else OUTSIDER
        if met:
            return Verdict(met=True, wanted=self.wanted(value, scope), own=own)
        url = reverse(self.page, args=[scope.code])
        return Verdict(
            met=False,
            wanted=self.wanted(value, scope),
            own=own,
            next_words=what_to_do,
            next_url=url,
        )

    def wanted(self, value: Any, scope: TrainingClass) -> str:
        """What is asked for, in words."""
        raise NotImplementedError

    def weigh(self, value: Any, own: Enrolment, scope: TrainingClass) -> tuple[bool, str, str]:
        """Whether it is met, the person's own figures, and what to do where it is not."""
        raise NotImplementedError


@requirement("class_attendance")
class ClassAttendance(ClassRequirement):
    """At least so many per cent of the class's held sessions attended."""

    percent = blocks.IntegerBlock(label="到课率不低于（%）", min_value=1, max_value=100, default=90)

    def wanted(self, value: Any, scope: TrainingClass) -> str:
        return f"到课率不低于 {value['percent']}%"

    def weigh(self, value: Any, own: Enrolment, scope: TrainingClass) -> tuple[bool, str, str]:
        if not own.expected:
            return False, "还没有点过名", "按课表上课"
        share = Fraction(own.attended, own.expected)
        figures = f"应到 {own.expected} 次，实到 {own.attended} 次，到课率 {percent_words(share)}"
        return share * 100 >= value["percent"], figures, "到课率由点名得出，有出入请找班主任"

    class Meta:
        label = "到课率"
        icon = "tasks"


@requirement("leave_limit")
class LeaveLimit(ClassRequirement):
    """Leave within the share of the class's hours that the policy of its first day allows."""

    def wanted(self, value: Any, scope: TrainingClass) -> str:
        limit = limit_of(scope)
        return f"请假不超过总学时的 {limit.numerator}/{limit.denominator}"

    def weigh(self, value: Any, own: Enrolment, scope: TrainingClass) -> tuple[bool, str, str]:
        gauge = gauge_leave(scope.hours, own.leave_hours, Decimal(0), limit_of(scope))
        return not gauge.is_exceeded, gauge.words, "请找班主任"

    class Meta:
        label = "请假不超限"
        icon = "date"


@requirement("evaluations_handed_in")
class EvaluationsHandedIn(ClassRequirement):
    """At least so many per cent of the evaluations a person may hand in; what they say is nobody's.

    Counts turns, which know that somebody answered and never what.
    """

    percent = blocks.IntegerBlock(
        label="交评课不低于（%）", min_value=1, max_value=100, default=100
    )

    page = "classes:attendance"

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Enrolment | None:
        turns = Count("turns"), Count("turns", filter=Q(turns__is_used=True))
        mine = scope.enrolments.arrived().filter(person=person)
        found: Enrolment | None = mine.annotate(asked=turns[0], answered=turns[1]).first()
        return found

    def wanted(self, value: Any, scope: TrainingClass) -> str:
        return f"交评课不低于 {value['percent']}%"

    def weigh(self, value: Any, own: Enrolment, scope: TrainingClass) -> tuple[bool, str, str]:
        asked, answered = own.asked, own.answered  # type: ignore[attr-defined]
        if not asked:
            return False, "还没有可以评的课", "上过课、完成点名以后可以评课"
        figures = f"应评 {asked} 节，已评 {answered} 节"
        return answered * 100 >= asked * value["percent"], figures, "到“考勤”里找还没评的课"

    class Meta:
        label = "交评课"
        icon = "comment"


def limit_of(training_class: TrainingClass) -> Fraction:
    """The share of a class's hours that leave may take, by the policy of its first day."""
    policy = ClassPolicy.objects.in_force(training_class.starts_on)
    if policy is None:
        raise ActionError("这个班开班那天没有生效的班级规则，请联系教务。")
    return Fraction(policy.leave_share_top, policy.leave_share_bottom)
