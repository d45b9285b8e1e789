"""The Requirement family: what must be shown before a certificate is granted.

A kind is a `RequirementBlock` subclass registered by `@requirement("name")` in a module
`requirement_kinds` of any app. It holds parameters only; `evaluate` says how a person stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from wagtail import blocks

from academy.core.kinds import Registry

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class Verdict:
    """How a person stands with one requirement.

    `wanted`: the requirement in words. `own`: the person's own value in words.
    `next_words`/`next_url`: what to do now, empty when met.
    `parts`: verdicts of a group, in order.
    """

    met: bool
    wanted: str
    own: str
    next_words: str = ""
    next_url: str = ""
    parts: tuple[Verdict, ...] = ()


class RequirementBlock(blocks.StructBlock):
    """Base of every kind of requirement. `scope` is what it is asked for (None, or a class)."""

    label_words: ClassVar[str]

    def evaluate(self, value: Any, person: User, scope: Any = None) -> Verdict:
        """How `person` stands. Reads only; a missing target raises `ActionError`."""
        raise TypeError(f"{type(self).__name__} must say how it is evaluated")


REQUIREMENTS: Registry[type[RequirementBlock]] = Registry("requirement_kinds")


def requirement(name: str) -> Callable[[type[RequirementBlock]], type[RequirementBlock]]:
    """Register a kind under the name that stored programmes use for it."""

    def register(block: type[RequirementBlock]) -> type[RequirementBlock]:
        return REQUIREMENTS.register(name, block)

    return register
