"""The line that is logged of every request, and the headers of every response."""

import re
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_structlog.middlewares import RequestMiddleware

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
)


# Whoever knows such an address may read a person's calendar, or sign in at a session.
KEYS = re.compile(r"(/calendar/|/classes/sign-in/)[^/?\s]+")


class RequestLogMiddleware(RequestMiddleware):
    """Gives every request an id and writes one line about it."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=client_address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and address; where the address is itself a key, without it."""
        return KEYS.sub(r"\1…", RequestMiddleware.format_request(request))


def client_address(request: HttpRequest) -> str:
    """Where a request came from: the last address that our own proxy, if there is one, noted.

    What stands before it in the header was written by whoever sent the request.
    """
    noted = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return noted.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict on the site; what Wagtail's admin needs below its own address (decision 0003)."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """JSON is no document that a policy could hold for; scripts ask for it very often."""
        if response.get("Content-Type") == "application/json":
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(reverse("wagtailadmin_home")):
            parts.replace = {**settings.ADMIN_CONTENT_SECURITY_POLICY, **(parts.replace or {})}
        return parts


class ResponseHeadersMiddleware:
    """Stands inside django-structlog's middleware, which made the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Read now: Wagtail's previews run a whole request inside this one and clear the context.
        request_id = structlog.contextvars.get_contextvars()["request_id"]
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response
