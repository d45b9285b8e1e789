"""Input of courses' pages."""

from __future__ import annotations

from typing import Any

from django import forms

from courses.enums import CourseForm, Necessity, Subject

ANY = ("", "全部")


class CatalogueForm(forms.Form):
    """Filters of the catalogue; what is not understood filters nothing."""

    subject = forms.ChoiceField(
        label="主题", required=False, choices=[("", "全部"), *Subject.choices]
    )
    form = forms.ChoiceField(
        label="形式", required=False, choices=[("", "全部"), *CourseForm.choices]
    )
    necessity = forms.ChoiceField(
        label="修读要求", required=False, choices=[("", "全部"), *Necessity.choices]
    )
    teacher = forms.TypedChoiceField(label="主讲教师", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, teachers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teacher = self.fields["teacher"]
        assert isinstance(teacher, forms.TypedChoiceField)  # noqa: S101
        teacher.choices = [ANY, *teachers]

    @property
    def filters(self) -> dict[str, Any]:
        """Chosen filters by field of `CoursePage`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
