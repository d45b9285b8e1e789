"""Refusals inside Wagtail's admin, shown to the person instead of an error page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from academy.core.errors import ActionError


class AdminRefusalMiddleware:
    """Turns an `ActionError` out of an admin view into a message on the page it came from.

    Wagtail's own views (approving in a workflow, bulk publishing) know nothing of our refusals.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not isinstance(error, ActionError) or not request.path.startswith(home):
            return None
        messages.error(request, error.message)
        target = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            target = home
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The answer that Wagtail's workflow dialog knows how to follow.
            return JsonResponse({"step": "success", "redirect": target})
        return HttpResponseRedirect(target)
