"""The Requirement family: what must be shown before a certificate is granted.

A kind is a `RequirementBlock` subclass registered by `@requirement("name")` in a module
`requirement_kinds` of any app. It holds parameters only; `evaluate` says how a person stands:

    @requirement("visit_made")
    class VisitMade(RequirementBlock):
        base = SnippetChooserBlock("bases.PracticeBase", label="实践基地")

        def prefetch(self, values, person, scope=None):
            bases = [value["base"] for value in values if value["base"]]
            return set(Visit.objects.filter(person=person, base__in=bases).values_list(…))

        def evaluate(self, value, person, facts, scope=None):
            base = self.target(value, "base")
            …
            return Verdict(met=base.pk in facts, wanted=f"完成“{base}”现场教学", own=…)

        class Meta:
            label = "现场教学完成"
            icon = "site"

Adding a kind needs no migration: stored programmes name kinds, the field's definition does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.fields import StreamField

from academy.certification.rules import verdicts
from academy.certification.rules.verdicts import Verdict
from academy.core.errors import ActionError
from academy.core.kinds import Registry

if TYPE_CHECKING:
    from academy.people.models import User

__all__ = [
    "REQUIREMENTS",
    "Node",
    "RequirementBlock",
    "RequirementStream",
    "RequirementsField",
    "UnknownRequirementError",
    "Verdict",
    "combine",
    "leaves",
    "requirement",
]

Node = Mapping[str, Any]
GROUP_DEPTH = 2


class UnknownRequirementError(ImproperlyConfigured):
    """Stored requirements name a kind that nobody registered.

    Wagtail would leave it out silently and the next save would erase it.
    """


class RequirementBlock(blocks.StructBlock):
    """Base of every kind of requirement. Set `Meta.label` and `Meta.icon`.

    `needs_scope`: it can be judged only for a scope (see `scopes`), such as a class. Such a kind is
    asked with one, never without, and programmes that are not for classes do not take it.
    """

    needs_scope: ClassVar[bool] = False

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Any:
        """Read at once whatever evaluating all `values` of this kind needs: the "facts".

        Called once per kind and programme, so that the number of queries does not grow with
        the number of requirements. Chosen targets in `values` are already loaded.
        """
        return None

    def evaluate(self, value: Any, person: User, facts: Any, scope: Any = None) -> Verdict:
        """How `person` stands with one value. Reads only, and from `facts` where it can.

        `scope` is what the programme is evaluated for (None, or a `Scope` such as a class). An
        `ActionError` becomes an unmet verdict with its words.
        """
        raise TypeError(f"{type(self).__name__} must say how it is evaluated")

    def target(self, value: Any, name: str) -> Any:
        """The chosen object, or an `ActionError` in words when it was deleted."""
        if value[name] is None:
            raise ActionError(f"条件“{self.label}”所指的内容已被删除，请联系教务处理。")
        return value[name]


REQUIREMENTS: Registry[type[RequirementBlock]] = Registry("requirement_kinds")


def requirement(name: str) -> Callable[[type[RequirementBlock]], type[RequirementBlock]]:
    """Register a kind under the name that stored programmes use for it."""

    def register(block: type[RequirementBlock]) -> type[RequirementBlock]:
        return REQUIREMENTS.register(name, block)

    return register


class RequirementStream(blocks.StreamBlock):
    """A list of requirements: every registered kind, and groups down to `depth`."""

    def __init__(self, local_blocks: Any = None, *, depth: int = 0, **kwargs: Any) -> None:
        if local_blocks is None:
            groups = GROUPS if depth else {}
            local_blocks = [(name, kind()) for name, kind in REQUIREMENTS.items().items()]
            local_blocks += [(name, group(depth=depth - 1)) for name, group in groups.items()]
        super().__init__(local_blocks, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            value = json.loads(value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            self.refuse_unknown(value)
        return super().to_python(value)

    def refuse_unknown(self, nodes: Sequence[Node]) -> None:
        """Raise when stored nodes name a kind, at any depth, that is not registered."""
        for node in nodes:
            block = self.child_blocks.get(node["type"])
            if block is None:
                raise UnknownRequirementError(
                    f"{node['type']}: no such kind of requirement; is its app installed?"
                )
            if isinstance(block, RequirementGroup):
                block.child_blocks["parts"].refuse_unknown(node["value"]["parts"])


class RequirementGroup(blocks.StructBlock):
    """Several requirements that count as one."""

    def __init__(self, local_blocks: Any = None, *, depth: int = 0, **kwargs: Any) -> None:
        if local_blocks is None:
            parts = RequirementStream(depth=depth, label="条件", min_num=1)
            local_blocks = [("parts", parts)]
        super().__init__(local_blocks, **kwargs)

    @staticmethod
    def combine(value: Node, parts: Sequence[Verdict]) -> Verdict:
        raise NotImplementedError


class AllOf(RequirementGroup):
    """Every part."""

    @staticmethod
    def combine(value: Node, parts: Sequence[Verdict]) -> Verdict:
        return verdicts.all_of(parts)

    class Meta:
        label = "全部满足"
        icon = "list-ul"
        group = "组合"


class AnyOf(RequirementGroup):
    """One part."""

    @staticmethod
    def combine(value: Node, parts: Sequence[Verdict]) -> Verdict:
        return verdicts.any_of(parts)

    class Meta:
        label = "满足其一"
        icon = "list-ul"
        group = "组合"


class NOf(RequirementGroup):
    """At least `count` parts."""

    count = blocks.IntegerBlock(label="至少几项", min_value=1)

    @staticmethod
    def combine(value: Node, parts: Sequence[Verdict]) -> Verdict:
        return verdicts.n_of(value["count"], parts)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["count"] is not None and cleaned["count"] > len(cleaned["parts"]):
            words = "“至少几项”不能多于下面所列的条件数。"
            raise blocks.StructBlockValidationError({"count": ValidationError(words)})
        return cleaned

    class Meta:
        label = "满足其中几项"
        icon = "list-ol"
        group = "组合"


GROUPS: dict[str, type[RequirementGroup]] = {"all_of": AllOf, "any_of": AnyOf, "n_of": NOf}


def leaves(nodes: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Kind and stored value of every single requirement, depth first."""
    for node in nodes:
        if node["type"] in GROUPS:
            yield from leaves(node["value"]["parts"])
        else:
            yield node["type"], node["value"]


