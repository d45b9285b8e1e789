"""Placing a session: by hand, or by dragging its card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from academy.classes.actions import place_session
from academy.classes.models import Room, Session, Teacher
from academy.classes.queries.claims import explain
from academy.classes.queries.sessions import headcount_of
from academy.classes.rules.timetable import YEARS

if TYPE_CHECKING:
    from academy.classes.rules.claims import Conflict
    from academy.people.models import User

FEWEST_TEACHERS = 3
ORDER = ("教师", "第二位教师", "第三位教师")


class PlaceForm(forms.Form):
    """When and where a session is held, and who teaches.

    What is sent may be a part: the rest stays as it stands (a dragged card sends its day alone).
    `version`: of the session as the person saw it.
    """

    day = forms.DateField(label="日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    time = forms.TimeField(label="开始时间", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    room = forms.ModelChoiceField(
        Room.objects.none(), label="教室", required=False, empty_label="（不用教室）"
    )
    reason = forms.CharField(
        label="改动原因", max_length=200, required=False, help_text="记入班级记录，可不填。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, sent: Mapping[str, Any] | None = None, *, session: Session, **kwargs: Any
    ) -> None:
        stands = standing_values(session)
        values = None if sent is None else stands | dict(sent.items())
        super().__init__(values, initial=stands, **kwargs)
        self.session = session
        rooms = Room.objects.filter(Q(is_active=True) | Q(pk=session.room_id))
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
        self._add_teachers()
        self.order_fields(["day", "time", "room", *self.teacher_names, "reason", "version"])

    def _add_teachers(self) -> None:
        has = [teacher.pk for teacher in self.session.teachers.all()]
        shown = Teacher.objects.filter(Q(is_active=True) | Q(pk__in=has))
        count = max(FEWEST_TEACHERS, len(has))
        self.teacher_names = [f"teacher_{number}" for number in range(1, count + 1)]
        for number, name in enumerate(self.teacher_names):
            label = ORDER[number] if number < len(ORDER) else f"第 {number + 1} 位教师"
            self.fields[name] = forms.ModelChoiceField(
                shown, label=label, required=False, empty_label="（不用教师）"
            )

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise forms.ValidationError(f"日期要在 {YEARS[0]} 年到 {YEARS[-1]} 年之间。")
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [values[name] for name in self.teacher_names if values.get(name)]
        for name in self.teacher_names:
            if values.get(name) and chosen.count(values[name]) > 1:
                self.add_error(name, f"{values[name]}选了两次，一位教师只选一次。")
                break
        values["teachers"] = list(dict.fromkeys(chosen))
        if values.get("day") and values.get("time"):
            zone = timezone.get_default_timezone()
            values["starts_at"] = dt.datetime.combine(values["day"], values["time"], zone)
        return values

    def conflicts(self) -> tuple[Conflict, ...]:
        """Everything that stands against these values now; nothing is written."""
        values, session = self.cleaned_data, self.session
        wishes = session.wishes(
            starts_at=values["starts_at"],
            ends_at=values["starts_at"] + dt.timedelta(minutes=session.minutes),
            room=values["room"],
            teachers=values["teachers"],
            headcount=headcount_of(session.training_class),
        )
        return explain(wishes, besides=session).conflicts

    def place(self, *, by: User) -> Session:
        """Place the session; raises what `place_session` raises."""
        values = self.cleaned_data
        return place_session(
            session=self.session,
            starts_at=values["starts_at"],
            room=values["room"],
            teachers=values["teachers"],
            by=by,
            version=values["version"],
            reason=values["reason"],
        )


def standing_values(session: Session) -> dict[str, Any]:
    """How a session stands, as the form's fields."""
    values: dict[str, Any] = {"version": session.version, "room": session.room_id or ""}
    if session.starts_at:
        begins = timezone.localtime(session.starts_at)
        values |= {"day": f"{begins:%Y-%m-%d}", "time": f"{begins:%H:%M}"}
    for number, teacher in enumerate(session.teachers.all(), 1):
        values[f"teacher_{number}"] = teacher.pk
    return values


class PublishForm(forms.Form):
    """Publishing what was previewed."""

    note = forms.CharField(
        label="给学员和教师的话", max_length=200, required=False, help_text="写在通知开头，可不填。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class CancelForm(forms.Form):
    """Not holding a session."""

    reason = forms.CharField(label="取消原因", max_length=200, help_text="学员和教师会看到。")
    version = forms.IntegerField(widget=forms.HiddenInput)
