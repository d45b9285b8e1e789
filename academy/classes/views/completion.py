"""The completion page of a class: one's own, or as staff see a trainee's; and the certificate."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from academy.certification.actions import grant_certificate
from academy.certification.queries import completion_page
from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import Enrolment
from academy.classes.queries.classes import Seat
from academy.classes.views.persons import seat_in
from academy.core.errors import ActionError
from academy.core.inputs import number_in

NOT_YET = "归档以后才能领取证书；归档由教务办理。"


@require_safe
@login_required
def completion(request: HttpRequest, code: str) -> HttpResponse:
    """Every requirement of the class with the person's own figures; the same for staff."""
    seat = seat_in(request, code)
    enrolment = _whose(seat, request.GET.get("person", ""))
    context = {"seat": seat, "class": seat.training_class, "tab": "completion", "nav": "classes"}
    context |= {"enrolment": enrolment}
    if programme := seat.training_class.programme:
        page = completion_page(programme, enrolment.person, seat.viewer, seat.training_class)
        context |= page | {"claim_url": reverse("classes:claim", args=[code])}
        context["scope"] = seat.training_class
        context["claim_waits"] = "" if seat.training_class.state == ClassState.CLOSED else NOT_YET
    return render(request, "classes/completion.html", context)


def _whose(seat: Seat, wanted: str) -> Enrolment:
    """One's own place on the list, or one that the viewer may look at."""
    if not wanted:
        if seat.enrolment is None:
            raise Http404
        return seat.enrolment
    person = number_in(wanted)
    if person is None:
        raise Http404
    seen = Enrolment.objects.visible_to(seat.viewer).filter(training_class=seat.training_class)
    found = seen.select_related("person").filter(person_id=person).first()
    if found is None:
        raise PermissionDenied("这位学员的结业情况不在您的查看范围内。")
    return found


@require_POST
@login_required
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """A trainee takes the certificate of the class, once it is closed and they completed it."""
    seat = seat_in(request, code)
    try:
        _grant(seat)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("classes:completion", code=code)
    messages.success(request, f"{seat.training_class}的证书已颁发，可以下载 PDF。")
    return redirect("certification:mine")


def _grant(seat: Seat) -> None:
    found, own = seat.training_class, seat.enrolment
    if found.programme is None or own is None:
        raise ActionError("这个班没有设结业证书。")
    if found.state != ClassState.CLOSED:
        raise ActionError(NOT_YET)
    if own.state != EnrolmentState.COMPLETED:
        raise ActionError("您没有达到这个班的结业条件。")
    grant_certificate(programme=found.programme, person=seat.viewer, scope=found)
