"""Reads of certification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from academy.certification.models import Certificate, Programme
from academy.certification.requirements import (
    Node,
    RequirementBlock,
    RequirementStream,
    Verdict,
    combine,
    leaves,
)
from academy.certification.rules import verdicts
from academy.certification.rules.names import printed_name
from academy.certification.scopes import key_of
from academy.core.errors import ActionError
from academy.learning.models import CreditEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from academy.certification.scopes import Scope
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


def evaluate_programme(
    programme: Programme, person: User, scope: Scope | None = None
) -> Evaluation:
    """How `person` stands with every requirement; all must be met, and there must be one.

    `scope`: what it is evaluated for, such as a class. A requirement that needs one is unmet
    without. The number of queries depends on the kinds used, never on how many requirements
    there are.
    """
    return evaluate_programmes([programme], person, scope)[0]


def evaluate_programmes(
    programmes: Sequence[Programme], person: User, scope: Scope | None = None
) -> list[Evaluation]:
    """The same for several programmes, in as many queries as for one that uses all their kinds."""
    field = Programme._meta.get_field("requirements")
    lists = [field.stored(programme.requirements) for programme in programmes]
    found = _evaluate_lists(field.stream_block, lists, person, scope)
    pairs = zip(programmes, found, strict=True)
    return [Evaluation(programme, person, verdict) for programme, verdict in pairs]


def evaluate_requirements(
    stream: RequirementStream, nodes: Sequence[Node], person: User, scope: Scope | None = None
) -> Verdict:
    """All of the stored `nodes`."""
    return _evaluate_lists(stream, [nodes], person, scope)[0]


def _evaluate_lists(
    stream: RequirementStream, lists: Sequence[Sequence[Node]], person: User, scope: Scope | None
) -> list[Verdict]:
    """All of each list of stored nodes; every kind loads its targets and facts once."""
    found = [leaf for nodes in lists for leaf in leaves(nodes)]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (name, _) in enumerate(found):
        places[name].append(place)
    answers: dict[int, Verdict] = {}
    for name, own_places in places.items():
        raws = [found[place][1] for place in own_places]
        verdicts_of_kind = _verdicts(stream.child_blocks[name], raws, person, scope)
        answers.update(zip(own_places, verdicts_of_kind, strict=True))
    in_order = iter([answers[place] for place in range(len(found))])
    return [verdicts.all_of(combine(nodes, in_order)) for nodes in lists]


def _verdicts(
    block: RequirementBlock, raws: Sequence[Node], person: User, scope: Scope | None
) -> list[Verdict]:
    if block.needs_scope and scope is None:
        return [_only_in_a_class(block)] * len(raws)
    values = block.bulk_to_python(raws)
    facts = block.prefetch(values, person, scope)
    return [_verdict(block, value, person, facts, scope) for value in values]


def _only_in_a_class(block: RequirementBlock) -> Verdict:
    return Verdict(
        met=False,
        wanted=f"“{block.label}”只在培训班里计算",
        own="这里不是培训班，无法判定",
        next_words="请在所在培训班的结业页查看",
    )


def _verdict(
    block: RequirementBlock, value: Any, person: User, facts: Any, scope: Scope | None
) -> Verdict:
    """The kind's verdict; what it refuses to judge (a deleted target) is unmet, in its words."""
    try:
        return block.evaluate(value, person, facts, scope)
    except ActionError as error:
        return Verdict(met=False, wanted=error.message, own="无法判定")


def hours_shown(person: User, year: int) -> dict[str, Any]:
    """The hours a certificate states, and the last ledger line they count: for the audit."""
    # Lines, not totals, so that sum and last line come from one reading of the ledger.
    lines = CreditEntry.objects.filter(user=person, year=year).values_list("pk", "hours")
    found = dict(lines)
    total = sum(found.values(), Decimal("0.00"))
    return {"year": year, "total": str(total), "last_entry": max(found, default=0)}


def completion_page(
    programme: Programme, person: User, viewer: User, scope: Scope | None = None
) -> dict[str, Any]:
    """What the completion page shows of `person`; staff see the same with a name over it.

    For a scope, the page that shows it brings a `claim_url` of its own besides.
    """
    certificates = Certificate.objects.filter(
        programme=programme, holder=person, scope=key_of(scope)
    )
    return {
        "programme": programme,
        "person": person,
        "scope": scope,
        "evaluation": evaluate_programme(programme, person, scope),
        "certificate": certificates.order_by("state", "-issued_at").first(),
        "printed_name": printed_name(person.name),
        "is_own": viewer.pk == person.pk,
    }


def programmes_for(person: User | AnonymousUser) -> QuerySet[Programme]:
    """Programmes that anybody can earn: `is_held`, whether `person` has a valid certificate,
    `was_held`, whether any. Those for classes only, and certificates of classes, are left out.
    """
    mine = Certificate.objects.filter(programme=OuterRef("pk"), holder=person.pk, scope="")
    return Programme.objects.open_to_all().annotate(
        is_held=Exists(mine.valid()), was_held=Exists(mine)
    )


def due_among(programmes: Iterable[Any], person: User) -> set[int]:
    """Which of `programmes_for` the person can claim now."""
    unheld = [programme for programme in programmes if not programme.was_held]
    return {found.programme.pk for found in evaluate_programmes(unheld, person) if found.met}
