"""`make test` and `make check`: every part in turn; the last lines say what ran.

`--only NAME` runs one part: check, sqlite, postgresql, vitest or browser.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ASSETS = BASE_DIR / "academy" / "assets"
PACKAGES = ["academy", "courses", "practicum", "bases", "tests", "manage.py"]
PYTHON = sys.executable
ARCHITECTURE = "tests/architecture"
# What production asks for, so that `check --deploy` speaks of the code and not of its absence.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "academy.settings.production",
    "SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "academy.example",
    "DATABASE_URL": "postgresql://academy@127.0.0.1/academy",
    "BROKER_URL": "redis://127.0.0.1/0",
    "BASE_URL": "https://academy.example",
}


@dataclass(frozen=True)
class Result:
    """How one part went. A part that broke before it counted anything has failed once."""

    part: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        counts = f"{self.passed} passed, {self.failed} failed{skipped}"
        return f"{self.part:<11} {counts}  ({self.seconds:.0f} s)"


def templates() -> Iterator[str]:
    for package in ["templates", *PACKAGES[:4]]:
        for path in (BASE_DIR / package).rglob("*.html"):
            if "node_modules" not in path.parts:
                yield str(path)


def checks() -> dict[str, tuple[list[str], dict[str, str], Path]]:
    bin_dir = Path(PYTHON).parent

    def tool(name: str, *arguments: str, **env: str) -> tuple[list[str], dict[str, str], Path]:
        return [str(bin_dir / name), *arguments], env, BASE_DIR

    manage = [PYTHON, "manage.py"]
    test_settings = {"DJANGO_SETTINGS_MODULE": "academy.settings.test"}
    return {
        "mypy": tool("mypy"),
        "ruff": tool("ruff", "check", *PACKAGES),
        "ruff format": tool("ruff", "format", "--check", *PACKAGES),
        "djade": tool("djade", "--check", "--target-version", "5.2", *templates()),
        "import-linter": tool("lint-imports"),
        "migrations": (
            [*manage, "makemigrations", "--check", "--dry-run"],
            test_settings,
            BASE_DIR,
        ),
        "deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION, BASE_DIR),
        "architecture": ([PYTHON, "-m", "pytest", ARCHITECTURE], {}, BASE_DIR),
        "typescript": ([str(ASSETS / "node_modules/.bin/tsc"), "--noEmit"], {}, ASSETS),
    }


def run_check(name: str, command: list[str], env: dict[str, str], cwd: Path) -> bool:
    """Quiet when it passes; its whole output when it does not."""
    done = subprocess.run(
        command, env={**os.environ, **env}, cwd=cwd, capture_output=True, text=True
    )
    if done.returncode:
        print(f"--- {name}: failed\n{done.stdout}{done.stderr}", flush=True)
    else:
        print(f"--- {name}: passed", flush=True)
    return done.returncode == 0


def run_checks() -> tuple[int, int, int]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(lambda item: run_check(item[0], *item[1]), checks().items()))
    return passed.count(True), passed.count(False), 0


def counted(command: list[str], report: Path, cwd: Path, **env: str) -> tuple[int, int, int]:
    """Run a command that writes a JUnit report, and read its counts."""
    code = subprocess.run(command, env={**os.environ, **env}, cwd=cwd).returncode
    if not report.exists():
        return 0, 1, 0
    cases = list(ET.parse(report).getroot().iter("testcase"))
    failed = sum(
        case.find("failure") is not None or case.find("error") is not None for case in cases
    )
    skipped = sum(case.find("skipped") is not None for case in cases)
    return len(cases) - failed - skipped, max(failed, int(code != 0)), skipped


def pytest(report: Path, *arguments: str, database: str) -> tuple[int, int, int]:
    command = [PYTHON, "-m", "pytest", f"--junitxml={report}", *arguments]
    return counted(command, report, BASE_DIR, TEST_DATABASE=database)


def suite(report: Path, marks: str, *, database: str) -> tuple[int, int, int]:
    """On one database; what `check` looked at needs none."""
    return pytest(report, "-n2", "-m", marks, f"--ignore={ARCHITECTURE}", database=database)


def vitest(report: Path) -> tuple[int, int, int]:
    program = str(ASSETS / "node_modules/.bin/vitest")
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    return counted([program, "run", *reporters], report, ASSETS)


PARTS: dict[str, Callable[[Path], tuple[int, int, int]]] = {
    "check": lambda report: run_checks(),
    "sqlite": lambda report: suite(report, "not browser", database="sqlite"),
    "postgresql": lambda report: suite(
        report, "not browser and not embedded", database="postgresql"
    ),
    "vitest": vitest,
    "browser": lambda report: pytest(report, "-m", "browser", database="sqlite"),
}


def run_part(name: str) -> Result:
    print(f"\n===== {name}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        passed, failed, skipped = PARTS[name](Path(folder) / "report.xml")
    return Result(name, passed, failed, skipped, time.monotonic() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    started = time.monotonic()
    results = [run_part(name) for name in ([only] if only else PARTS)]
    print("\n=====", *results, sep="\n")
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    minutes = (time.monotonic() - started) / 60
    print(f"{'in all':<11} {passed} passed, {failed} failed  ({minutes:.1f} min)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
