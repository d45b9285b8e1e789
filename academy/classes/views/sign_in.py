"""Signing in to a session: the target of the QR code, and the page for the six digits."""

from __future__ import annotations

import secrets

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from academy.classes import actions
from academy.classes.actions import SignedIn
from academy.core.errors import ActionError
from academy.people.persons import signed_in

TICKET = "roll_ticket"
DEVICE = "roll_device"
# A cookie of its own, so that signing out and in as somebody else is noticed; gone after a day.
DAY = 24 * 60 * 60


@never_cache
@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """What a phone opens: the scan becomes a ticket at once, signing in may take its time."""
    try:
        request.session[TICKET] = actions.scan_ticket(token=token)
    except ActionError as refusal:
        context = {"refusal": refusal.message, "nav": "classes"}
        return render(request, "classes/roll/sign_in.html", context)
    return redirect("classes:sign-in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Confirm who one is after a scan, or type the digits; then 到课 or 迟到, and when."""
    device = request.COOKIES.get(DEVICE) or secrets.token_urlsafe(16)
    context: dict[str, object] = {"nav": "classes"}
    if request.method == "POST":
        try:
            context["done"] = _sign_in(request, device)
        except ActionError as refusal:
            context["refusal"] = refusal.message
    context["scanned"] = _scanned(request)
    response = render(request, "classes/roll/sign_in.html", context)
    if request.method == "POST":
        secure = request.is_secure()
        response.set_cookie(
            DEVICE, device[:64], max_age=DAY, httponly=True, secure=secure, samesite="Lax"
        )
    return response


def _sign_in(request: HttpRequest, device: str) -> SignedIn:
    person = signed_in(request)
    if "code" in request.POST:
        return actions.sign_in_by_code(code=request.POST["code"], person=person, device=device)
    ticket = request.session.pop(TICKET, "")
    return actions.sign_in_by_ticket(ticket=ticket, person=person, device=device)


def _scanned(request: HttpRequest) -> object:
    """The session whose screen was scanned, while its ticket is good."""
    ticket = request.session.get(TICKET)
    if not ticket:
        return None
    try:
        session, _ = actions.read_scan(ticket)
    except ActionError:
        del request.session[TICKET]
        return None
    return session
