"""Goes wherever the admin leads a person: a new screen that is linked is found by itself."""

import html
import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html
from django.test import Client
from django.urls import Resolver404, ResolverMatch, URLPattern, get_resolver, resolve

ADDRESS = re.compile(r"/admin/[^\"'\s<>&\\,)#?]*")
CHOSEN = re.compile(r'data-object-id="(\d+)"')
# Ends the visit; data for scripts; the same lines as on the page they belong to.
PASSED_BY = re.compile(r"logout/|/api/|sprite/|jsi18n/|results/|editing-sessions/")
# A page in another state (locked, scheduled, in review) shows other words.
EVERY_ONE = {"admin/pages/<int:page_id>/edit/"}
# The same words, whatever type or version is named in the address.
ALIKE = re.compile(r"usage/|compare/|pages/create/")


@dataclass(frozen=True)
class Screen:
    """`route`: the pattern of the address. `page`: HTML, empty where there is none to see."""

    address: str
    route: str
    page: str


@dataclass(frozen=True)
class Button:
    """A way to send a form as it was filled when it was shown."""

    address: str
    name: str
    values: dict[str, list[str]]


def crawl(client: Client, *starts: str, every_model: bool = True) -> Iterator[Screen]:
    """One example of every kind of screen that `client` is led to from `starts`.

    Without `every_model` the same view of another model is the same kind.
    """
    waiting, met, taken = deque(starts), set(starts), Counter()
    while waiting:
        address = waiting.popleft()
        kind = _kind_of(address, every_model)
        if kind is None or (taken[kind] and kind[0] not in EVERY_ONE):
            continue
        response = client.get(address)
        route = _route_of(resolve(address.partition("?")[0]))
        screen = Screen(address, route, page_of(response) if response.status_code == 200 else "")
        # A refusal or a way on is no example.
        taken[kind] += response.status_code == 200
        yield screen
        led_to = [response.url] if response.status_code == 302 else _addresses_on(screen.page)
        new = [found for found in led_to if found not in met]
        met.update(new)
        waiting.extend(dict.fromkeys(new))


def page_of(response: Any) -> str:
    """The HTML, also where it comes inside the JSON of a dialog."""
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/html"):
        return response.content.decode()
    answer = json.loads(response.content) if kind.startswith("application/json") else None
    return (answer.get("html") or answer.get("form") or "") if isinstance(answer, dict) else ""


def admin_routes() -> set[str]:
    """The pattern of every address of the admin."""
    return {route for route in _routes(get_resolver(), "") if route.startswith("admin/")}


def buttons_of(screen: Screen) -> Iterator[Button]:
    """Every button of the screen that sends something to the admin."""
    forms = lxml.html.document_fromstring(screen.page).forms if screen.page.strip() else []
    for form in forms:
        address = (form.action or screen.address).rstrip("?")
        if form.method == "POST" and _kind_of(address):
            values = _values_of(form)
            buttons = form.xpath(".//button[@type='submit'] | .//input[@type='submit']")
            for name in dict.fromkeys(button.get("name") or "" for button in buttons):
                yield Button(address, name, values | ({name: ["1"]} if name else {}))


def _values_of(form: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    for field in form.xpath(".//input[not(@value) and @name and not(@type='checkbox')]"):
        values.setdefault(field.get("name"), [""])
    # Blocks are put into the page by a script: none are sent.
    for block in form.xpath(".//*[@data-block]"):
        values[f"{block.get('id')}-count"] = ["0"]
    return values


def _kind_of(address: str, every_model: bool = True) -> tuple[str, ...] | None:
    """The pattern, and what of the address is a name and no number; or the view."""
    if PASSED_BY.search(address):
        return None
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    view = getattr(match.func, "view_class", None)
    if view and not every_model:
        return (match.url_name or "", view.__module__, view.__qualname__)
    route = _route_of(match)
    names = [] if ALIKE.search(route) else [str(value) for value in match.kwargs.values()]
    return (route, *(name for name in names if not name.isdigit()))


def _route_of(match: ResolverMatch) -> str:
    return match.route.replace("^", "")


def _addresses_on(page: str) -> Iterator[str]:
    """Links, and addresses in the attributes and data that scripts use; `id` chosen in bulk."""
    chosen = CHOSEN.search(page)
    for address in ADDRESS.findall(html.unescape(html.unescape(page))):
        if "/bulk/" not in address:
            yield address
        elif chosen:
            yield f"{address}?id={chosen[1]}"


def _routes(resolver: Any, above: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern).replace("^", "")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)
