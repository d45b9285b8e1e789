"""Reading what addresses and bare buttons carry, where no form checks it.

Databases refuse the character NUL and numbers beyond their widest column with an error of their
own; what is read here never comes to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Every number of so many digits fits into a 64-bit column.
MOST_DIGITS = 18


def text_in(given: Mapping[str, str], name: str, longest: int) -> str:
    """The words sent as `name`, trimmed and at most `longest` characters; "" where none came."""
    return given.get(name, "").replace("\x00", "").strip()[:longest]


def number_in(text: str) -> int | None:
    """A number without a sign, of at most 18 ASCII digits; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """Those of `texts` that are numbers, in their order."""
    return [number for text in texts if (number := number_in(text)) is not None]
