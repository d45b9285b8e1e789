"""Starting, saving and handing in: the same for every kind of activity, in whatever hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from academy.core.errors import ActionError
from academy.learning import actions, leases
from academy.learning.places import Place, place_of
from academy.learning.queries import find_activity
from academy.people.models import User
from academy.people.persons import signed_in

if TYPE_CHECKING:
    from academy.learning.models import Activity

SIGN_IN_AGAIN = "登录已过期。请在新窗口登录后回到本页继续，已写的内容还在。"
# Fields that belong to the form, not to the answers.
OWN_FIELDS = {"csrfmiddlewaretoken", "attempt", "lease"}


@login_required
@require_POST
def start(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Open an attempt (or go on with the open one) and lead to where it is done."""
    user, activity = signed_in(request), existing(activity_id)
    if not activity.live:
        raise Http404
    place = open_place(user, activity_id)
    try:
        actions.open_attempt(user=user, activity=activity)
    except ActionError as error:
        messages.warning(request, error.message)
    return redirect(place.url)


@require_POST
def save(request: HttpRequest, activity_id: int) -> JsonResponse:
    """Keep answers. Answers in JSON: {saved, unanswered, message}; 401, 403 and 409 in words.

    Who holds the lease that an earlier answer brought is not asked who they are.
    """
    lease = request.POST.get("lease", "")
    user_id = leases.holder(request, lease, activity_id=activity_id)
    if user_id is None:
        if not request.user.is_authenticated:
            return refusal(SIGN_IN_AGAIN, 401)
        person = signed_in(request)
        place = place_of(person, activity_id)
        if place is None or not place.is_open:
            return refusal(place.reason if place else "这项活动现在没有开放。", 403)
        user_id = person.pk
        lease = leases.grant(request, user_id=user_id, activity_id=activity_id)
    # Whatever asks the request for its person, as its log does, needs no more than the number.
    user = request.user = User(pk=user_id)
    number, answers = attempt_number(request), answers_of(request)
    try:
        saved = actions.save_answers_in_hand(
            user=user, activity_id=activity_id, number=number, answers=answers
        )
    except ActionError as error:
        return refusal(error.message, 409)
    answer = {"saved": True, "unanswered": saved.unanswered, "message": saved.words}
    return JsonResponse({**saved.extra, **answer, "lease": lease})


@login_required
@require_POST
def submit(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Hand in the person's own attempt, say what came of it and lead back to the activity."""
    user = signed_in(request)
    place = open_place(user, activity_id)
    number, answers = attempt_number(request), answers_of(request)
    try:
        outcome = actions.submit_attempt_in_hand(
            user=user, activity_id=activity_id, number=number, answers=answers
        )
    except ActionError as error:
        messages.error(request, error.message)
    else:
        # What came of a closed attempt stands on the activity's page, where it stays.
        if outcome.stays_open and not outcome.on_page:
            messages.warning(request, outcome.words)
    return redirect(place.url)


def existing(activity_id: int) -> Activity:
    activity = find_activity(activity_id)
    if activity is None:
        raise Http404
    return activity


def open_place(user: User, activity_id: int) -> Place:
    """Where the person may do it; 404 when it is nowhere, 403 with the reason when closed."""
    place = place_of(user, activity_id)
    if place is None:
        raise Http404
    if not place.is_open:
        raise PermissionDenied(place.reason)
    return place


def attempt_number(request: HttpRequest) -> str:
    """Which attempt the page showed: a page left open must not write into a later attempt."""
    return request.POST.get("attempt") or request.GET.get("attempt", "")


def answers_of(request: HttpRequest) -> dict[str, list[str]]:
    """The answers of a sent form by field, as the kinds read them."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in OWN_FIELDS
    }


def refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"saved": False, "message": message}, status=status)
