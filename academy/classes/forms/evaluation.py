"""The evaluation of a session: three rows of five buttons and a comment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from academy.classes.rules.evaluation import Question

SCALE = [(5, "很好"), (4, "好"), (3, "一般"), (2, "差"), (1, "很差")]


class EvaluationForm(forms.Form):
    """A field for each question of the session's kind, by its code."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [question.code for question in questions]
        for question in questions:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.text,
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "请在五个选项里选一个。"},
            )
        self.fields["comment"] = forms.CharField(
            label="想说的话",
            required=False,
            max_length=500,
            help_text="不记名，但请别写能认出您的话。最多 500 字。",
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def marks(self) -> dict[str, int]:
        """The questions that were answered."""
        given = {code: self.cleaned_data.get(code) for code in self.codes}
        return {code: mark for code, mark in given.items() if mark is not None}
