"""What stands between the braces of a GIFT question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from courses.questions.gift.text import Source, plain
from courses.questions.kinds import Body, kind_named
from courses.questions.kinds.fill_in import make_answers
from courses.questions.kinds.options import make_options

ZERO, ONE = Fraction(0), Fraction(1)
# Written weights such as 33.333 mean a third: the nearest fraction with a small denominator.
NEAR = Fraction(5, 10_000)
SMALL = 20

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,10})?)%", re.ASCII)
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_FOREIGN = {
    "essay": "问答题（大括号里是空的）",
    "numerical": "数值题（大括号以 # 开头）",
    "matching": "配对题（答案里有 ->）",
}


class GiftError(Exception):
    """Faults of one question: (place in the source, words) each."""

    def __init__(self, *faults: tuple[int, str]) -> None:
        super().__init__("; ".join(words for _, words in faults))
        self.faults = faults


@dataclass(frozen=True)
class Answer:
    """One marked answer: `~wrong`, `=right`, `~%50%half`, each with its feedback."""

    offset: int
    sign: str
    weight: Fraction
    text: str
    feedback: str


@dataclass(frozen=True)
class Answers:
    """The body of a question, its general feedback, and remarks that are not faults."""

    kind: str
    body: Body
    feedback: str
    notices: tuple[str, ...] = ()


def read_answers(source: Source, start: int, end: int) -> Answers:
    """Read the braces' inside, `source.text[start:end]`. Raises `GiftError`."""
    inside = source.text[start:end]
    marked, _, general = inside.partition("####")
    refuse_foreign(marked, start)
    truth = marked.partition("#")[0].strip().upper()
    if truth in _TRUTH:
        return Answers("true_false", _truth_body(marked, start), plain(general))
    answers = list(_answers(marked, start))
    kind, body = _body(answers)
    refuse_faults(kind, body, answers, start)
    return Answers(kind, body, plain(general), tuple(kind_named(kind).remarks(body)))


def refuse_foreign(marked: str, start: int) -> None:
    """Name the kinds of question that GIFT knows and this bank does not hold."""
    text, found = marked.strip(), ""
    if not text:
        found = "essay"
    elif text.startswith("#"):
        found = "numerical"
    elif "->" in text and "~" not in text and text.startswith("="):
        found = "matching"
    if found:
        raise GiftError((start, f"不支持{_FOREIGN[found]}，请改为单选、多选、判断或填空"))


def refuse_faults(kind: str, body: Body, answers: list[Answer], start: int) -> None:
    """Raise what the kind finds wrong, each at the place of its answer."""
    faults = kind_named(kind).faults(body)
    if faults:
        places = [start if f.index is None else answers[f.index].offset for f in faults]
        raise GiftError(*zip(places, (f.words for f in faults), strict=True))


def _truth_body(marked: str, start: int) -> Body:
    word, *feedback = marked.split("#")
    if len(feedback) > 2:
        raise GiftError((start, "判断题最多有两段反馈：答错时的和答对时的"))
    wrong, right, *_ = [plain(text, one_line=True) for text in feedback] + ["", ""]
    return {
        "answer": _TRUTH[word.strip().upper()],
        "feedback_wrong": wrong,
        "feedback_right": right,
    }


def _answers(marked: str, start: int) -> list[Answer]:
    signs = [match.start() for match in re.finditer("[~=]", marked)]
    if not signs or marked[: signs[0]].strip():
        raise GiftError((start, "答案前要写 =（正确）或 ~（错误）"))
    ends = [*signs[1:], len(marked)]
    return [
        _answer(marked[at], marked[at + 1 : end], start + at)
        for at, end in zip(signs, ends, strict=True)
    ]


def _answer(sign: str, text: str, offset: int) -> Answer:
    text, _, feedback = text.lstrip().partition("#")
    weight = ONE if sign == "=" else ZERO
    written = _WEIGHT.match(text)
    if written:
        weight, text = Fraction(written[1]) / 100, text[written.end() :]
    return Answer(offset, sign, weight, plain(text, one_line=True), plain(feedback, one_line=True))


def _body(answers: list[Answer]) -> tuple[str, Body]:
    signs = {answer.sign for answer in answers}
    weights = _meant([answer.weight for answer in answers])
    rows = [(a.text, weight, a.feedback) for a, weight in zip(answers, weights, strict=True)]
    if signs == {"="}:
        return "fill_in", make_answers(rows)
    if "=" in signs or not any(weights):
        return "single", make_options(rows)
    return "multiple", make_options(rows)


def _meant(weights: list[Fraction]) -> list[Fraction]:
    """33.333 means a third, unless the weights add up to 100 only as they are written."""
    near = [_near(weight) for weight in weights]
    as_written = sum(w for w in weights if w > ZERO) == ONE
    return weights if as_written and sum(w for w in near if w > ZERO) != ONE else near


def _near(weight: Fraction) -> Fraction:
    near = weight.limit_denominator(SMALL)
    return near if abs(near - weight) <= NEAR else weight
