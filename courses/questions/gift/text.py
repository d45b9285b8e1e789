r"""Characters of GIFT: escapes, formats, lines.

An escaped control character (`\~ \= \# \{ \} \: \\` and `\n`) is *masked* by a stand-in from a
private plane of Unicode, so that whatever control character is left really is one. A mask is one
character and never a line break, so lines can still be counted in masked text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

CONTROLS = "~=#{}:\\"
_PLANE = 0xF0000
_MASKS = {control: chr(_PLANE + ord(control)) for control in CONTROLS} | {"n": chr(_PLANE + 10)}
_UNMASK = {_PLANE + ord(control): control for control in CONTROLS} | {_PLANE + 10: "\n"}
# Control characters but the tab, halves of surrogate pairs, and our own stand-ins.
_STRANGE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff" + "".join(map(chr, _UNMASK)) + "]"
)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]\s*", re.IGNORECASE)
_BLOCK_TAGS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass
class Source:
    """A stretch of masked text that knows which line of the file each place is on."""

    text: str
    first_line: int
    _breaks: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._breaks = [n for n, c in enumerate(self.text) if c == "\n"]

    def line_at(self, offset: int) -> int:
        return self.first_line + bisect_right(self._breaks, offset - 1)


def strange_character(line: str) -> str:
    """The code of a character that no text may contain, or empty."""
    found = _STRANGE.search(line)
    return f"U+{ord(found[0]):04X}" if found else ""


def mask(text: str) -> str:
    """Text with its known escapes masked; unknown ones are left as they are."""
    return _ESCAPE.sub(lambda match: _MASKS.get(match[1], match[0]), text)


def unknown_escapes(masked: str) -> Iterator[tuple[int, str]]:
    r"""Places of a backslash that means nothing, each with the backslash and what follows."""
    for match in re.finditer(r"\\.?", masked):
        yield match.start(), match[0]


def plain(masked: str, *, one_line: bool = False) -> str:
    """The text a person reads: format marker obeyed, masks undone, edges trimmed."""
    masked = masked.strip()
    marker = _FORMAT.match(masked)
    if marker:
        masked = masked[marker.end() :]
    lines = (line.strip() for line in masked.split("\n"))
    text = (" " if one_line else "\n").join(lines).translate(_UNMASK)
    if marker and marker[1].lower() == "html":
        text = strip_tags(text)
    return text.strip()


def escape(text: str) -> str:
    """Text written so that `plain(mask(…))` gives it back."""
    escaped = re.sub(r"[~=#{}:\\]", lambda match: "\\" + match[0], text).replace("\n", "\\n")
    return f"[plain]{escaped}" if _FORMAT.match(text) else escaped


class _Text(HTMLParser):
    """Collects the words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK_TAGS:
            self.parts.append("\n")
        if tag == "img":
            self.parts.append(f"[图：{dict(attrs).get('alt') or '无说明'}]")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def strip_tags(html: str) -> str:
    """The words of HTML, a line to each block. Pictures leave their description."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    safe = (line for line in lines if line and not strange_character(line))
    return "\n".join(safe)
