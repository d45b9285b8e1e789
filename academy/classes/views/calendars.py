"""One's calendar: the page that opens and closes it, and the feed that calendar programs read."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.classes.actions import open_feed, renew_feed, revoke_feed
from academy.classes.ical import render_calendar
from academy.classes.models import CalendarFeed
from academy.classes.queries.calendars import NAME, events_for
from academy.people.persons import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's secret address and how a phone takes it; POST makes it."""
    person = signed_in(request)
    if request.method == "POST":
        open_feed(user=person)
        messages.success(request, "订阅地址已生成。")
        return redirect("classes:calendar")
    found = CalendarFeed.objects.open().filter(user=person).first()
    url = request.build_absolute_uri(reverse("classes:feed", args=[found.token])) if found else ""
    # Phones open this kind of address in their calendar.
    context = {"url": url, "phone_url": "webcal" + url[url.find(":") :] if url else ""}
    return render(request, "classes/calendar.html", context | {"feed": found, "nav": "me"})


@require_POST
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    renew_feed(user=signed_in(request))
    messages.success(request, "已换成新地址，旧地址不再更新。请在手机上重新订阅。")
    return redirect("classes:calendar")


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(user=signed_in(request))
    messages.success(request, "已停用订阅。手机上的旧日历可以删除了。")
    return redirect("classes:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """All of a person's sessions, for whoever has the address; nobody signs in."""
    found = get_object_or_404(CalendarFeed.objects.open().select_related("user"), token=token)
    content = render_calendar(NAME, events_for(found.user, request.build_absolute_uri))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="classes.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response
