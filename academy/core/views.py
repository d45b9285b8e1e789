"""Health, text size, the component page and error pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from academy.core.enums import TEXT_SIZE_COOKIE, TextSize


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_POST
def set_text_size(request: HttpRequest) -> HttpResponse:
    """Remember the reader's text size for a year and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("size") in TextSize.values:
        response.set_cookie(
            TEXT_SIZE_COOKIE,
            request.POST["size"],
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    return render(request, "core/components.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent too late or twice: say so and offer the way back."""
    return render(
        request, "403.html", {"message": "页面打开太久，请返回上一页刷新后再提交。"}, status=403
    )
