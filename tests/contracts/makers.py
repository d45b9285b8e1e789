"""Finds the small maker that every kind brings for its tests: nothing is listed by hand.

- An activity kind in `courses/activities/quiz.py` brings `make_quiz(**fields)`: in a module of
  `tests/factories/` or in its own test module `tests/courses/test_quiz.py`.
- A requirement kind registered as "quiz_passed" brings `quiz_passed_case()`, a `Case`, in a module
  of `tests/factories/` or in `tests/courses/test_quiz_passed.py`.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from academy.learning.models import Activity
from tests import factories


def make_activity(kind: type[Activity], **fields: Any) -> Activity:
    """A saved activity of this kind."""
    name = kind.__module__.rpartition(".")[2]
    return find_maker(f"make_{name}", kind.__module__, name)(**fields)


def requirement_case(name: str, block: type) -> Any:
    """The requirement's case: a node, how to meet it, how to delete what it points at."""
    return find_maker(f"{name}_case", block.__module__, name)()


def find_maker(maker: str, module: str, name: str) -> Callable[..., Any]:
    hall = module.removeprefix("academy.").partition(".")[0]
    own_tests = f"tests.{hall}.test_{name}"
    for place in [*factory_modules(), own_tests]:
        if importlib.util.find_spec(place) is None:
            continue
        found = getattr(importlib.import_module(place), maker, None)
        if found:
            return found
    return pytest.fail(
        f"{module} brings a kind without a maker: write {maker}() in {own_tests} or in a module "
        "of tests/factories, so that the contract tests can make one."
    )


def factory_modules() -> Iterator[str]:
    for module in pkgutil.iter_modules(factories.__path__):
        yield f"{factories.__name__}.{module.name}"
