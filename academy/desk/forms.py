"""Forms of the roof."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from academy.desk.actions.suggestions import ALPHABET, draw_receipt, send_suggestion
from academy.desk.models import Suggestion
from academy.people.models import User


class SuggestionForm(forms.Form):
    """A complaint or suggestion; only the text is needed."""

    text = forms.CharField(
        label="您想说的事",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写清在哪一页、遇到什么。最多 2000 字。",
        error_messages={"required": "请写下您想说的事。"},
    )
    contact = forms.CharField(
        label="联系方式", max_length=80, required=False, help_text="想要我们回电时再填。"
    )
    unnamed = forms.BooleanField(label="不留下我的账号", required=False)
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    receipt = forms.CharField(widget=forms.HiddenInput, initial=draw_receipt, required=False)

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        """`user`: who is signed in; nobody else has an account to leave out."""
        super().__init__(*args, **kwargs)
        self.user = user
        if user is None:
            del self.fields["unnamed"]

    def clean_receipt(self) -> str:
        """A receipt that the form did not draw is replaced, not trusted."""
        receipt = str(self.cleaned_data["receipt"])
        return receipt if re.fullmatch(f"[{ALPHABET}]{{10}}", receipt) else draw_receipt()

    def send(self) -> Suggestion:
        """Hand the clean values to the action."""
        given = self.cleaned_data
        return send_suggestion(
            text=given["text"],
            contact=given["contact"],
            page=given["page"],
            receipt=given["receipt"],
            sender=None if given.get("unnamed") else self.user,
        )


class FindSuggestionForm(forms.Form):
    """The number of a suggestion, as it was copied down."""

    number = forms.CharField(
        label="编号", max_length=40, error_messages={"required": "请填写编号。"}
    )

    def clean_number(self) -> str:
        number = "".join(str(self.cleaned_data["number"]).split()).upper()
        if not Suggestion.objects.filter(number=number).exists():
            raise forms.ValidationError("没有这个编号，请对照您记下的再核对一遍。")
        return number
