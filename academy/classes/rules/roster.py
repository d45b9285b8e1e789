"""A roster as it is typed: headings, rows, and what is wrong with a row by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from academy.classes.enums import ClassPost
from academy.people.rules import normalise_account, normalise_phone

NAME, ACCOUNT, PHONE, UNIT, GROUP, POST, NOTE = COLUMNS = (
    "姓名",
    "账号",
    "手机号",
    "单位",
    "小组",
    "班委",
    "备注",
)
NEEDED = (NAME, UNIT)
# What we ourselves write into a file that is to be mended.
FAULTS = "问题"
MOST_ROWS = 20_000
HEADING_WITHIN = 10
NAME_LENGTH, ACCOUNT_LENGTH = 80, 150

_ACCOUNT = re.compile(r"[\w.@+-]+")
_GROUP = re.compile(r"第?\s*([1-9]\d?)\s*组?")
_BETWEEN_HAN = re.compile(
    r"(?<=[⺀-鿿豈-﫿\U00020000-\U0003ffff])\s+(?=[⺀-鿿豈-﫿\U00020000-\U0003ffff])"
)
_DOTS = re.compile("[•‧・･●⋅∙]")
_POSTS = {post.label: post.value for post in ClassPost}


@dataclass(frozen=True)
class Fault:
    """What is wrong, where. `row` as Excel counts them; 0 and no column: the file as a whole."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        if not self.row:
            return f"整个文件：{self.words}"
        return (
            f"第 {self.row} 行 {self.column}：{self.words}"
            if self.column
            else (f"第 {self.row} 行：{self.words}")
        )


@dataclass(frozen=True)
class Row:
    """A row with what was typed, tidied. `phone`: as stored, empty where there is none.

    `group`: a number, or what was typed where it is none (it may be a group's name).
    """

    number: int
    name: str = ""
    account: str = ""
    phone: str = ""
    unit: str = ""
    group: int | str | None = None
    post: str = ""

    @property
    def sign_in_name(self) -> str:
        """The account a new person gets: the one typed, else the phone."""
        return self.account or self.phone


@dataclass
class Reading:
    """What a file says: its rows, and what is wrong with them."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_roster(cells: Sequence[Sequence[Any]]) -> Reading:
    """Rows of a sheet; empty ones are skipped, every other has its faults told at once."""
    found = Reading()
    at, places = _headings(cells)
    if at is None:
        words = f"没有找到表头。第一行应有这些列：{'、'.join(COLUMNS)}（“姓名”和“单位”不能少）。"
        found.faults.append(Fault(0, "", words))
        return found
    for number, line in enumerate(cells[at + 1 :], start=at + 2):
        values = {column: text_of(line[place]) for column, place in places.items()}
        if any(values.values()):
            found.rows.append(_row(number, values, found))
    if not found.rows:
        found.faults.append(Fault(0, "", "表里只有表头，没有学员。"))
    found.faults += _duplicates(found.rows)
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _headings(cells: Sequence[Sequence[Any]]) -> tuple[int | None, dict[str, int]]:
    """Which row holds the headings, and where each column is; the first of equal ones counts."""
    for at, line in enumerate(cells[:HEADING_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(line):
            heading = re.sub(r"[\s*＊]", "", text_of(cell))
            if heading in COLUMNS:
                places.setdefault(heading, place)
        if all(column in places for column in NEEDED):
            return at, places
    return None, {}


def text_of(cell: Any) -> str:
    """A cell as text: 13800001234.0 is a phone number that Excel took for a figure."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _row(number: int, values: Mapping[str, str], found: Reading) -> Row:
    faults = [
        Fault(number, column, f"含有不能保存的字符（{words}），请删掉重打。")
        for column, text in values.items()
        if column != NOTE and (words := _unstorable(text))
    ]
    name = tidy_name(values[NAME])
    account = normalise_account(values.get(ACCOUNT, ""))
    account = normalise_phone(account) or account
    phone, group = values.get(PHONE, ""), values.get(GROUP, "")
    row = Row(
        number=number,
        name=name,
        account=account,
        # Whoever's account is a mobile number has that number.
        phone=normalise_phone(phone or account) or "",
        unit=values[UNIT],
        group=_group(group),
        post=_POSTS.get(values.get(POST, ""), ""),
    )
    if not faults:
        faults = [Fault(number, column, words) for column, words in _faults(row, values) if words]
    found.faults += faults
    return row


def _faults(row: Row, values: Mapping[str, str]) -> list[tuple[str, str]]:
    phone, post = values.get(PHONE, ""), values.get(POST, "")
    posts = "、".join(_POSTS)
    return [
        (NAME, _name_fault(row.name)),
        (ACCOUNT, _account_fault(row)),
        (PHONE, "" if row.phone or not phone else "应为 11 位手机号，例如 13800001234。"),
        (PHONE, "" if row.account or phone else "账号和手机号至少填一个。"),
        (UNIT, "" if row.unit else "请填写单位的名称或代码。"),
        (POST, "" if row.post or not post else f"没有“{post[:20]}”，可以填：{posts}。"),
    ]


def _name_fault(name: str) -> str:
    if not name:
        return "请填写姓名。"
    return f"太长（{len(name)} 字），最多 {NAME_LENGTH} 字。" if len(name) > NAME_LENGTH else ""


def _account_fault(row: Row) -> str:
    if not row.account:
        return ""
    if len(row.account) > ACCOUNT_LENGTH:
        return f"太长，最多 {ACCOUNT_LENGTH} 个字符。"
    if not _ACCOUNT.fullmatch(row.account):
        return "账号只能用文字、数字和 @ . + - _，不能有空格。"
    number = normalise_phone(row.account)
    if number and row.phone and number != row.phone:
        return "账号是一个手机号，但和“手机号”一列不同。"
    return ""


def tidy_name(text: str) -> str:
    """A name without what Excel and input methods leave in it; its characters stay as typed."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _BETWEEN_HAN.sub("", _DOTS.sub("·", " ".join(visible.split())))


def same_name(one: str, other: str) -> bool:
    """Whether two writings name one person: spaces, dots and forms of a character aside."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"[\s·.]", "", unicodedata.normalize("NFKC", tidy_name(name))).casefold()


def _unstorable(text: str) -> str:
    """Characters that no database keeps or no screen shows, as code points."""
    bad = [c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Cn"} and c not in "\n\r\t"]
    return "、".join(f"U+{ord(c):04X}" for c in dict.fromkeys(bad))


def _group(text: str) -> int | str | None:
    found = _GROUP.fullmatch(unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else text[:40] or None


def _duplicates(rows: Sequence[Row]) -> list[Fault]:
    """Each later row with a name to sign in by that an earlier one has already."""
    faults, first = [], dict[str, int]()
    for row in rows:
        for column, typed in ((ACCOUNT, row.account), (PHONE, row.phone)):
            earlier = first.setdefault(typed, row.number) if typed else row.number
            if earlier != row.number:
                faults.append(Fault(row.number, column, f"和第 {earlier} 行重复。"))
                break
    return faults
