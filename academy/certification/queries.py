"""Reads of certification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from academy.certification.models import Programme
from academy.certification.requirements import (
    Node,
    RequirementBlock,
    RequirementStream,
    Verdict,
    combine,
    leaves,
)
from academy.certification.rules import verdicts
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class Evaluation:
    """How a person stands with a programme: one verdict per requirement, in order."""

    programme: Programme
    person: User
    verdict: Verdict

    @property
    def met(self) -> bool:
        return self.verdict.met

    @property
    def parts(self) -> tuple[Verdict, ...]:
        return self.verdict.parts


def evaluate_programme(programme: Programme, person: User, scope: Any = None) -> Evaluation:
    """How `person` stands with every requirement; all must be met, and there must be one.

    The number of queries depends on the kinds used, never on how many requirements there are.
    """
    field = Programme._meta.get_field("requirements")
    nodes = field.stored(programme.requirements)
    verdict = evaluate_requirements(field.stream_block, nodes, person, scope)
    return Evaluation(programme, person, verdict)


def evaluate_requirements(
    stream: RequirementStream, nodes: Sequence[Node], person: User, scope: Any = None
) -> Verdict:
    """All of the stored `nodes`; every kind loads its targets and facts once."""
    found = list(leaves(nodes))
    places: dict[str, list[int]] = defaultdict(list)
    for place, (name, _) in enumerate(found):
        places[name].append(place)
    answers: dict[int, Verdict] = {}
    for name, own_places in places.items():
        raws = [found[place][1] for place in own_places]
        verdicts_of_kind = _verdicts(stream.child_blocks[name], raws, person, scope)
        answers.update(zip(own_places, verdicts_of_kind, strict=True))
    return verdicts.all_of(combine(nodes, (answers[place] for place in range(len(found)))))


def _verdicts(
    block: RequirementBlock, raws: Sequence[Node], person: User, scope: Any
) -> list[Verdict]:
    values = block.bulk_to_python(raws)
    facts = block.prefetch(values, person, scope)
    return [_verdict(block, value, person, facts, scope) for value in values]


def _verdict(block: RequirementBlock, value: Any, person: User, facts: Any, scope: Any) -> Verdict:
    """The kind's verdict; what it refuses to judge (a deleted target) is unmet, in its words."""
    try:
        return block.evaluate(value, person, facts, scope)
    except ActionError as error:
        return Verdict(met=False, wanted=error.message, own="无法判定")
