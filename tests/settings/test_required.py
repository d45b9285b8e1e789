"""Production says everything that is wrong with its environment, at once."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from academy.settings.required import problems, require
from tests.harness.run import PRODUCTION


def without(*names: str, **others: str) -> dict[str, str]:
    kept = {key: value for key, value in PRODUCTION.items() if key not in names}
    return {**kept, **others}


def test_a_whole_environment_has_no_problems():
    assert problems(PRODUCTION) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (without("SECRET_KEY"), "SECRET_KEY"),
        (without(SECRET_KEY="dev-only-not-a-secret"), "SECRET_KEY"),
        (without(SECRET_KEY="short"), "SECRET_KEY"),
        (without("ALLOWED_HOSTS"), "ALLOWED_HOSTS"),
        (without(ALLOWED_HOSTS="a.example,*"), "ALLOWED_HOSTS"),
        (without(DEBUG="true"), "DEBUG"),
        (without(DEBUG="1"), "DEBUG"),
        (without(DEMO_ACCOUNTS="yes"), "DEMO_ACCOUNTS"),
        (without("DATABASE_URL"), "DATABASE_URL"),
        (without(DATABASE_URL="sqlite:////srv/academy.sqlite3"), "DATABASE_URL"),
        (without("BROKER_URL"), "BROKER_URL"),
        (without(BROKER_URL="sqla+sqlite:////srv/broker.sqlite3"), "BROKER_URL"),
        (without(BASE_URL="http://academy.example"), "BASE_URL"),
        (without(WEBHOOK_URL="http://hook.example", WEBHOOK_SECRET="x" * 32), "WEBHOOK_URL"),
        (without(WEBHOOK_URL="https://hook.example"), "WEBHOOK_SECRET"),
    ],
)
def test_each_problem_is_named_alone(given, words):
    found = problems(given)
    assert len(found) == 1
    assert found[0].startswith(words)


def test_what_is_switched_off_is_no_problem():
    assert problems(without(DEBUG="false", DEMO_ACCOUNTS="0")) == []


def test_an_empty_environment_is_told_all_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        require({})
    named = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BROKER_URL", "BASE_URL"]
    assert [line.split()[1] for line in str(refusal.value).splitlines()[1:]] == named


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**clean, **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_real_process_refuses_and_says_why():
    bare = {"DJANGO_SETTINGS_MODULE": PRODUCTION["DJANGO_SETTINGS_MODULE"], "DEBUG": "on"}
    done = manage("check", env=bare)
    assert done.returncode == 1
    for name in ["SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "DATABASE_URL", "BROKER_URL", "BASE_URL"]:
        assert f"- {name}" in done.stderr


@pytest.mark.slow
def test_the_real_process_starts_clean():
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=PRODUCTION)
    assert done.returncode == 0, done.stderr
