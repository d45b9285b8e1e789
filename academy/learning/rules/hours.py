"""What study earns, exactly and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import Any

from academy.learning.enums import HourKind

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Band:
    """Lengths from `minutes` on (`at_least`) or strictly over it earn `hours`."""

    minutes: int
    at_least: bool
    hours: Decimal

    @property
    def first(self) -> int:
        """The shortest length, in whole minutes, that belongs to the band."""
        return self.minutes if self.at_least else self.minutes + 1

    def holds(self, minutes: int) -> bool:
        return minutes >= self.first


@dataclass(frozen=True)
class HourRule:
    """A dated policy as plain values. `bands` are ordered from the longest down."""

    minutes_per_hour: int
    day_max: Decimal
    bands: tuple[Band, ...]
    test_bonus: Decimal


@dataclass(frozen=True)
class Earned:
    """Hours, and how they came about in words with the figures."""

    hours: Decimal
    words: str


def figure(hours: Decimal) -> str:
    """A number of hours as people write it: 2, 0.5, 0.25."""
    return f"{hours.quantize(CENT):f}".rstrip("0").rstrip(".")


def parse_bands(raw: Iterable[Mapping[str, Any]]) -> tuple[Band, ...]:
    """Stored bands, longest first. ValueError in words when they cannot be a rule."""
    try:
        bands = [Band(int(b["minutes"]), bool(b["at_least"]), Decimal(b["hours"])) for b in raw]
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError("学时分档须写明分钟、是否含本数和学时。") from error
    bands.sort(key=lambda band: (band.minutes, not band.at_least), reverse=True)
    check_bands(bands)
    return tuple(bands)


def check_bands(bands: list[Band]) -> None:
    """ValueError when bands are missing, share a limit, are negative or earn less for more."""
    if not bands:
        raise ValueError("至少要有一个学时分档。")
    starts = {band.first for band in bands}
    if len({band.minutes for band in bands}) < len(bands) or len(starts) < len(bands):
        raise ValueError("两个分档的起点相同。")
    if any(band.minutes < 0 or band.hours < 0 for band in bands):
        raise ValueError("分档的分钟和学时不能为负数。")
    if any(longer.hours < shorter.hours for longer, shorter in pairwise(bands)):
        raise ValueError("时间更长的分档，学时不能更少。")


BAND_LINE = re.compile(r"(≥|>=|>|＞)\s*(\d{1,4})\s*[=＝]\s*(\d{1,3}(?:\.\d{1,2})?)")


def read_bands(text: str) -> list[dict[str, Any]]:
    """Bands written one to a line (≥30 = 1) as they are stored; ValueError names a bad line."""
    stored = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        found = BAND_LINE.fullmatch(line)
        if not found:
            raise ValueError(f"第 {number} 行写法不对，请写成“≥30 = 1”或“>15 = 0.5”。")
        sign, minutes, hours = found.groups()
        band = {"minutes": int(minutes), "at_least": sign in {"≥", ">="}, "hours": hours}
        stored.append(band)
    parse_bands(stored)
    return stored


def write_bands(bands: tuple[Band, ...]) -> str:
    """Bands one to a line, longest first, as `read_bands` reads them."""
    return "\n".join(
        f"{'≥' if band.at_least else '>'}{band.minutes} = {figure(band.hours)}" for band in bands
    )


def band_words(bands: tuple[Band, ...], place: int) -> str:
    """The stretch of minutes of a band, as it is spoken of: 15–30 分钟."""
    band = bands[place]
    if place == 0:
        return f"{band.minutes} 分钟及以上" if band.at_least else f"{band.minutes} 分钟以上"
    upper = bands[place - 1]
    if band.minutes == 0:
        return f"不足 {upper.minutes} 分钟" if upper.at_least else f"{upper.minutes} 分钟及以内"
    return f"{band.minutes}–{upper.minutes} 分钟"


def exact_band_words(bands: tuple[Band, ...], place: int) -> str:
    """The same stretch saying which limits belong to it: 超过 15 分钟、不足 30 分钟."""
    band = bands[place]
    low = f"{band.minutes} 分钟及以上" if band.at_least else f"超过 {band.minutes} 分钟"
    if place == 0:
        return low
    upper = bands[place - 1]
    high = f"不足 {upper.minutes} 分钟" if upper.at_least else f"{upper.minutes} 分钟及以内"
    return high if band.minutes == 0 else f"{low}、{high}"


def online_hours(rule: HourRule, minutes: int, passed_test: bool) -> Earned:
    """Online study: the band its length falls into, and the bonus for a passed test."""
    parts: list[tuple[Decimal, str]] = []
    for place, band in enumerate(rule.bands):
        if band.holds(minutes):
            stretch = band_words(rule.bands, place)
            words = f"网络课程 {minutes} 分钟，落在 {stretch}一档 = {figure(band.hours)} 学时"
            parts.append((band.hours, words))
            break
    if passed_test and rule.test_bonus:
        parts.append((rule.test_bonus, f"测验通过加计 {figure(rule.test_bonus)} 学时"))
    total = sum((hours for hours, _ in parts), NOTHING)
    words = "；".join(words for _, words in parts) or f"网络课程 {minutes} 分钟，不计学时"
    return Earned(total, f"{words}；共 {figure(total)} 学时" if len(parts) > 1 else words)


def timed_hours(rule: HourRule, label: str, minutes: int) -> Earned:
    """Study in a room or on site: minutes divided by the length of an hour, to two places."""
    exact = Fraction(minutes, rule.minutes_per_hour)
    hours = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)
    sign = "=" if Fraction(hours) == exact else "≈"
    return Earned(
        hours, f"{label} {minutes} 分钟 ÷ {rule.minutes_per_hour} {sign} {figure(hours)} 学时"
    )


def limit_to_day(rule: HourRule, earned: Earned, already: Decimal) -> Earned:
    """What is left of the day's limit after the `already` credited hours of that day."""
    left = max(rule.day_max - already, NOTHING)
    if earned.hours <= left:
        return earned
    limit = f"当天已计 {figure(already)} 学时，每天最多 {figure(rule.day_max)} 学时"
    return Earned(left, f"{earned.words}；{limit}，计 {figure(left)} 学时")