def combine(nodes: Sequence[Node], found: Iterator[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts of `nodes`, given those of their leaves in the order of `leaves`."""
    return tuple(_combine_one(node, found) for node in nodes)


def _combine_one(node: Node, found: Iterator[Verdict]) -> Verdict:
    group = GROUPS.get(node["type"])
    if group is None:
        return next(found)
    return group.combine(node["value"], combine(node["value"]["parts"], found))


class RequirementsField(StreamField):
    """Requirements of a programme: a StreamField over whatever kinds are registered.

    The definition is built when first needed and left out of migrations, so that a hall can add
    a kind without one.
    """

    empty_definition: ClassVar[list[Any]] = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.empty_definition, **kwargs)

    @cached_property
    def stream_block(self) -> RequirementStream:
        block = RequirementStream(depth=GROUP_DEPTH)
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> Any:
        name, path, args, kwargs = models.Field.deconstruct(self)
        return name, path, args, kwargs

    def labels_needing_scope(self, value: Any) -> list[str]:
        """Labels of the kinds in a value, at any depth, that are judged only for a scope."""
        names = dict.fromkeys(name for name, _ in leaves(self.stored(value)))
        kinds = [self.stream_block.child_blocks[name] for name in names]
        return [str(kind.label) for kind in kinds if kind.needs_scope]

    def stored(self, value: Any) -> list[Node]:
        """The JSON form of a value, without loading the objects it names."""
        nodes: list[Node] = self.stream_block.get_prep_value(value)
        return nodes
