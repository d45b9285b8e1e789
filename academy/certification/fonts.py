"""The fonts certificates are printed with: one file per weight, built once by `build_fonts`.

Fontsource ships Noto Sans SC cut into over a hundred files. Used as they are, they print wrong
characters without any error, so their glyphs are grafted into one font per weight.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontTools
from django.conf import settings
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FAMILY = "Academy Sans SC"
SYSTEM_FAMILY = "Noto Sans CJK SC"

_PACKAGE = "@fontsource/noto-sans-sc"
_SUBSETS = ("chinese-simplified", "latin", "latin-ext", "cyrillic", "vietnamese")
_STAMP = "stamp.json"


class Weight(IntEnum):
    """Weights a certificate uses."""

    REGULAR = 400
    BOLD = 700


class FontsMissingError(RuntimeError):
    """No fonts in FONT_DIR: `make fonts` has not run."""


def font_path(weight: Weight) -> Path:
    """Where the font of a weight is (with the outlines it was built from as its ending)."""
    for ending in ("ttf", "otf"):
        path = Path(settings.FONT_DIR) / f"academy-sans-sc-{weight.name.lower()}.{ending}"
        if path.exists():
            return path
    raise FontsMissingError(f"no font of weight {weight} in {settings.FONT_DIR}: run make fonts")


def unprintable_characters(text: str) -> list[str]:
    """Characters of `text` that some weight has no glyph for, each once, in order."""
    return [c for c in dict.fromkeys(text) if ord(c) not in _printable(_stamp_text())]


@lru_cache(maxsize=1)
def _printable(stamp: str) -> frozenset[int]:
    """Code points that every weight can print, as long as the fonts' stamp stays the same."""
    maps = [set(TTFont(font_path(weight), lazy=True).getBestCmap()) for weight in Weight]
    return frozenset(set.intersection(*maps))


def _stamp_text() -> str:
    path = Path(settings.FONT_DIR) / _STAMP
    return path.read_text() if path.exists() else ""


def build_fonts(*, from_system: bool | None = None) -> bool:
    """Build what FONT_DIR lacks or what was built otherwise. False when it was up to date.

    `from_system`: take the faces of Debian's fonts-noto-cjk (44,810 glyphs, rare names too)
    instead of the npm package (13,500). Unless told, the choice of the last time stays.
    """
    last = json.loads(_stamp_text() or "{}")
    chosen = last.get("from_system", False) if from_system is None else from_system
    stamp = {"recipe": _recipe(), "source": _source(chosen), "from_system": chosen}
    if last == stamp and len(_built()) == len(Weight):
        return False
    directory = Path(settings.FONT_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    for old in _built():
        old.unlink()
    for weight in Weight:
        font = _system_face(weight) if chosen else _merged(weight)
        _rename(font, weight)
        ending = "otf" if "CFF " in font else "ttf"
        font.save(directory / f"academy-sans-sc-{weight.name.lower()}.{ending}")
    (directory / _STAMP).write_text(json.dumps(stamp))
    return True


def _built() -> list[Path]:
    return list(Path(settings.FONT_DIR).glob("academy-sans-sc-*"))


def _recipe() -> str:
    """How fonts are built: changes with this module and with the library that builds them."""
    digest = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{digest[:16]} fonttools {fontTools.version}"


def _source(from_system: bool) -> str:
    """What fonts are built from, with its version."""
    if from_system:
        return f"{SYSTEM_FAMILY} {_system_face(Weight.REGULAR)['name'].getDebugName(5)}"
    package = Path(settings.NODE_MODULES) / _PACKAGE / "package.json"
    if not package.exists():
        raise FontsMissingError(f"{package} is missing: run npm ci in academy/assets")
    return f"{_PACKAGE} {json.loads(package.read_text())['version']}"


def _system_face(weight: Weight) -> Any:
    path = Path(settings.SYSTEM_FONT_DIR) / f"NotoSansCJK-{weight.name.title()}.ttc"
    if not path.exists():
        raise FontsMissingError(f"{path} is missing: install fonts-noto-cjk")
    faces = TTCollection(path).fonts
    return next(face for face in faces if face["name"].getBestFamilyName() == SYSTEM_FAMILY)


def _merged(weight: Weight) -> Any:
    """The large subset, with every character grafted in that only the other files have."""
    first, *others = _files(weight)
    font = TTFont(first)
    font.flavor = None
    for tag in ("vhea", "vmtx", "STAT", "GSUB", "GPOS", "GDEF", "BASE", "prep", "gasp"):
        if tag in font:
            del font[tag]
    characters = dict(font.getBestCmap())
    for path in others:
        _graft(font, TTFont(path), characters)
    font["cmap"].tables = [_subtable(4, 1, characters), _subtable(12, 10, characters)]
    font["post"].formatType = 3
    return font


def _files(weight: Weight) -> Iterator[Path]:
    """Files of a weight, the largest first. WOFF: fonttools unpacks WOFF2 ten times slower."""
    files = Path(settings.NODE_MODULES) / _PACKAGE / "files"
    for subset in _SUBSETS:
        yield files / f"noto-sans-sc-{subset}-{weight}-normal.woff"
    numbered = re.compile(rf"noto-sans-sc-(\d+)-{weight}-normal\.woff")
    found = {int(m[1]): path for path in files.iterdir() if (m := numbered.fullmatch(path.name))}
    yield from (found[number] for number in sorted(found))


def _graft(font: Any, donor: Any, characters: dict[int, str]) -> None:
    """Copy the glyphs of characters that `font` lacks."""
    order = font.getGlyphOrder()
    for code, name in donor.getBestCmap().items():
        if code in characters:
            continue
        characters[code] = f"u{code:05X}"
        order.append(characters[code])
        font["glyf"].glyphs[characters[code]] = _plain_glyph(donor, name)
        font["hmtx"][characters[code]] = donor["hmtx"][name]
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order


def _plain_glyph(donor: Any, name: str) -> Any:
    """A glyph that stands alone: a composite's parts are drawn into it."""
    glyph = donor["glyf"].glyphs[name]
    if not glyph.isComposite():
        return glyph
    recording = DecomposingRecordingPen(donor.getGlyphSet())
    recording.glyphSet[name].draw(recording)
    pen = TTGlyphPen(None)
    recording.replay(pen)
    return pen.glyph()


def _subtable(form: int, encoding: int, characters: dict[int, str]) -> Any:
    table = CmapSubtable.newSubtable(form)
    table.platformID, table.platEncID, table.language = 3, encoding, 0
    table.cmap = {code: name for code, name in characters.items() if form == 12 or code < 65536}
    return table


def _rename(font: Any, weight: Weight) -> None:
    """Give the face the one family name, its weight, and a file of its own."""
    style = weight.name.title()
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    font["name"].names = [n for n in font["name"].names if n.nameID in (0, 13, 14)]
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = int(weight)
    font["OS/2"].fsSelection = 0x20 if weight is Weight.BOLD else 0x40
    font["head"].macStyle = int(weight is Weight.BOLD)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [names[6]]
