"""The file formats questions come in and go out by. A new format is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from courses.questions.drafts import QuestionDraft, Reading
from courses.questions.gift import export_gift, read_gift


@dataclass(frozen=True)
class Format:
    """How a format is read and written."""

    read: Callable[[bytes], Reading]
    write: Callable[[Iterable[QuestionDraft]], str]


FORMATS = {"gift": Format(read_gift, export_gift)}
