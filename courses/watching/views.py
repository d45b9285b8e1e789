"""What the page of a film talks to. Every answer is JSON and says in words what was not done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from academy.core.patience import no_longer_than
from academy.learning.leases import browser_trace
from academy.people.models import User
from courses.watching import actions, queries
from courses.watching.enums import Loss
from courses.watching.errors import WatchError
from courses.watching.forms import UNREADABLE, read_beat
from courses.watching.studies import LEASE_MS, Study, seal, unseal
from courses.watching.words import loss_words

SIGN_IN_AGAIN = "登录已过期，影片已暂停。请重新登录，登录后从同一秒接着看。"
SOMEBODY_ELSE = "现在登录的是另一个账号，这里看的没有计入。请用原来的账号登录，或刷新本页。"
BUSY_SECONDS = 5
# A page keeps a beat and sends it again; a thread that waits longer serves nobody meanwhile.
PATIENCE_MS = 3_000

JsonView = Callable[..., JsonResponse]


def in_words(view: JsonView) -> JsonView:
    """Answers refusals, and a database that is busy, in words."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> JsonResponse:
        try:
            return view(request, **named)
        except WatchError as refusal:
            return refuse(refusal.message, refusal.status)
        except OperationalError:
            return refuse(actions.CROWDED, 503)

    return answer


def refuse(message: str, status: int) -> JsonResponse:
    headers = {"Retry-After": str(BUSY_SECONDS)} if status == 503 else None
    return JsonResponse({"message": message}, status=status, headers=headers)


@never_cache
@require_safe
@in_words
def study(request: HttpRequest, activity_id: int) -> JsonResponse:
    """A page begins, or takes over, watching: its token and how far the person is."""
    opened = queries.open_study(_signed_in(request), activity_id, browser_trace(request))
    return JsonResponse(_told(opened))


# No CSRF token: the study token does its work. It was given to this page only, by a request that
# the browser lets no other site read, it holds for one browser session, and it goes in the body.
@csrf_exempt
@never_cache
@require_POST
@in_words
def beats(request: HttpRequest) -> JsonResponse:
    """Keep what was watched since the last time."""
    sent = read_beat(request.body)
    current = _study_of(request, sent.token)
    # For the log of requests, which would look the person up otherwise.
    request.user = User(pk=current.user_id)
    with no_longer_than(PATIENCE_MS):
        kept = actions.record_beat(study=current, beat=sent.beat(current))
    lost = loss_words(kept.lost, current.terms)
    return JsonResponse(
        {
            **_told(kept.study),
            "seq": sent.seq,
            "lost": [*lost, kept.trouble] if kept.trouble else lost,
            "taken_over": any(part.loss is Loss.TAKEN_OVER for part in kept.lost),
            "completed": kept.outcome.words if kept.outcome else "",
        }
    )


def _told(current: Study) -> dict[str, Any]:
    figure = queries.figure_in(current).as_json()
    return {"token": seal(current), "done": current.is_done, **figure}


def _study_of(request: HttpRequest, token: str) -> Study:
    """The study of a token: as it is while its lease runs, else after asking everything again."""
    current = unseal(token)
    if current is None:
        raise WatchError(UNREADABLE, 400)
    browser = browser_trace(request)
    # More than a whole lease left: the clock was set back, and nobody knows how much is.
    if current.browser == browser and 0 < current.lease_until - queries.milliseconds() <= LEASE_MS:
        return current
    user = _signed_in(request)
    if user.pk != current.user_id:
        raise WatchError(SOMEBODY_ELSE, 403)
    return queries.renew_study(current, user, browser)


def _signed_in(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise WatchError(SIGN_IN_AGAIN, 401)
    return request.user
