"""One's notices, and by which channels they come besides the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.notices import actions, queries
from academy.notices.forms import MailForm
from academy.notices.kinds import MAIL, WEBHOOK
from academy.notices.models import Notice

if TYPE_CHECKING:
    from academy.people.models import User

PER_PAGE = 20


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    notices = queries.notices_of(cast("User", request.user))
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/mine.html", {"page": page, "nav": "me"})


@require_safe
@login_required
def go(request: HttpRequest, notice_id: int) -> HttpResponse:
    """To what a notice is about; it counts as read from then on."""
    own = Notice.objects.visible_to(cast("User", request.user))
    notice = get_object_or_404(own, pk=notice_id)
    actions.mark_read(notices=own.filter(pk=notice.pk))
    return redirect(notice.url or "notices:mine")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """All of one's notices are read."""
    count = actions.mark_read(notices=queries.notices_of(cast("User", request.user)))
    messages.success(request, f"已把 {count} 条消息标为已读。" if count else "没有未读的消息。")
    return redirect("notices:mine")


@require_http_methods(["GET", "POST"])
@login_required
def mail(request: HttpRequest) -> HttpResponse:
    """Whether notices come by mail too."""
    person = cast("User", request.user)
    typed = request.POST if request.method == "POST" else None
    chosen = {name: not queries.is_muted(person, name) for name in (MAIL, WEBHOOK)}
    form = MailForm(typed, initial=chosen)
    if form.is_valid():
        for name, is_on in form.cleaned_data.items():
            actions.choose_channel(person=person, channel=name, is_on=is_on)
        is_on = form.cleaned_data[MAIL]
        messages.success(request, "以后有新消息会发邮件。" if is_on else "以后不再发邮件提醒。")
        return redirect("notices:mine")
    context = {"form": form, "address": queries.address_of(person, MAIL), "nav": "me"}
    return render(request, "notices/mail.html", context)
