"""Reads GIFT: bytes → text → blocks between blank lines → questions, collecting every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.questions.drafts import (
    MAX_BYTES,
    MAX_NAME,
    QuestionDraft,
    Reading,
    Remark,
    duplicate_names,
)
from courses.questions.gift.answers import Answers, GiftError, read_answers
from courses.questions.gift.text import (
    Source,
    mask,
    plain,
    strange_character,
    unknown_escapes,
)
from courses.texts.reading import decode

BLANK = "_____"
_CATEGORY = "$CATEGORY:"
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)


@dataclass(frozen=True)
class _Block:
    """A question's lines, and whether the one before it was left with an open brace."""

    source: Source
    continues: bool


def read_gift(content: bytes) -> Reading:
    """Read a file as uploaded: at most 2 MB of text in UTF-8, UTF-16 or GB 18030."""
    text = decode_gift(content) if len(content) <= MAX_BYTES else None
    if len(content) > MAX_BYTES or len((text or "").encode()) > MAX_BYTES:
        return _refused(1, f"文件太大，不能超过 {MAX_BYTES // 1024 // 1024} MB")
    if text is None:
        line = content.count(b"\n", 0, _broken_at(content)) + 1
        return _refused(line, "认不出文件的编码，请用“另存为”选择 UTF-8 后再导入")
    return parse_gift(text)


def decode_gift(content: bytes) -> str | None:
    """The text of a file, None where nobody knows the encoding.

    UTF-8 with a slip in it would often pass for GB 18030, as other words: where Chinese characters
    in UTF-8 come before the first slip, it is no GB 18030.
    """
    end = _broken_at(content)
    has_slip = end < len(content) and any(ord(sign) > 0x7FF for sign in content[:end].decode())
    return None if has_slip else decode(content)


def _broken_at(content: bytes) -> int:
    """Where the bytes cease to be UTF-8; their number where they are UTF-8 throughout."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def parse_gift(text: str) -> Reading:
    """Read GIFT text. Never raises: whatever is wrong is in `faults`, sorted by line."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    strange = list(_strange(lines))
    if strange:
        return Reading(faults=tuple(strange))
    kept, notices = _without_remarks(lines)
    questions, faults = [], list[Remark]()
    for block in _blocks(kept):
        try:
            question, told = _question(block)
        except GiftError as error:
            faults += [Remark(block.source.line_at(at), words) for at, words in error.faults]
        else:
            questions.append(question)
            notices += told
    faults += duplicate_names(questions)
    if not questions and not faults:
        faults.append(Remark(1, "文件里没有题目"))
    return Reading(tuple(questions), tuple(sorted(faults)), tuple(sorted(notices)))


def _refused(line: int, words: str) -> Reading:
    return Reading(faults=(Remark(line, words),))


def _strange(lines: list[str]) -> Iterator[Remark]:
    for number, line in enumerate(lines, start=1):
        code = strange_character(line)
        if code:
            yield Remark(number, f"有不能使用的字符 {code}，请删去")


def _without_remarks(lines: list[str]) -> tuple[list[str | None], list[Remark]]:
    """Comments become None, which does not end a question; so do categories, with a notice."""
    kept: list[str | None] = []
    notices = []
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if bare.startswith(_CATEGORY):
            name = bare.removeprefix(_CATEGORY).strip()
            notices.append(Remark(number, f"分类“{name}”未导入，题目都放进所选的题库"))
        kept.append(None if bare.startswith(("//", _CATEGORY)) else bare)
    return kept, notices


def _blocks(lines: list[str | None]) -> Iterator[_Block]:
    """Runs of lines between blank ones, masked."""
    run: list[str] = []
    open_before = False
    for number, line in enumerate([*lines, ""], start=1):
        if line != "":
            run.append(line or "")
            continue
        source = Source(mask("\n".join(run)), number - len(run))
        if source.text.strip():
            yield _Block(source, open_before)
            open_before = source.text.rfind("{") > source.text.rfind("}")
        run = []


def _question(block: _Block) -> tuple[QuestionDraft, list[Remark]]:
    source = block.source
    _refuse_escapes(source)
    start, end = _braces(block)
    title = _TITLE.match(source.text[:start])
    stem = _stem(source.text, title.end() if title else 0, start, end)
    answers = read_answers(source, start + 1, end)
    line = source.line_at(len(source.text) - len(source.text.lstrip()))
    name = _name(plain(title[1], one_line=True) if title else "", stem)
    draft = QuestionDraft(name, answers.kind, stem, answers.body, answers.feedback, line)
    return draft, _notices(draft, answers)


def _refuse_escapes(source: Source) -> None:
    faults = [
        (at, f"不认识的转义 {escape}，可用的有 \\~ \\= \\# \\{{ \\}} \\: \\n \\\\")
        for at, escape in unknown_escapes(source.text)
    ]
    if faults:
        raise GiftError(*faults)


def _braces(block: _Block) -> tuple[int, int]:
    """Places of the one pair of braces."""
    text = block.source.text
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise GiftError((0, "没有答案：题干后面要有 { }"))
    if end >= 0 and (start < 0 or end < start):
        where = "，上一题的 { 与它之间不能有空行" if block.continues else ""
        raise GiftError((end, f"多出一个 }}{where}"))
    if end < 0:
        raise GiftError((start, "大括号 { 没有闭合（题目中间不能有空行）"))
    extra = re.search("[{}]", text[end + 1 :])
    if extra:
        raise GiftError((end + 1 + extra.start(), "一道题只能有一对 { }，文字里的要写成 \\{ \\}"))
    if "{" in text[start + 1 : end]:
        at = text.index("{", start + 1)
        raise GiftError((at, "大括号里又有 {，文字里的要写成 \\{"))
    return start, end


def _stem(text: str, begin: int, start: int, end: int) -> str:
    """The text around the braces: words after them make it a sentence with a blank."""
    before, after = text[begin:start], text[end + 1 :]
    if not begin and before.lstrip().startswith("::"):
        raise GiftError((before.index("::"), "题名没有以 :: 结束"))
    stem = plain(f"{before}{BLANK}{after}" if after.strip() else before)
    if not stem:
        raise GiftError((begin, "没有题干"))
    return stem


def _name(title: str, stem: str) -> str:
    name = title or " ".join(stem.split())[:MAX_NAME].strip()
    if len(name) > MAX_NAME:
        raise GiftError((0, f"题名太长，不能超过 {MAX_NAME} 字"))
    return name


def _notices(draft: QuestionDraft, answers: Answers) -> list[Remark]:
    return [Remark(draft.line, words) for words in answers.notices]
