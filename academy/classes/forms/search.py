"""What is looked for on the pages of classes."""

from __future__ import annotations

from typing import Any

from django import forms

from academy.classes.models import Expertise


class FindTeachersForm(forms.Form):
    """Words and a field; what is not understood filters nothing."""

    q = forms.CharField(label="姓名、单位或专长", required=False, max_length=60)
    field = forms.ModelChoiceField(
        Expertise.objects.all(), label="专长领域", required=False, empty_label="全部"
    )

    @property
    def filters(self) -> dict[str, Any]:
        """As `queries.faculty.faculty` takes them."""
        self.is_valid()
        field = self.cleaned_data.get("field")
        return {
            "words": self.cleaned_data.get("q", "").strip(),
            "expertise": field.pk if field else None,
        }
