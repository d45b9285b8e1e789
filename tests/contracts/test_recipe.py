"""docs/add-a-kind.md, followed to the letter in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FILE = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\.venv/bin/python (manage\.py makemigrations .+)$", re.MULTILINE)
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".local", "node_modules", "__pycache__", ".*_cache", ".hypothesis"
)
# What the suite that runs this test has said to its own children only.
OWN_WORDS = ("ACADEMY_", "TEST_", "PYTEST_", "DATABASE_URL", "BROKER_URL")


@pytest.fixture(scope="module")
def recipe() -> str:
    return (ROOT / "docs/add-a-kind.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """The project as it stands, without what tools and runs left behind."""
    copy = tmp_path_factory.mktemp("recipe") / "academy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


def run(project: Path, *arguments: str) -> str:
    words = {name: value for name, value in os.environ.items() if not name.startswith(OWN_WORDS)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=words | {"DJANGO_SETTINGS_MODULE": "academy.settings.test", "TEST_DATABASE": "sqlite"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of(project: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not {".local", "__pycache__"} & set(path.parts)
    }


@pytest.mark.slow
def test_the_recipe_adds_a_kind_and_changes_nothing_else(recipe, project):
    before = files_of(project)
    files = dict(FILE.findall(recipe))
    assert list(files) == [
        "courses/activities/reflection.py",
        "templates/courses/activities/reflection.html",
        "tests/courses/test_reflection.py",
    ]
    for name, text in files.items():
        assert name not in before
        (project / name).write_text(text, encoding="utf-8")

    (command,) = COMMAND.findall(recipe)
    run(project, *command.split())
    after = files_of(project)
    added = sorted(set(after) - set(before) - set(files))
    assert len(added) == 1
    assert re.fullmatch(r"courses/migrations/\d{4}_reflection\.py", added[0])
    assert {name: after[name] for name in before} == before
    assert after[added[0]].count(b"migrations.") == len(["Migration", "CreateModel"])

    run(project, "manage.py", "makemigrations", "--check")
    run(project, "-m", "ruff", "check", "--no-cache", *[n for n in files if n.endswith(".py")])
    run(project, "-m", "pytest", "-p", "no:xdist", "tests/courses/test_reflection.py")
    contract = "tests/contracts/test_activity_contract.py"
    told = run(project, "-m", "pytest", "-p", "no:xdist", "-vv", contract)
    assert "[Reflection]" in told
