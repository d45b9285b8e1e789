"""Health, text size, the component page and error pages."""

import re

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from wagtail.views import serve

from academy.core import health
from academy.core.enums import TEXT_SIZE_COOKIE, TextSize
from academy.core.queries import find_page
from academy.core.uploads import UploadRefusedError

# A file's name stands in the head of its part of the form; Django reads so much and no more.
HEAD_TOO_LONG = "header size"
LONG_NAME = "上传的文件名太长。请把文件名改短，再传一次。"
TOO_MUCH = "送来的内容太多，服务器没有接收。请分几次提交。"
UNREADABLE = "浏览器送来的内容没有送全，或者无法识别。请返回上一页，再试一次。"

# Renditions that Wagtail made; a flat folder, pictures only.
PUBLIC_PICTURE = re.compile(r"images/[^/\\]+\.(png|jpe?g|webp)", re.IGNORECASE)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Every part the academy needs is used once; 503 while one of them fails."""
    parts = health.readiness()
    ready = set(parts.values()) == {health.OK}
    response = JsonResponse({"ok": ready, **parts}, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """Pictures of pages, in the sizes made for them. Originals and all other uploads stay shut.

    In production the server in front may serve the folder `images/` of MEDIA_ROOT itself.
    """
    if not PUBLIC_PICTURE.fullmatch(name) or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name))
    response["Cache-Control"] = f"public, max-age={24 * 3600}"
    return response


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


def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree: served by Wagtail, found in fewer statements where nothing is special.

    Wagtail keeps the route it finds on the request; one that is there already it does not seek.
    """
    if found := find_page(path):
        request._wagtail_route_for_request = found.route(request, [])  # type: ignore[attr-defined]
    response: HttpResponse = serve(request, path)
    return response


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    return render(request, "core/components.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent too late or twice: say so and offer the way back."""
    return render(
        request, "403.html", {"message": "页面打开太久，请返回上一页刷新后再提交。"}, status=403
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a browser sent cannot be taken: a page says why, to a script JSON does."""
    words = _why_bad(exception)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"success": False, "error_message": words}, status=status)
    return render(None, "400.html", {"words": words}, status=status)


def _why_bad(exception: Exception) -> str:
    if isinstance(exception, UploadRefusedError):
        return str(exception)
    if isinstance(exception, RequestDataTooBig):
        return TOO_MUCH
    is_head = isinstance(exception, MultiPartParserError) and HEAD_TOO_LONG in str(exception)
    return LONG_NAME if is_head else UNREADABLE
