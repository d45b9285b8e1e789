"""Programmes and certificates for tests."""

from itertools import count
from typing import Any

from academy.certification.models import Programme

_serial = count(1)


def hours_node(hours: str = "1", kinds: tuple[str, ...] = ("online",), **value: Any) -> Any:
    """A stored requirement of hours; `year_rule` any unless told."""
    fields = {"kinds": list(kinds), "hours": hours, "year_rule": "any", "year": None}
    return {"type": "hours_by_kind", "value": fields | value}


def group_node(name: str, *parts: Any, **value: Any) -> Any:
    """A stored group of requirements: all_of, any_of or n_of (with count=…)."""
    return {"type": name, "value": {"parts": list(parts), **value}}


def make_programme(*nodes: Any, **fields: Any) -> Programme:
    """A published programme; without nodes it asks for one online hour."""
    n = next(_serial)
    values = {
        "code": f"programme-{n}",
        "title": "社区治理结业证书",
        "statement": "参加社区治理专题学习，考核合格，准予结业。",
        "requirements": list(nodes) or [hours_node()],
    } | fields
    return Programme.objects.create(**values)
