"""Habits of the house that no other tool checks. Each failure names its places."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import (
    PACKAGES,
    ROOT,
    modules,
    place,
    templates,
    tracked_files,
    tree,
)

KIND_NAMES = {"kind", "activity_kind", "session_kind", "requirement_kind"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=|"
    r"href\s*=\s*[\"']javascript:",
    re.IGNORECASE,
)
OUTSIDE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted|registry\.npmjs|npmmirror|yarnpkg|\"resolved\"|--(?:extra-)?index-url "
    r"|--find-links |https?://[^/\s]*artifactory|https?://[^/\s]*nexus"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/\w+|mnt)/")
# Quoted in the how-tos, but an icon of Wagtail's and a sentence with figures in it.
PUT_TOGETHER = {"＋", "已过期 3 天，未完成"}
BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".ico",
    ".woff2",
    ".ttf",
    ".pdf",
    ".xlsx",
    ".docx",
    ".mo",
}


def lines_matching(pattern: re.Pattern[str], paths) -> list[str]:
    return [
        f"{place(path, number)}: {line.strip()}"
        for path in paths
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_nobody_asks_which_kind_it_is():
    """A kind brings its behaviour; code that compares kinds has to be found for every new one."""
    places = [
        place(path, node.lineno)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        and {name_of(side) for side in [node.left, *node.comparators]} & KIND_NAMES
        and any(isinstance(operator, (ast.Eq, ast.NotEq)) for operator in node.ops)
    ]
    assert places == []


def test_templates_ask_for_no_kind_either():
    # A component's own parameter may be called so: it is a look, not a member of a family.
    pages = [path for path in templates() if path.parent.name != "components"]
    assert lines_matching(re.compile(r"{%\s*(?:el)?if[^%]*\bkind\s*[!=]="), pages) == []


def test_no_logic_in_save_or_post_save():
    """Writes go through actions; a save that does more is a surprise."""
    saves = [
        place(path, method.lineno)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.endswith("Form")
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name == "save"
    ]
    assert saves == []
    signals = re.compile(r"\b(?:pre|post)_save\b")
    assert lines_matching(signals, modules()) == []


def test_templates_hold_no_inline_code():
    assert lines_matching(INLINE, templates()) == []


def test_templates_name_no_other_host():
    assert lines_matching(OUTSIDE, templates()) == []


def test_templates_name_no_class_that_the_stylesheets_lack():
    """A class nobody styles is a slip of the pen, or was forgotten when its style went."""
    styles = "".join(path.read_text() for path in (ROOT / "academy/assets/src/css").glob("*.css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles))
    # Below the admin the classes are Wagtail's own.
    pages = [path for path in templates() if not {"admin", "wagtailadmin"} & set(path.parts)]
    strays = [f"{place(path)}: {name}" for path in pages for name in classes_of(path) - known]
    assert sorted(strays) == []


def classes_of(path: Path) -> set[str]:
    """Names written out; those put together by a tag (tag--{{ kind }}) are left out."""
    found = " ".join(re.findall(r'class="([^"]*)"', path.read_text()))
    names = re.sub(r"{[%{].*?[%}]}", "\0", found).split()
    return {name.strip("\0") for name in names if re.fullmatch(r"\0*[\w-]*\w\0*", name)} - {""}


def test_the_inline_check_sees_what_it_should():
    for bad in [
        "<script>",
        '<p style="x">',
        '<a onclick="f()">',
        "<style>",
        '<script type="module">',
    ]:
        assert INLINE.search(bad), bad
    for good in ['<script src="x" defer>', '<script type="application/json">', '<p class="style">']:
        assert not INLINE.search(good), good


def test_no_file_names_a_registry():
    locks = [path for path in tracked_files() if not path.is_relative_to(ROOT / "tests")]
    assert lines_matching(REGISTRIES, [path for path in locks if path.name != "Makefile"]) == []


def test_no_file_names_a_place_on_one_machine():
    ours = [path for path in tracked_files() if path.name != "test_conventions.py"]
    assert lines_matching(MACHINE_PATHS, ours) == []


def test_the_how_tos_quote_only_words_that_the_screens_say():
    ours = [path for path in tracked_files() if path.suffix in {".html", ".py", ".po", ".ts"}]
    shown = "".join(path.read_text() for path in ours if "tests" not in path.parts)
    how_tos = sorted((ROOT / "docs/howto").glob("*.md"))
    quoted = {word for path in how_tos for word in re.findall("“([^”]+)”", path.read_text())}
    assert {"重置密码", "冲销"} <= quoted
    assert {word for word in quoted if word not in shown} == PUT_TOGETHER


def test_nothing_is_left_for_later():
    words = re.compile(r"(?:#|//|/\*|{#|<!--)\s*(?:TODO|FIXME|XXX|HACK)\b|coming soon|敬请期待")
    assert lines_matching(words, [*modules(), *templates()]) == []


APPS = sorted(
    {
        f"{path.relative_to(ROOT).parts[0]}/{path.relative_to(ROOT).parts[1]}"
        if path.relative_to(ROOT).parts[0] == "academy" and len(path.relative_to(ROOT).parts) > 2
        else path.relative_to(ROOT).parts[0]
        for path in modules()
        if len(path.relative_to(ROOT).parts) > 1
    }
    - {"academy"}
)


@pytest.mark.parametrize("app", APPS)
def test_tests_mirror_the_code(app):
    """tests/<app>/test_<module>.py, or a subject through several modules that it says itself."""
    names = [words_of(path.relative_to(ROOT / app)) for path in modules_of(app)]
    tests = sorted((ROOT / "tests" / app.split("/")[-1]).rglob("test_*.py"))
    strays = [
        place(path)
        for path in tests
        if not ast.get_docstring(tree(path))
        and not any(words_of(path.relative_to(path.parent)) <= name for name in names)
    ]
    assert strays == []


def modules_of(app: str) -> list[Path]:
    return [path for path in modules() if path.is_relative_to(ROOT / app)]


def words_of(path: Path) -> set[str]:
    """views/player.py and test_player_views.py share theirs."""
    return {
        word.rstrip("s") for word in re.split(r"[/_.]", str(path)) if word not in {"test", "py"}
    }


def test_the_top_level_keeps_just_what_it_has():
    allowed = {*PACKAGES, "templates", "tests", "media", "docs", ".ci", "manage.py"}
    allowed |= {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".gitignore"}
    found = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert found - allowed == set()
