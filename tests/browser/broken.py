"""The site with one address more: a page that breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from academy.urls import urlpatterns as site


class DeliberateError(Exception):
    """What breaks the page."""


def broken(request: HttpRequest) -> HttpResponse:
    raise DeliberateError


urlpatterns = [path("broken/", broken), *site]
