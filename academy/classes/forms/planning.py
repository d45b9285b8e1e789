"""What administrators send about proposed places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms

from academy.classes.actions import place_session
from academy.classes.actions.pins import pin_session
from academy.classes.actions.planning import propose_replanning
from academy.classes.models import Room, Teacher

if TYPE_CHECKING:
    from academy.classes.models import Session
    from academy.jobs.models import Job
    from academy.people.models import User

UNCLEAR = "填写的内容已经不能用了，请刷新后再选。"


def fresh_key() -> str:
    """Sent back with a form: pressing its button twice asks once."""
    return str(uuid4())


class KeyForm(forms.Form):
    """A button that is pressed once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class PlaceHereForm(forms.Form):
    """One of the best places, as it was shown. `version`: of the session then."""

    starts_at = forms.CharField(widget=forms.HiddenInput)
    room = forms.ModelChoiceField(Room.objects.all(), required=False)
    teachers = forms.ModelMultipleChoiceField(Teacher.objects.all(), required=False)
    version = forms.IntegerField()

    def clean_starts_at(self) -> dt.datetime:
        try:
            found = dt.datetime.fromisoformat(self.cleaned_data["starts_at"])
        except ValueError as error:
            raise forms.ValidationError(UNCLEAR) from error
        if found.tzinfo is None:
            raise forms.ValidationError(UNCLEAR)
        return found

    def place(self, *, session: Session, by: User) -> Session:
        """Through the normal write path."""
        return place_session(session=session, by=by, **self.cleaned_data)


class PinForm(forms.Form):
    """What the help may not change. `version`: of the session as it was shown."""

    time = forms.BooleanField(required=False)
    teacher = forms.BooleanField(required=False)
    room = forms.BooleanField(required=False)
    version = forms.IntegerField()

    def pin(self, *, session: Session, by: User) -> Session:
        return pin_session(session=session, by=by, **self.cleaned_data)


def _moment() -> forms.DateTimeInput:
    """A picker of the browser, which wants ISO whatever the language."""
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class AbsenceForm(forms.Form):
    """Which teacher cannot teach when."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=fresh_key)
    teacher = forms.ModelChoiceField(Teacher.objects.teaching(), label="教师")
    starts_at = forms.DateTimeField(label="请假开始", widget=_moment())
    ends_at = forms.DateTimeField(label="请假结束", widget=_moment())
    reason = forms.CharField(label="事由", max_length=100, required=False, initial="请假")

    def ask(self, *, by: User) -> Job:
        return propose_replanning(by=by, **self.cleaned_data)
