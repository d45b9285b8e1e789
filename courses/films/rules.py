"""Decisions about films over plain values."""

from __future__ import annotations

from dataclasses import dataclass

# Smaller pictures show nothing, and the encoder needs two pixels at least.
SMALLEST_SIDE = 16
# What a file says of its length is never exact; less than this of it is a broken file.
WHOLE = 0.9
SLACK_MS = 1_000
# A picture in a film's container lasts less.
SHORTEST_MS = 1_000
SUFFIXES = ["mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "flv", "mpg", "mpeg", "ts"]
# Matroska and WebM, ASF (wmv), FLV, MPEG.
FILM_STARTS = (b"\x1aE\xdf\xa3", b"0&\xb2u\x8ef\xcf\x11", b"FLV", b"\x00\x00\x01\xba")
HEAD_BYTES = 189
NOT_A_FILM = "这个文件不是能识别的影片，或者已经损坏。请重新导出为 MP4，再上传。"
NO_PICTURE = "这个文件里只有声音，没有画面。请上传影片。"


@dataclass(frozen=True)
class Look:
    """What ffmpeg saw of a film.

    `width`, `height`: pixels as shown, after rotation; 0 where there is no picture.
    `duration_ms`: as the file says of itself, 0 where it does not. `too_large`: "8192x4096" where
    the picture was too large to open at all.
    """

    width: int = 0
    height: int = 0
    duration_ms: int = 0
    only_sound: bool = False
    too_large: str = ""


def look_refusal(look: Look, *, max_minutes: int) -> str:
    """Why a film cannot be taken, in words; empty if it can."""
    if look.too_large:
        return f"画面太大（{look.too_large}）。请导出为 4K 或更小的画面，再上传。"
    if not look.width:
        return NO_PICTURE if look.only_sound else NOT_A_FILM
    if min(look.width, look.height) < SMALLEST_SIDE:
        return f"画面太小（{look.width}x{look.height}）。请重新导出，再上传。"
    return length_refusal(look.duration_ms, max_minutes=max_minutes)


def length_refusal(duration_ms: int, *, max_minutes: int) -> str:
    """Why a film of this length cannot be taken; empty if it can."""
    if duration_ms <= max_minutes * 60_000 + SLACK_MS:
        return ""
    return f"影片太长：最长 {max_minutes} 分钟。请分成几段，再分别上传。"


def broken_refusal(*, said_ms: int, found_ms: int) -> str:
    """Why what was made of a film is not all of it, or nothing; empty if it is all.

    `said_ms`: the length that the file says of itself, 0 where it says nothing.
    """
    if found_ms >= max(SHORTEST_MS, said_ms * WHOLE - SLACK_MS):
        return ""
    if said_ms < SHORTEST_MS:
        return "影片太短：不到 1 秒。请重新导出，再上传。"
    said, found = clock_words(said_ms), clock_words(found_ms)
    return f"文件不完整：片长写的是 {said}，只读到 {found}。请重新导出或重新上传。"


def clock_words(ms: int) -> str:
    """3:05 or 1:02:03."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def percent_of(at_ms: int, duration_ms: int) -> int:
    """How far a transcoding is, 0 to 99; 0 where the length is not known."""
    return min(99, 100 * at_ms // duration_ms) if duration_ms else 0


def is_film_container(head: bytes) -> bool:
    """Whether a file begins as films do; ffmpeg looks closer later. `head`: its first bytes."""
    box = head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
    transport = head[:1] == b"G" and head[188:189] == b"G"
    return box or transport or head[8:12] == b"AVI " or head.startswith(FILM_STARTS)
