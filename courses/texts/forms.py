"""Input of documents."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm


class DocumentForm(BaseDocumentForm):
    """Every form of Wagtail's through which documents come in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upload = self.files.get(self.add_prefix("file"))
        if refusal := getattr(upload, "refusal", ""):
            self.fields["file"].error_messages["empty"] = refusal

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.DOCUMENT_MAX_MB * 1024 * 1024:
            raise ValidationError(f"文件太大：最大 {settings.DOCUMENT_MAX_MB} MB。")
        return file
