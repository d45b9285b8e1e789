"""Films, posters and captions: sent to those whom an activity with the film is open to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from academy.core.serving import serve_private
from courses.films.models import Film

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

NOT_OPEN = "这部影片在课程里播放。请先选那门课程，再到学习页面观看；已停用的活动，影片不再开放。"
SIGN_IN = "影片要登录后才能观看。"


@require_safe
def film_file(request: HttpRequest, film_id: int) -> HttpResponseBase:
    """The film as it is played; any piece of it."""
    film = _visible(request, film_id)
    etag = film.checksum
    return serve_private(request, str(film.rendition), content_type="video/mp4", etag=etag)


@require_safe
def film_poster(request: HttpRequest, film_id: int) -> HttpResponseBase:
    """One picture of it."""
    film = _visible(request, film_id)
    etag = f"{film.checksum}-poster"
    return serve_private(request, str(film.poster), content_type="image/jpeg", etag=etag)


@require_safe
def film_captions(request: HttpRequest, film_id: int) -> HttpResponse:
    """What is said, as WebVTT."""
    film = _visible(request, film_id)
    if not film.captions:
        raise Http404
    response = HttpResponse(film.captions, content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response


def _visible(request: HttpRequest, film_id: int) -> Film:
    """The film; 404 where there is none to play, 403 with words where it is not open."""
    ready = Film.objects.ready().filter(pk=film_id)
    film: Film | None = ready.visible_to(request.user).first()
    if film is None:
        if not ready.exists():
            raise Http404
        raise PermissionDenied(NOT_OPEN if request.user.is_authenticated else SIGN_IN)
    return film
