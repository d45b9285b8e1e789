"""The template of a roster, and a file that is to be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from academy.classes.enums import ClassPost
from academy.classes.rules.roster import COLUMNS, FAULTS, MOST_ROWS, text_of
from academy.core.sheets import Sheet, read_sheet

# What is wrong with the file as a whole stands beside its first row below the headings.
FIRST_ROW = 2
WIDTHS = (14, 18, 16, 32, 8, 12, 24)
POSTS = "、".join(post.label for post in ClassPost)
RULES = [
    ("姓名", "必填", "和证书上印的一样，最多 80 字。少数民族姓名的间隔号写 ·。", "张三"),
    ("账号", "和手机号至少填一个", "已有账号的人填他的账号；不填就用手机号做账号。", "zhangsan"),
    (
        "手机号",
        "和账号至少填一个",
        "11 位手机号。已有账号的人，这里不会改他登记的号码。",
        "13800001234",
    ),
    (
        "单位",
        "必填",
        "单位的全名或代码；有重名时写上级单位，用 / 隔开。",
        "宽城区/团山街道/长山花园社区",
    ),
    ("小组", "选填", "组号 1、2、3……；空着不改。单位报名时不用填。", "1"),
    ("班委", "选填", f"{POSTS}；空着不改。单位报名时不用填。", "班长"),
    ("备注", "选填", "只给您自己看，不导入。", ""),
]
NOTES = [
    f"一行一个人，一次最多 {MOST_ROWS} 行。列的顺序可以换，多出来的列不看。",
    "系统先检查：有一行不对，整个文件都不写入；改好后重新上传即可。",
    "同一个文件再传一次，不会重复增加。",
    "新账号没有密码：请单位管理员或教务在“单位人员”里重置密码，把一次性密码交给本人，首次登录时改掉。",
]


def template_sheets() -> list[Sheet]:
    """An empty table first, so that it is the one that is read; then how to fill it in."""
    table = Sheet("名单", list(zip(COLUMNS, WIDTHS, strict=True)), [])
    columns = [("列", 10), ("要不要填", 20), ("怎么填", 60), ("例子", 30)]
    rows = [*RULES, ("", "", "", ""), *(("说明", "", note, "") for note in NOTES)]
    return [table, Sheet("填写说明", columns, rows)]


def mended_sheet(
    content: bytes, faults: Sequence[Sequence[Any]], warnings: Sequence[Sequence[Any]]
) -> Sheet:
    """The first sheet of a file with a column that says what is wrong with each row.

    Every row stays where it was; sent again, the column is not looked at. Raises SheetError.
    """
    told: dict[int, list[str]] = defaultdict(list)
    for mark, found in (("", faults), ("（提示）", warnings)):
        for row, column, words in found:
            told[row or FIRST_ROW].append(f"{mark}{column} {words}".strip())
    cells = [[text_of(cell) for cell in line] for line in read_sheet(content, most_rows=MOST_ROWS)]
    first, *rest = cells or [[]]
    old = [place for place, heading in enumerate(first) if heading == FAULTS]
    headings = [heading for place, heading in enumerate(first) if place not in old]
    rows = [
        [*(cell for place, cell in enumerate(line) if place not in old), "；".join(told[number])]
        for number, line in enumerate(rest, start=2)
    ]
    widths = [16] * len(headings)
    return Sheet("名单", [*zip(headings, widths, strict=True), (FAULTS, 60)], rows)
