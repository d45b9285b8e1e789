"""Kinds of questions, one module each. A new kind is a module, its template and a line here."""

from courses.questions.kinds.base import Body, BodyFault, Choice, Kind
from courses.questions.kinds.fill_in import FillIn
from courses.questions.kinds.multiple import Multiple
from courses.questions.kinds.single import Single
from courses.questions.kinds.true_false import TrueFalse

__all__ = ["KINDS", "Body", "BodyFault", "Choice", "Kind", "kind_named"]

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Single(), Multiple(), TrueFalse(), FillIn())}


def kind_named(name: str) -> Kind:
    """The kind that stored questions call `name`. An unknown one fails loudly."""
    return KINDS[name]
