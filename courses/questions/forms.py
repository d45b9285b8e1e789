"""Input of the question bank's screens."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courses.questions.drafts import MAX_BYTES, Reading
from courses.questions.gift import decode_gift, read_gift


class ImportForm(forms.Form):
    """Questions as a file or as text. Valid whenever there is something to read.

    `written`: the text read, empty where a file cannot be; `reading`: what came of it. `checked`:
    the fingerprint of the text last shown to the person, so that only what they have seen is ever
    imported.
    """

    file = forms.FileField(label="GIFT 文件（UTF-8 或 GBK，不超过 2 MB）", required=False)
    text = forms.CharField(
        label="题目文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="也可以直接粘贴在这里；检查出的问题在这里改好，再检查一次。",
    )
    checked = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        content = self._content(values)
        if not content.strip():
            raise ValidationError("请选择文件，或把题目粘贴到文本框里。")
        self.reading: Reading = read_gift(content)
        is_cut = bool(values.get("file")) and len(content) > MAX_BYTES
        self.written = "" if is_cut else decode_gift(content) or ""
        return values

    @property
    def is_confirmed(self) -> bool:
        """The person has seen this very text without faults and says yes."""
        seen = self.cleaned_data["checked"] == fingerprint(self.written)
        return seen and "confirm" in self.data and not self.reading.faults

    def again(self) -> ImportForm:
        """The same text in a form to be sent once more."""
        return ImportForm(initial={"text": self.written, "checked": fingerprint(self.written)})

    @staticmethod
    def _content(values: dict[str, Any]) -> bytes:
        upload = values.get("file")
        if upload:
            # One byte more than allowed shows that there is too much.
            content: bytes = upload.read(MAX_BYTES + 1)
            return content
        return str(values.get("text", "")).encode("utf-8", errors="replace")


def fingerprint(text: str) -> str:
    """The same for the same lines, however a browser ends them."""
    return hashlib.sha256(text.replace("\r\n", "\n").replace("\r", "\n").encode()).hexdigest()
