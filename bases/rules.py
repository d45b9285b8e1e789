"""When a visit task can be done, and when its answers are enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NUMBERS = ("1", "2", "3")
MIN_LENGTH = 10
MAX_LENGTH = 2000
BASE_CLOSED = "这个实践基地暂不开放，请先学习其他内容或联系教务处。"
NOT_PUBLISHED = "这项现场任务还没有发布。"
ORDINALS = dict(zip(NUMBERS, "一二三", strict=True))


def clean_answers(sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The answers among whatever a browser sent (fields answer_1 … answer_3), cut to length."""
    fields = {number: sent.get(f"answer_{number}") for number in NUMBERS}
    return {
        number: storable(values[-1]).strip()[:MAX_LENGTH]
        for number, values in fields.items()
        if values
    }


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot store: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def find_faults(answers: Mapping[str, str]) -> list[str]:
    """A sentence for each question whose answer is missing or too short."""
    faults = []
    for number in NUMBERS:
        length = len(answers.get(number, ""))
        if not length:
            faults.append(f"问题{ORDINALS[number]}还没有回答。")
        elif length < MIN_LENGTH:
            faults.append(f"问题{ORDINALS[number]}只写了 {length} 个字，至少写 {MIN_LENGTH} 个字。")
    return faults


def closed_reason(is_live: bool, is_base_live: bool) -> str:
    """Why a visit task cannot be done now, in words; empty where it can."""
    if not is_live:
        return NOT_PUBLISHED
    return "" if is_base_live else BASE_CLOSED
