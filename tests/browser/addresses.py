"""Every address of the site, read from the URLconf.

An address without parameters is visited as it is. One with parameters takes them from
`World.samples`, under "app:parameter" or "parameter": an address with a parameter that has no
sample fails, so that a new page cannot be left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

# Wagtail's: its admin has tests of its own, and its pages are visited by their own addresses.
WAGTAIL = ("admin/", "documents/", "_util/")


@dataclass(frozen=True)
class Address:
    """A named address: `name` as `reverse` takes it, `parameters` that it wants."""

    name: str
    parameters: tuple[str, ...]

    @property
    def app(self) -> str:
        return self.name.partition(":")[0]


def site_addresses() -> list[Address]:
    return [found for found in _below(get_resolver()) if found.name != "wagtail_serve"]


def _below(resolver: URLResolver, route: str = "", app: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if here.removeprefix("^").startswith(WAGTAIL):
            continue
        if isinstance(entry, URLPattern):
            yield Address(f"{app}{entry.name}", _parameters(entry))
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _below(entry, here, app + inner)


def _parameters(entry: URLPattern) -> tuple[str, ...]:
    if isinstance(entry.pattern, RoutePattern):
        return tuple(entry.pattern.converters)
    return tuple(entry.pattern.regex.groupindex)


def fill(address: Address, samples: Mapping[str, object]) -> str:
    """The address with its samples."""
    values = {name: _sample(address, name, samples) for name in address.parameters}
    return reverse(address.name, kwargs=values)


def _sample(address: Address, name: str, samples: Mapping[str, object]) -> object:
    for key in (f"{address.app}:{name}", name):
        if key in samples:
            return samples[key]
    return pytest.fail(
        f'The page "{address.name}" wants {name}: add a sample "{address.app}:{name}" to '
        "tests/browser/world.py, so that the page is looked at in a browser."
    )
