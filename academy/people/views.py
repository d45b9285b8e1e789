"""Sign-in, one's own account, one's units. Signing in itself is django-allauth's."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_stage_required
from axes.helpers import get_client_username
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from academy.core.errors import ActionError
from academy.people import actions, queries, rules
from academy.people.forms import FindPeopleForm, NewPasswordForm, PhoneForm
from academy.people.models import User, standing_of
from academy.people.persons import unit_asked_for

PAGE_SIZE = 50

change_password = allauth_views.PasswordChangeView.as_view(
    template_name="people/password.html",
    success_url=reverse_lazy("people:me"),
    extra_context={"nav": "me"},
)


# --- Sign-in ---
@sensitive_post_parameters("password1", "password2")
@login_stage_required(stage="first_password", redirect_urlname="people:login")
def first_password(request: HttpRequest) -> HttpResponse:
    """The second of two steps of a first sign-in: one-time password, own password, in."""
    stage = cast("Any", request)._login_stage
    person: User = stage.login.user
    form = NewPasswordForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        actions.set_own_password(person=person, password=form.cleaned_data["password1"])
        return cast("HttpResponse", stage.exit())
    return render(request, "people/first_password.html", {"form": form, "person": person})


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Too many wrong passwords for one account: how long it stays locked and whom to ask.

    The same words whether the account exists or not.
    """
    account = get_client_username(request, credentials)
    minutes = queries.locked_minutes([account]).get(account, 1)
    answer = render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


@require_safe
def admin_door(request: HttpRequest) -> HttpResponse:
    """Where Wagtail's admin sends whoever it does not let in: to sign in, or told why not.

    Those signed in must not go to the sign-in page, which would send them straight back.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        list(messages.get_messages(request))  # Wagtail's word on it, said in full below.
        raise PermissionDenied("管理后台只对教师、审核员和教务人员开放。")
    return redirect(f"{reverse('people:login')}?{request.GET.urlencode()}")


# --- One's own account ---
@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and the way to everything of mine."""
    person = cast("User", request.user)
    standing = standing_of(person)
    context = {
        "nav": "me",
        "posts": queries.current_posts(person),
        "managers": queries.managers_for(person, standing),
        "opens_units": rules.can_open_units(standing),
        "manages_units": bool(standing.managed_paths),
        "opens_admin": standing.is_superuser or standing.has_any(rules.GROUP_ROLES),
    }
    return render(request, "people/me.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def change_phone(request: HttpRequest) -> HttpResponse:
    """Put in another mobile number."""
    person = cast("User", request.user)
    form = PhoneForm(request.POST or None, initial={"phone": person.phone or ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_phone(person=person, phone=form.cleaned_data["phone"])
        except ActionError as refusal:
            form.add_error("phone", refusal.message)
        else:
            messages.success(request, "手机号已保存。")
            return redirect("people:me")
    return render(request, "people/phone.html", {"nav": "me", "form": form})


# --- One's units and their people ---
@require_safe
@login_required
def units(request: HttpRequest) -> HttpResponse:
    """The people of the units one answers for, unit by unit, with all below."""
    viewer = cast("User", request.user)
    standing = _open_units(viewer)
    form = FindPeopleForm(request.GET)
    form.is_valid()
    place = unit_asked_for(viewer, standing, form.cleaned_data.get("unit", ""), "人员")
    words = form.cleaned_data.get("q", "")
    found = queries.people_in(
        [place.unit] if place.unit else place.below, viewer=viewer, words=words
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "nav": "me",
        "form": form,
        "place": place,
        "page": page,
        "words": words,
        "locked": queries.locked_minutes(person.username for person in page),
    }
    return render(request, "people/units.html", context)


@require_safe
@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of one's units."""
    viewer, person = cast("User", request.user), _visible_person(request, pk)
    standing = standing_of(person)
    can_manage = rules.can_manage_password(standing_of(viewer), standing)
    context = {
        "nav": "me",
        "person": person,
        "posts": queries.current_posts(person),
        "locked": queries.locked_minutes([person.username]).get(person.username, 0),
        "can_manage": can_manage,
        "is_own": viewer == person,
        "keepers": [] if can_manage else queries.keepers_of(person, standing),
    }
    return render(request, "people/person.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first; then show the one-time password, this once."""
    person = _manageable_person(request, pk)
    context = {"nav": "me", "person": person}
    if request.method == "GET":
        return render(request, "people/reset_password.html", context)
    password = actions.reset_password_by_manager(manager=cast("User", request.user), person=person)
    return render(request, "people/one_time_password.html", context | {"password": password})


@require_http_methods(["GET", "POST"])
@login_required
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first; then open the account."""
    person = _manageable_person(request, pk)
    if request.method == "GET":
        return render(request, "people/unlock.html", {"nav": "me", "person": person})
    actions.unlock_account(manager=cast("User", request.user), person=person)
    messages.success(request, f"{person.name}的账号已解除锁定，现在就可以登录。")
    return redirect("people:person", pk=person.pk)


def _open_units(viewer: User) -> rules.Standing:
    standing = standing_of(viewer)
    if not rules.can_open_units(standing):
        raise PermissionDenied("单位人员只向单位管理员和学院的管理人员开放。")
    return standing


def _visible_person(request: HttpRequest, pk: int) -> User:
    viewer = cast("User", request.user)
    _open_units(viewer)
    seen = User.objects.visible_to(viewer).select_related("category")
    person: User | None = seen.filter(pk=pk).first()
    if person is None:
        if User.objects.filter(pk=pk).exists():
            raise PermissionDenied("这个人不在您管理的单位及其下级单位里，不能查看。")
        raise Http404
    return person


def _manageable_person(request: HttpRequest, pk: int) -> User:
    person = _visible_person(request, pk)
    viewer = cast("User", request.user)
    if not rules.can_manage_password(standing_of(viewer), standing_of(person)):
        raise PermissionDenied(
            f"您可以查看{person.name}，但不能管理这个账号。教职人员的账号请联系学院教务处。"
        )
    return person
