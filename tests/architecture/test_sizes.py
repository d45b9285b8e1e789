"""Sizes that a reader can hold in the head."""

import ast
from statistics import median, quantiles

from tests.architecture.sources import functions, modules, place, templates

LONGEST_FUNCTION = 60
LONGEST_MODULE = 300
LONGEST_TEMPLATE = 120


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring left out."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function):
        text = function.body[0]
        lines -= text.end_lineno - text.lineno + 1
    return lines


def lengths() -> dict[str, int]:
    return {
        f"{place(path, function.lineno)} {function.name}": length(function)
        for path in modules()
        for function in functions(path)
    }


def test_no_function_is_longer_than_a_screen():
    assert {name: size for name, size in lengths().items() if size > LONGEST_FUNCTION} == {}


def test_functions_are_short_as_a_rule():
    sizes = list(lengths().values())
    assert median(sizes) <= 8
    assert quantiles(sizes, n=20)[-1] <= 30


def too_long(paths, limit) -> dict[str, int]:
    sizes = {place(path): len(path.read_text().splitlines()) for path in paths}
    return {name: size for name, size in sizes.items() if size > limit}


def test_modules_are_short():
    assert too_long(modules(), LONGEST_MODULE) == {}


def test_templates_are_short():
    assert too_long(templates(), LONGEST_TEMPLATE) == {}
