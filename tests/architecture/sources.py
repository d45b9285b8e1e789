"""What the tests of this folder look at: the project's own files, as git knows them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("academy", "courses", "practicum", "bases")


@cache
def tracked_files() -> list[Path]:
    """Committed or about to be: everything git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def modules() -> list[Path]:
    """The code: neither its tests nor its migrations."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in PACKAGES
        and "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    return [
        path for path in tracked_files() if path.suffix == ".html" and "tests" not in path.parts
    ]


def place(path: Path, line: int = 0) -> str:
    """As an editor opens it."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
