"""Questions on their way in or out: what every file format reads into and writes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.questions.kinds import Body

MAX_NAME = 120
MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class QuestionDraft:
    """A question as a file holds it. `feedback`: the explanation shown whatever was answered."""

    name: str
    kind: str
    stem: str
    body: Body
    feedback: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, order=True)
class Remark:
    """Something to tell about a line of a file, counted from 1."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


@dataclass(frozen=True)
class Reading:
    """What came of reading a file. With any fault, nothing of it may be used."""

    questions: tuple[QuestionDraft, ...] = ()
    faults: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()


def duplicate_names(questions: Iterable[QuestionDraft]) -> list[Remark]:
    """Questions that bear a name already taken by an earlier one of the same file."""
    first: dict[str, int] = {}
    remarks = []
    for question in questions:
        if question.name in first:
            where = f"与第 {first[question.name]} 行的题目同名"
            remarks.append(Remark(question.line, f"题名重复：{question.name}（{where}）"))
        first.setdefault(question.name, question.line)
    return remarks
