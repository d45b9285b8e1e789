"""Completion pages, one's certificates, the public check and the PDF."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from academy.certification.actions import grant_certificate
from academy.certification.forms import CheckCertificateForm
from academy.certification.limits import seconds_to_wait
from academy.certification.models import Certificate, Programme
from academy.certification.pdf import render_pdf
from academy.certification.queries import completion_page, due_among, programmes_for
from academy.certification.rules.numbers import is_well_formed, normalise_number
from academy.core.errors import ActionError
from academy.people.models import User
from academy.people.persons import signed_in

PER_PAGE = 20


@require_safe
@login_required
def programmes(request: HttpRequest) -> HttpResponse:
    """What certificates there are to earn, and which of them can be claimed."""
    viewer = signed_in(request)
    person = _person(viewer, request.GET.get("person", ""))
    page = Paginator(programmes_for(person), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "due": due_among(page, person), "person": person, "nav": "me"}
    return render(request, "certification/programmes.html", context | {"is_own": person == viewer})


@require_safe
@login_required
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """The completion page: every requirement, one's own value, what to do next."""
    found = get_object_or_404(Programme.objects.open_to_all(), code=code)
    person = _person(signed_in(request), request.GET.get("person", ""))
    context = completion_page(found, person, signed_in(request))
    return render(request, "certification/programme.html", context | {"nav": "me"})


def _person(viewer: User, wanted: str) -> User:
    """Whom the page is about: the viewer, or somebody whose records the viewer may open."""
    if not wanted:
        return viewer
    if not wanted.isdecimal():
        raise Http404
    person: User | None = User.objects.visible_to(viewer).filter(pk=wanted).first()
    if person is None:
        raise PermissionDenied("这位学员的学习记录不在您的查看范围内。")
    return person


@require_POST
@login_required
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """A trainee takes the certificate that is due."""
    found = get_object_or_404(Programme.objects.open_to_all(), code=code)
    try:
        grant_certificate(programme=found, person=signed_in(request))
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("certification:programme", code=code)
    messages.success(request, f"证书“{found}”已颁发，可以下载 PDF。")
    return redirect("certification:mine")


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's certificates, newest first."""
    certificates = Certificate.objects.filter(holder=signed_in(request))
    page = Paginator(certificates, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/mine.html", {"page": page, "nav": "me"})


@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF, for the holder and for staff who may open the holder's records."""
    if not request.user.is_authenticated:
        raise PermissionDenied("证书文件只有持证人本人和教务人员可以下载，请先登录。")
    certificate = get_object_or_404(Certificate, number=normalise_number(number))
    if not Certificate.objects.visible_to(request.user).filter(pk=certificate.pk).exists():
        raise PermissionDenied("证书文件只有持证人本人和教务人员可以下载。查验真伪请用证书查验页。")
    response = HttpResponse(render_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{certificate.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The public check: a form for a number."""
    asked = "number" in request.GET
    form = CheckCertificateForm(request.GET if asked else None)
    if asked and form.is_valid():
        return redirect("certification:check-number", number=form.cleaned_data["number"])
    return render(request, "certification/check.html", {"form": form})


@require_safe
@cache_control(private=True, no_store=True)
def check_number(request: HttpRequest, number: str) -> HttpResponse:
    """What the public may know of a number: valid, void or unknown."""
    if wait := seconds_to_wait(get_adapter().get_client_ip(request)):
        return _too_often(request, wait)
    normalised = normalise_number(number)
    if normalised and normalised != number:
        return redirect("certification:check-number", number=normalised)
    certificates = Certificate.objects.select_related("replaced_by")
    context = {
        "number": normalised,
        "certificate": certificates.filter(number=normalised).first(),
        "well_formed": is_well_formed(normalised),
        "form": CheckCertificateForm(initial={"number": normalised}),
    }
    status = 200 if context["certificate"] else 404
    return _unlisted(render(request, "certification/check_number.html", context, status=status))


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "certification/too_often.html", {"seconds": wait}, status=429)
    response["Retry-After"] = str(wait)
    return _unlisted(response)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Search engines keep out: names are masked, but need not be collected."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
