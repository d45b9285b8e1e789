"""Input of the film's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from wagtail.admin.forms import WagtailAdminModelForm

from courses.films import rules
from courses.films.models import Film

MB = 1024 * 1024


class FilmFileField(forms.FileField):
    """A film as far as one can tell before ffmpeg looks at it: suffix, first bytes, size."""

    widget = forms.FileInput
    default_error_messages = {
        "required": "请选择影片文件。",
        "missing": "请选择影片文件。",
        "empty": "这个文件是空的（0 字节）。请重新导出，再上传。",
    }

    def to_python(self, data: Any) -> Any:
        if refusal := getattr(data, "refusal", ""):
            raise ValidationError(refusal)
        upload = super().to_python(data)
        if upload is not None and (refusal := upload_refusal(upload)):
            raise ValidationError(refusal)
        return upload

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`data-upload`: sent by the admin's script, which shows how far it is."""
        return {"accept": ",".join(f".{suffix}" for suffix in rules.SUFFIXES), "data-upload": ""}


def upload_refusal(upload: Any) -> str:
    """Why an upload is no film we take, in words; empty if it may be one."""
    suffix = upload.name.rpartition(".")[2].lower()
    if suffix not in rules.SUFFIXES:
        return f"不接受这种文件。请上传影片（{'、'.join(rules.SUFFIXES)}）。"
    if upload.size > settings.FILM_MAX_MB * MB:
        return f"文件太大：最大 {settings.FILM_MAX_MB} MB。请压缩或剪短，再上传。"
    upload.seek(0)
    head = upload.read(rules.HEAD_BYTES)
    upload.seek(0)
    return "" if rules.is_film_container(head) else rules.NOT_A_FILM


class FilmForm(WagtailAdminModelForm):
    """A film's own words, and a new file where there is one."""

    original = FilmFileField(label="影片文件")

    class Meta:
        model = Film
        fields = ["title", "original", "no_captions_reason"]

    class Media:
        js = [Script("build/admin.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = f"最大 {settings.FILM_MAX_MB} MB，最长 {settings.FILM_MAX_MINUTES} 分钟。"
        again = "不换影片就不用选。" if self.instance.pk else ""
        self.fields["original"].help_text = f"MP4、MOV 等常见格式，{limits}{again}"
