"""A sheet of 1200 x 675 pixels to draw labelled teaching pictures on, with Pillow alone."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 675)
SCALE = 2  # drawn larger, then reduced, so that edges are smooth
RED, RED_DARK = "#B3211E", "#8E1512"
GOLD, GOLD_PALE = "#C9A14A", "#F2D28B"
INK, PAPER, LINE, WHITE = "#1F2329", "#FAF7F2", "#E6DFD3", "#FFFFFF"
OK, LINK = "#1B6E3C", "#1A5FA8"

Point = tuple[float, float]
Words = Sequence[str]


@lru_cache(maxsize=32)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size * SCALE)


class Canvas:
    """A sheet measured in the finished picture's pixels."""

    def __init__(self, font_path: str, title: str) -> None:
        self.font_path = font_path
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.box(48, 36, 10, 52, RED, radius=5)
        self.text((76, 62), title, 44, RED_DARK, "lm")
        self.line([(48, 108), (1152, 108)], LINE, 3)

    def text(
        self, at: Point, words: str, size: int = 36, fill: str = INK, anchor: str = "mm"
    ) -> None:
        where = (at[0] * SCALE, at[1] * SCALE)
        self.pen.text(where, words, fill=fill, font=_font(self.font_path, size), anchor=anchor)

    def lines(self, at: Point, rows: Words, size: int = 36, fill: str = INK) -> None:
        top = at[1] - (len(rows) - 1) * size * 0.66
        for number, row in enumerate(rows):
            self.text((at[0], top + number * size * 1.32), row, size, fill)

    def box(
        self, x: float, y: float, w: float, h: float, fill: str, edge: str = "", radius: int = 16
    ) -> None:
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE]
        self.pen.rounded_rectangle(corners, radius * SCALE, fill, edge or fill, 3 * SCALE)

    def disc(self, at: Point, r: float, fill: str, edge: str = "", width: int = 3) -> None:
        corners = [
            (at[0] - r) * SCALE,
            (at[1] - r) * SCALE,
            (at[0] + r) * SCALE,
            (at[1] + r) * SCALE,
        ]
        self.pen.ellipse(corners, fill, edge or fill, width * SCALE)

    def line(self, points: Sequence[Point], fill: str = GOLD, width: int = 5) -> None:
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], fill, width * SCALE, "curve")

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def arrow(
        self, start: Point, end: Point, fill: str = GOLD, width: int = 6, head: float = 20
    ) -> None:
        turn = math.atan2(end[1] - start[1], end[0] - start[0])
        cos, sin = math.cos(turn) * head, math.sin(turn) * head
        x, y = end[0] - cos, end[1] - sin
        self.line([start, (x, y)], fill, width)
        self.shape([end, (x - 0.6 * sin, y + 0.6 * cos), (x + 0.6 * sin, y - 0.6 * cos)], fill)

    def person(self, at: Point, fill: str = LINK, size: float = 1.0) -> None:
        x, y = at
        self.disc((x, y - 20 * size), 13 * size, fill)
        body = [
            (x - 22 * size) * SCALE,
            (y - 4 * size) * SCALE,
            (x + 22 * size) * SCALE,
            (y + 40 * size) * SCALE,
        ]
        self.pen.pieslice(body, 180, 360, fill)

    def note(self, words: str) -> None:
        self.text((600, 640), words, 36, INK)

    def png(self) -> bytes:
        out = io.BytesIO()
        self.image.resize(SIZE, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
        return out.getvalue()
