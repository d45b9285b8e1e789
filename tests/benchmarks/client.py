"""Visitors who keep their cookies, and the connections their requests go through."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

# What the proxy in front would say; production believes it.
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}
HOST = "127.0.0.1"


class UnexpectedAnswerError(Exception):
    """A request that was not answered as it should be: no figure is worth anything then."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes


@dataclass
class Visitor:
    """A browser: cookies, and whose token goes with its forms."""

    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def csrf_token(self) -> str:
        return self.cookies.get("csrftoken", "")

    def headers(self) -> dict[str, str]:
        told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            **BEHIND_PROXY,
            "Referer": f"https://{HOST}/",
            **({"Cookie": told} if told else {}),
        }

    def remember(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


@dataclass(frozen=True)
class Request:
    """One request of a visitor. `form` makes it a POST and gets the visitor's CSRF token.

    `data` makes it a POST of JSON, without one. `forgets`: the answer's cookies are not kept, so
    that the same can be sent again. `then` gets the answer's body: what the next request needs.
    """

    visitor: Visitor
    path: str
    form: Mapping[str, str | list[str]] | None = None
    data: Any = None
    status: int = 200
    forgets: bool = False
    then: Callable[[bytes], None] | None = None

    @property
    def body(self) -> tuple[str, str] | None:
        """What is sent, and what it is; None for a GET."""
        if self.form is not None:
            fields = {"csrfmiddlewaretoken": self.visitor.csrf_token, **self.form}
            return urlencode(fields, doseq=True), "application/x-www-form-urlencoded"
        return None if self.data is None else (json.dumps(self.data), "application/json")


class Connection:
    """A connection kept open. `number` gives it an address of its own, as people at home have."""

    def __init__(self, port: int, number: int = 0) -> None:
        source = (f"127.0.1.{number + 1}", 0)
        self._http = http.client.HTTPConnection(HOST, port, timeout=30, source_address=source)

    def send(self, request: Request) -> Answer:
        """The answer, read to its end."""
        headers, body = request.visitor.headers(), request.body
        if body is None:
            self._http.request("GET", request.path, headers=headers)
        else:
            self._http.request("POST", request.path, body[0], headers | {"Content-Type": body[1]})
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status != request.status:
            raise UnexpectedAnswerError(
                f"{request.path}: {answer.status}\n{content[:2000].decode()}"
            )
        if not request.forgets:
            request.visitor.remember(answer)
        if request.then:
            request.then(content)
        return Answer(answer.status, content)

    def close(self) -> None:
        self._http.close()
