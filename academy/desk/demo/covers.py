"""Covers of the demo courses: a few large characters in a golden frame, 1200 x 675 PNG."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from academy.desk.demo.canvas import GOLD, GOLD_PALE, SIZE

# The sides of a cover are cut where a card shows it.
FRAME = (100, 44, SIZE[0] - 100, SIZE[1] - 44)
CHARACTER = 200  # pixels


def draw_cover(words: str, colour: str, font_path: str) -> bytes:
    """At most four characters in the CJK font at `font_path`, on `colour` (#RRGGBB)."""
    image = Image.new("RGB", SIZE, colour)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle(FRAME, 28, outline=GOLD, width=8)
    centre = (SIZE[0] // 2, SIZE[1] // 2)
    font = ImageFont.truetype(font_path, CHARACTER)
    pen.text(centre, words, fill=GOLD_PALE, font=font, anchor="mm")
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()