def earned_hours(
    rule: HourRule, kind: HourKind, minutes: int, *, passed_test: bool, already: Decimal = NOTHING
) -> Earned:
    """What a piece of study of a kind earns. `already`: concentrated hours of the same day."""
    if not kind.is_concentrated:
        return online_hours(rule, minutes, passed_test)
    return limit_to_day(rule, timed_hours(rule, kind.label, minutes), already)


@dataclass(frozen=True)
class Progress:
    """Hours towards a yearly target, as written. `required` and `left` are empty without one."""

    required: str
    done: str
    left: str
    percent: int | None

    @property
    def left_words(self) -> str:
        """What the card's cell says: nothing when reached, a dash when nothing is required."""
        return "—" if not self.required else "" if self.left == "0" else self.left


def progress_towards(wanted: Iterable[Decimal], earned: Iterable[Decimal]) -> Progress:
    """How far the earned hours reach; never more than 100 %, never less than 0 left."""
    targets, done = tuple(wanted), sum(earned, NOTHING)
    if not targets:
        return Progress("", figure(done), "", None)
    required = sum(targets, NOTHING)
    left = max(required - done, NOTHING)
    percent = 100 if not left else max(0, int(done * 100 / required))
    return Progress(figure(required), figure(done), figure(left), percent)


@dataclass(frozen=True)
class BandExample:
    """A band as the rule page explains it: its limits, its hours, a worked example."""

    stretch: str
    hours: str
    example: str


def explain_bands(rule: HourRule) -> tuple[BandExample, ...]:
    """Every band of a rule in exact words with an example, longest first."""
    return tuple(
        BandExample(
            stretch=exact_band_words(rule.bands, place),
            hours=figure(band.hours),
            example=online_hours(rule, example_minutes(rule.bands, place), False).words,
        )
        for place, band in enumerate(rule.bands)
    )


def example_minutes(bands: tuple[Band, ...], place: int) -> int:
    """A length that falls into a band: its limit where that belongs to it, else a little more."""
    band, longer = bands[place], bands[:place]
    lengths = [band.first] if band.at_least else [band.minutes + 5, band.first]
    return next(m for m in lengths if not any(other.holds(m) for other in longer))
