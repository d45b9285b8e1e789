"""Certificate numbers: CC, the year, ten random characters, one check character.

Characters are Crockford's base 32: no I, L, O, U, so that nothing read aloud or copied by hand
is mistaken. The check character is Luhn's sum to the base 32 over everything before it: it finds
every single wrong character and every swap of neighbours except 0 with Z.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "CC"
RANDOM_LENGTH = 10
LENGTH = len(PREFIX) + 4 + RANDOM_LENGTH + 1

_BASE = len(ALPHABET)
_LOOK_ALIKES = str.maketrans("ILO", "110")


def new_number(year: int) -> str:
    """A number nobody can guess (50 random bits)."""
    body = f"{PREFIX}{year:04d}" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that makes `body` a whole number."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character)
        total += value if place % 2 else _doubled(value)
    return ALPHABET[-total % _BASE]


def _doubled(value: int) -> int:
    return sum(divmod(2 * value, _BASE))


def normalise_number(text: str) -> str:
    """A number as stored, however it was typed: case, width, spaces, hyphens, look-alikes."""
    kept = (c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    return "".join(kept).translate(_LOOK_ALIKES)


def is_well_formed(number: str) -> bool:
    """Whether a normalised number could have been given out: shape and check character."""
    if len(number) != LENGTH or not number.startswith(PREFIX):
        return False
    if any(character not in ALPHABET for character in number):
        return False
    return check_character(number[:-1]) == number[-1]


def grouped(number: str) -> str:
    """For reading: CC2026 8K3M9 QW2TZ 7."""
    head = len(PREFIX) + 4
    return " ".join((number[:head], number[head : head + 5], number[head + 5 : -1], number[-1]))
