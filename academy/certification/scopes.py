"""What a programme can be evaluated for besides the person alone.

The floor above brings its own: a training class is one. Certification knows only what every
scope has, a lasting key and a title; the requirement kinds of that floor know the rest.
"""

from __future__ import annotations

from typing import Protocol


class Scope(Protocol):
    """Something that a certificate can be granted for, such as a training class.

    `key` tells it from every other and never changes, 40 characters at most: "class:12".
    `title`: its name in words, printed on the certificate.
    """

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...


def key_of(scope: Scope | None) -> str:
    """The key that a certificate is stored with; "" for a certificate of the person alone."""
    return scope.key if scope else ""


def title_of(scope: Scope | None) -> str:
    return scope.title if scope else ""
