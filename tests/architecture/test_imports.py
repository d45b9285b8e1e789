"""Which way imports go, and what the database needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.architecture.sources import PACKAGES, ROOT


def test_every_import_contract_is_kept():
    """The order of the apps, and the rooms of every app."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_app_of_ours_has_a_contract_for_its_rooms():
    contracts = (ROOT / "pyproject.toml").read_text()
    ours = [app.name for app in apps.get_app_configs() if app.name.split(".")[0] in PACKAGES]
    missing = [name for name in ours if f'containers = ["{name}"]' not in contracts]
    assert missing == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
