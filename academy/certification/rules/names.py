"""Names as printed, and names as the public sees them."""

from __future__ import annotations

import re
import unicodedata

# The dots written inside names become the one that the standard for names asks for (U+00B7).
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･．", "·"))
_KEPT = "· -（）()"
_NOTE = re.compile(r"\s*[（(].*")  # what follows a name in brackets is no part of it


def printed_name(name: str) -> str:
    """The name as it will be printed: composed characters, single spaces, one kind of dot."""
    return " ".join(unicodedata.normalize("NFC", name).translate(_DOTS).split())


def masked_name(name: str) -> str:
    """First and last character, the rest as stars: 王*明, 李*, 阿***·**提, 王*明（**）."""
    own = _NOTE.sub("", name)
    letters = [place for place, character in enumerate(own) if character not in _KEPT]
    shown = {letters[0], letters[-1]} if len(letters) > 2 else set(letters[: len(letters) - 1])
    return "".join(
        character if place in shown or character in _KEPT else "*"
        for place, character in enumerate(name)
    )
