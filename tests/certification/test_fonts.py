"""Fonts are built once, and anew when recipe, library, package or choice have changed.

Built from a package of a few glyphs: the real one takes twenty seconds, and other tests use it.
"""

import json
import runpy
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection

from academy.certification import fonts
from academy.certification.fonts import (
    FontsMissingError,
    Weight,
    build_fonts,
    font_path,
    unprintable_characters,
)

SUBSETS = {
    "chinese-simplified": "证书",
    "latin": "A",
    "latin-ext": "ā",
    "cyrillic": "Д",
    "vietnamese": "ạ",
}


def square():
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def squares(characters, family="Squares", version="1.0"):
    """A font of squares for these characters."""
    names = {ord(character): f"g{ord(character):x}" for character in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: square() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "version": version})
    builder.setupOS2()
    builder.setupPost()
    return builder.font


def save_woff(path, characters):
    font = squares(characters)
    font.flavor = "woff"
    font.save(path)


def save_system_fonts(folder, version):
    for weight in Weight:
        collection = TTCollection()
        collection.fonts = [squares("㛃A", "Noto Sans CJK SC", version), squares("A", "Other")]
        collection.save(folder / f"NotoSansCJK-{weight.name.title()}.ttc")


@pytest.fixture
def package(settings, tmp_path):
    """Puts a version of the npm package where it is looked for: `package("5.0.0", "证书…")`."""
    settings.FONT_DIR = tmp_path / "fonts"
    settings.NODE_MODULES = tmp_path / "node_modules"
    folder = settings.NODE_MODULES / "@fontsource" / "noto-sans-sc"

    def install(version, chinese="证书"):
        (folder / "files").mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"version": version}))
        for (subset, characters), weight in product(SUBSETS.items(), Weight):
            held = chinese if subset == "chinese-simplified" else characters
            save_woff(folder / "files" / f"noto-sans-sc-{subset}-{weight}-normal.woff", held)

    install("5.0.0")
    return install


def stamp_path(settings):
    return settings.FONT_DIR / "stamp.json"


def test_once_built_they_are_up_to_date(package, capsys):
    assert build_fonts() is True
    assert unprintable_characters("证书Aā学") == ["学"]
    built = {weight: font_path(weight).stat().st_mtime_ns for weight in Weight}
    call_command("build_fonts")
    assert "up to date" in capsys.readouterr().out
    assert {weight: font_path(weight).stat().st_mtime_ns for weight in Weight} == built


def test_another_version_of_the_package_is_built_anew(package, settings):
    build_fonts()
    package("5.0.1", chinese="证书学")
    assert build_fonts() is True
    assert unprintable_characters("证书学") == []
    assert json.loads(stamp_path(settings).read_text())["source"].endswith(" 5.0.1")


def test_a_folder_of_an_older_recipe_is_built_anew(package, settings):
    build_fonts()
    stamp = json.loads(stamp_path(settings).read_text())
    for old in ({**stamp, "recipe": "another"}, {"recipe": 1, "source": stamp["source"]}):
        stamp_path(settings).write_text(json.dumps(old))
        assert build_fonts() is True
        assert json.loads(stamp_path(settings).read_text()) == stamp


def test_a_change_of_the_module_is_a_change_of_the_recipe(package, tmp_path):
    """The very module, with one line more, looks at the folder this one has built."""
    build_fonts()
    changed = tmp_path / "fonts_changed.py"
    changed.write_text(Path(fonts.__file__).read_text() + "\n# Another way of building.\n")
    build_otherwise = runpy.run_path(changed)["build_fonts"]
    assert build_otherwise() is True
    assert build_otherwise() is False


def test_the_choice_of_the_system_fonts_stays(package, settings, tmp_path):
    settings.SYSTEM_FONT_DIR = tmp_path
    build_fonts()
    with pytest.raises(FontsMissingError, match="install fonts-noto-cjk"):
        build_fonts(from_system=True)
    for version in ("2.0", "2.1"):
        save_system_fonts(tmp_path, version)
        assert build_fonts(from_system=True if version == "2.0" else None) is True
        assert unprintable_characters("㛃A证") == ["证"]
        assert build_fonts() is False
    call_command("build_fonts", "--no-from-system")
    assert unprintable_characters("㛃证") == ["㛃"]


def test_a_folder_that_lost_a_font_is_built_anew(package, settings):
    build_fonts()
    font_path(Weight.BOLD).unlink()
    assert build_fonts() is True
    assert font_path(Weight.BOLD).exists()


def test_what_is_missing_is_named_and_nothing_is_lost(package, settings):
    build_fonts()
    (settings.NODE_MODULES / "@fontsource" / "noto-sans-sc" / "package.json").unlink()
    with pytest.raises(FontsMissingError, match="run npm ci"):
        build_fonts()
    assert font_path(Weight.REGULAR).exists()
