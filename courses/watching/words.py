"""What watching says to people: moments, lengths, and what was not counted and why."""

from __future__ import annotations

from collections.abc import Callable

from courses.watching.enums import Loss
from courses.watching.rules import MOST_PIECES, Lost, Terms


def face(moment_ms: int) -> str:
    """A moment of a film as players show it: 03:20, 1:02:03."""
    seconds = moment_ms // 1000
    hours, rest = divmod(seconds, 3600)
    tail = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{tail}" if hours else tail


def span(amount_ms: int) -> str:
    """A length in words, rounded up: 45 秒, 3 分钟, 2 分 5 秒."""
    minutes, seconds = divmod(-(-amount_ms // 1000), 60)
    if not minutes:
        return f"{seconds} 秒"
    return f"{minutes} 分 {seconds} 秒" if seconds else f"{minutes} 分钟"


def speed(speed_percent: int) -> str:
    """A speed as players write it: 2, 1.5."""
    return f"{speed_percent / 100:g}"


SENTENCES: dict[Loss, Callable[[int, Terms], str]] = {
    Loss.REPEATED: lambda amount, terms: "这一段已经收到过，不重复计入。",
    Loss.TAKEN_OVER: lambda amount, terms: (
        "您已在另一台设备或另一个窗口继续学习，这里播放的不再计入。"
    ),
    Loss.TOO_FAST: lambda amount, terms: (
        f"有 {span(amount)}没有计入：看过的比实际经过的时间长"
        f"（最多按 {speed(terms.speed_percent)} 倍速计）。请把没计入的部分再看一遍。"
    ),
    Loss.IMPLAUSIBLE: lambda amount, terms: (
        f"有 {span(amount)}没有计入：从上次保存到现在，不可能看完这么多"
        f"（最多按 {speed(terms.speed_percent)} 倍速计）。请把没计入的部分再看一遍。"
    ),
    Loss.BEYOND: lambda amount, terms: f"有 {span(amount)}超出片长，没有计入。",
    Loss.SCATTERED: lambda amount, terms: (
        f"有 {span(amount)}没有计入：看得太零散，片段超过 {MOST_PIECES} 个。"
        "请从没看过的地方接着往下看。"
    ),
    Loss.UNREADABLE: lambda amount, terms: f"有 {amount} 段的数字不对，没有计入。",
}


def loss_words(lost: tuple[Lost, ...], terms: Terms) -> list[str]:
    """A sentence for each thing that was not counted."""
    return [SENTENCES[part.loss](part.amount, terms) for part in lost]
