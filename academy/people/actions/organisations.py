"""The tree of units."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from academy.core.errors import ActionError
from academy.people.divisions import Division, city_divisions
from academy.people.enums import OrganisationLevel
from academy.people.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_BATCH = 500


@dataclass(frozen=True)
class DivisionImport:
    """What an import did: units made, units that were there already."""

    created: int
    kept: int


@transaction.atomic
def create_organisation(
    *, name: str, code: str, level: OrganisationLevel, parent: Organisation | None = None
) -> Organisation:
    """Add a unit below `parent`, last among its siblings, or as a new top."""
    if Organisation.objects.filter(code=code).exists():
        raise ActionError(f"代码“{code}”已经有单位使用。")
    values = {"name": name, "code": code, "level": level}
    created: Organisation = (
        Organisation.objects.get(pk=parent.pk).add_child(**values)
        if parent
        else Organisation.add_root(**values)
    )
    return created


@transaction.atomic
def move_organisation(*, organisation: Organisation, parent: Organisation | None) -> None:
    """Put a unit with all below it under another unit, or on top when there is none."""
    if parent and parent.path.startswith(organisation.path):
        raise ActionError("单位不能移到自己或自己的下级单位里。")
    if parent:
        organisation.move(parent, "last-child")
    else:
        organisation.move(Organisation.get_last_root_node(), "last-sibling")


@transaction.atomic
def import_divisions(
    *,
    province: str = "吉林省",
    city: str = "长春市",
    districts: Collection[str] | None = None,
) -> DivisionImport:
    """Build city, districts, streets and communities with their official names and codes.

    `districts` names those taken below district level, None means all. Units found by code are
    kept as they are, so a second run adds only what is new. The number of queries does not grow
    with the tree, but for batches of 500 rows.
    """
    wanted = _within_districts(city_divisions(province=province, city=city), districts)
    top, is_new = _top(wanted[0])
    tree = {unit.code: unit for unit in Organisation.objects.filter(path__startswith=top.path)}
    present = len(tree)
    new = _plant(wanted[1:], tree)
    Organisation.objects.bulk_create(new, batch_size=_BATCH)
    _count_children(tree, {division.parent_code for division in wanted})
    return DivisionImport(created=len(new) + is_new, kept=present - is_new)


def _within_districts(found: list[Division], names: Collection[str] | None) -> list[Division]:
    if names is None:
        return found
    codes = {d.code for d in found if d.level == OrganisationLevel.DISTRICT and d.name in names}
    return [d for d in found if len(d.code) <= 6 or d.code[:6] in codes]


def _top(city: Division) -> tuple[Organisation, bool]:
    top = Organisation.objects.filter(code=city.code).first()
    if top:
        return top, False
    return Organisation.add_root(name=city.name, code=city.code, level=city.level), True


def _plant(wanted: Iterable[Division], tree: dict[str, Organisation]) -> list[Organisation]:
    """New nodes with their paths worked out here: treebeard would ask twice per node."""
    last_step: dict[str, int] = defaultdict(int)
    for unit in tree.values():
        above = unit.path[: -unit.steplen]
        last_step[above] = max(last_step[above], unit._str2int(unit.path[-unit.steplen :]))
    new = []
    for division in wanted:
        if division.code in tree:
            continue
        parent = tree[division.parent_code]
        last_step[parent.path] += 1
        depth = parent.depth + 1
        tree[division.code] = unit = Organisation(
            path=Organisation._get_path(parent.path, depth, last_step[parent.path]),
            depth=depth,
            name=division.name,
            code=division.code,
            level=division.level,
        )
        new.append(unit)
    return new


def _count_children(tree: dict[str, Organisation], parent_codes: set[str]) -> None:
    """Store how many children each parent has now."""
    children = Counter(unit.path[: -unit.steplen] for unit in tree.values())
    parents = [tree[code] for code in sorted(parent_codes & tree.keys())]
    changed = [unit for unit in parents if unit.numchild != children[unit.path]]
    for unit in changed:
        unit.numchild = children[unit.path]
    Organisation.objects.bulk_update(changed, ["numchild"], batch_size=_BATCH)
