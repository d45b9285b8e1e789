"""Captions: read from WebVTT or SubRip, faults by line; written as WebVTT with nothing but words.

Times and tags are pysubs2's business; which line is to blame, and what is let through, ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise

from pysubs2 import SSAFile
from pysubs2.formats.subrip import SubripFormat
from pysubs2.formats.webvtt import WebVTTFormat

from courses.films.lines import Fault, lines_of
from courses.films.rules import clock_words

MAX_BYTES = 1024 * 1024
LONGEST_CUE = 300
ARROW = "-->"
HEADER = "WEBVTT"
NOT_CUES = ("NOTE", "STYLE", "REGION")
TAG, OVERRIDE = re.compile(r"<[^>]*>"), re.compile(r"\{[^}]*\}")
# Captions may stand a little longer than the film.
SLACK_MS = 1_000
# pysubs2 takes a number at the end for that of the next cue and drops it: here is one to drop.
NEXT_NUMBER = "\n\n1\n"


@dataclass(frozen=True)
class Cue:
    """Something said, in milliseconds of the film. `line`: of its times in the file."""

    start: int
    end: int
    text: str
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """What came of reading captions. With any fault, nothing of them may be used."""

    cues: tuple[Cue, ...]
    faults: tuple[Fault, ...]


def read_captions(text: str, *, duration_ms: int) -> Reading:
    """Cues of a WebVTT or SubRip text. `duration_ms`: of the film, 0 while it is not known."""
    lines = lines_of(text)
    is_webvtt = next(filter(None, lines), "").startswith(HEADER)
    faults: list[Fault] = []
    cues: list[Cue] = []
    for first, block in _blocks(lines):
        if not (is_webvtt and block[0].startswith((HEADER, *NOT_CUES))):
            _read_block(first, block, is_webvtt, cues, faults)
    faults += _clashes(cues, duration_ms)
    if not cues and not faults and text.strip():
        faults.append(Fault(1, "没有找到字幕。请上传 .vtt 或 .srt 文件。"))
    return Reading(tuple(cues), tuple(faults))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without an empty one, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _read_block(
    first: int, block: list[str], is_webvtt: bool, cues: list[Cue], faults: list[Fault]
) -> None:
    """A cue: perhaps a name or number, its times, its words."""
    arrows = [index for index, line in enumerate(block) if ARROW in line]
    if not arrows or arrows[0] > 1:
        faults.append(Fault(first, "这段文字前面没有时间。一条字幕的文字中间不要空行。"))
        return
    if len(arrows) > 1:
        faults.append(Fault(first + arrows[1], "两条字幕之间要空一行。"))
        return
    times = WebVTTFormat.TIMESTAMP if is_webvtt else SubripFormat.TIMESTAMP
    at, line = arrows[0], first + arrows[0]
    if len(times.findall(block[at])) != 2:
        faults.append(Fault(line, "时间写法不对，应像 00:01:02.500 --> 00:01:05.000。"))
        return
    event = SSAFile.from_string(
        "\n".join(block[at:]) + NEXT_NUMBER, format_="vtt" if is_webvtt else "srt"
    )[0]
    cue = Cue(event.start, event.end, _plain(event.plaintext), line)
    cues.append(cue)
    faults += [Fault(line, words) for words in _cue_faults(cue)]


def _plain(text: str) -> str:
    """Words alone: no tags, no entities, no empty lines."""
    words = OVERRIDE.sub("", unescape(TAG.sub("", text)))
    return "\n".join(filter(None, lines_of(words)))


def _cue_faults(cue: Cue) -> Iterator[str]:
    if cue.end <= cue.start:
        yield "结束时间不在开始时间之后。"
    if not cue.text:
        yield "这条字幕没有文字。"
    if len(cue.text) > LONGEST_CUE:
        yield f"这条字幕太长，最多 {LONGEST_CUE} 字，请分成几条。"


def _clashes(cues: list[Cue], duration_ms: int) -> Iterator[Fault]:
    """Cues that begin before the one before is over, or run beyond the film."""
    for before, cue in pairwise(cues):
        if cue.start < before.end:
            yield Fault(cue.line, f"与上一条字幕（第 {before.line} 行）的时间重叠。")
    for cue in cues:
        if duration_ms and cue.end > duration_ms + SLACK_MS:
            yield Fault(cue.line, f"超出了片长（{clock_words(duration_ms)}）。")


def as_webvtt(cues: tuple[Cue, ...]) -> str:
    """The cues as a file that browsers show; empty where there are none."""
    blocks = [
        f"{_time(cue.start)} {ARROW} {_time(cue.end)}\n{escape(cue.text, quote=False)}\n"
        for cue in cues
    ]
    return "\n".join([f"{HEADER}\n", *blocks]) if blocks else ""


def _time(ms: int) -> str:
    return str(WebVTTFormat.ms_to_timestamp(ms))


def words_of(webvtt: str) -> str:
    """What is said, from captions as `as_webvtt` writes them."""
    lines = webvtt.removeprefix(HEADER).splitlines()
    return unescape(" ".join(line for line in lines if line and ARROW not in line))


def end_of(webvtt: str) -> int:
    """Until when captions as `as_webvtt` writes them last, in milliseconds; 0 for none."""
    times = re.findall(f"{ARROW} (.+)", webvtt)
    found = WebVTTFormat.TIMESTAMP.fullmatch(times[-1]) if times else None
    return int(WebVTTFormat.timestamp_to_ms(found.groups())) if found else 0
