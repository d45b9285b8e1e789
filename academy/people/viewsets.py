"""People, posts and units in Wagtail's admin, for administrators."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, ProtectedError, QuerySet, Subquery, Value
from django.db.models.functions import Length, Substr
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.account import AccountView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users as wagtail_users

from academy.core.errors import ActionError
from academy.people import actions
from academy.people.forms import admin as forms
from academy.people.models import Membership, Organisation, TraineeCategory, User

PEOPLE_MENU = "register_people_menu_item"


class KeepUsed:
    """Refuses in words to delete what records point at, before the database does."""

    object: Any

    def delete_action(self) -> None:
        try:
            super().delete_action()  # type: ignore[misc]
        except ProtectedError as error:
            users = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
            raise ActionError(f"“{self.object}”已有{'、'.join(users)}，不能删除。") from error


# --- People ---
class PersonIndexView(wagtail_users.IndexView):
    """Searched, titled and sorted by the one name people have."""

    search_fields: ClassVar[list[str]] = ["username", "name", "phone", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        columns: list[Column] = super().columns
        next(column for column in columns if column.name == "name").label = "姓名"
        return columns

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering, "pk")
        ordered: QuerySet[User] = super().order_queryset(queryset)
        return ordered


class NoSelfPromotion:
    """Only a superuser makes or changes a superuser."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        form: BaseForm = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class PersonCreateView(NoSelfPromotion, wagtail_users.CreateView):
    pass


class PersonEditView(NoSelfPromotion, wagtail_users.EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied("超级管理员的账号只有超级管理员能改。")


class PersonDeleteView(KeepUsed, wagtail_users.DeleteView):
    pass


class PersonViewSet(wagtail_users.UserViewSet):
    """Takes the place of Wagtail's own viewset of users."""

    menu_label = "人员"
    menu_order = 0
    menu_hook = PEOPLE_MENU
    add_to_settings_menu = False
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    copy_view_enabled = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Who wrote which comment is nobody's usage of a person."""
        found: dict[str, Any] = super().get_common_view_kwargs(usage_url_name=None, **kwargs)
        return found

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return forms.PersonEditForm if for_update else forms.PersonCreationForm


class StaffAccountView(AccountView):
    """One's own settings. The name is the office's to write: it stands on certificates."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name != "name_email"]


# --- Units and posts: every write goes through an action ---
class ByAction:
    """A refusal of the action is shown at the form."""

    request: HttpRequest
    form: Any

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        try:
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except ActionError as refusal:
            form.add_error(None, refusal.message)
            self.produced_error_message = refusal.message
            answer = self.form_invalid(form)  # type: ignore[attr-defined]
        return answer


class OrganisationCreateView(ByAction, generic.CreateView):
    def save_instance(self) -> Organisation:
        unit = actions.create_organisation(**self.form.cleaned_data)
        log(unit, "wagtail.create", user=self.request.user)
        return unit


class OrganisationEditView(ByAction, generic.EditView):
    def save_instance(self) -> Organisation:
        unit: Organisation = super().save_instance()
        if "parent" in self.form.changed_data:
            actions.move_organisation(organisation=unit, parent=self.form.cleaned_data["parent"])
        return unit


class OrganisationDeleteView(KeepUsed, generic.DeleteView):
    def delete_action(self) -> None:
        if not self.object.is_leaf():
            raise ActionError(f"“{self.object}”还有下级单位，不能删除。")
        super().delete_action()


def _indented(unit: Organisation) -> str:
    return f"{'　' * (unit.depth - 1)}{unit.name}"


class OrganisationIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Organisation]:
        above = Organisation.objects.filter(
            path=Substr(OuterRef("path"), Value(1), Length(OuterRef("path")) - Organisation.steplen)
        )
        units: QuerySet[Organisation] = Organisation.objects.annotate(
            parent_name=Subquery(above.values("name")[:1])
        )
        return units


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = "单位"
    ordering = "path"
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label="名称", accessor=_indented, url_name="people_units:edit"),
        Column("get_level_display", label="层级"),
        Column("parent_name", label="上级单位"),
        Column("code", label="代码"),
    ]
    list_filter: ClassVar[list[str]] = ["level"]
    search_fields: ClassVar[list[str]] = ["name", "code"]
    copy_view_enabled = False
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    delete_view_class = OrganisationDeleteView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return forms.OrganisationForm


class MembershipCreateView(ByAction, generic.CreateView):
    def save_instance(self) -> Membership:
        post = actions.grant_membership(**self.form.cleaned_data)
        log(post, "wagtail.create", user=self.request.user)
        return post


class MembershipEditView(ByAction, generic.EditView):
    page_title = "结束任职"

    def save_instance(self) -> Membership:
        stored = Membership.objects.select_related("user").get(pk=self.form.instance.pk)
        post = actions.end_membership(membership=stored, on=self.form.cleaned_data["ended_on"])
        log(post, "wagtail.edit", user=self.request.user)
        return post


class MembershipIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("user", "organisation")


class NoDeletion(ModelPermissionPolicy):
    """Rows that are ended, never deleted: who was what, when, stays known."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class MembershipViewSet(ModelViewSet):
    model = Membership
    # People and units are protected by the database: an index of who names them is not needed.
    add_to_reference_index = False
    icon = "user"
    menu_label = "任职"
    ordering: ClassVar[list[str]] = ["user__name", "pk"]
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        TitleColumn("user", label="人员", url_name="people_posts:edit"),
        Column("get_role_display", label="角色"),
        Column("organisation", label="单位"),
        Column("started_on", label="开始日期"),
        Column("ended_on", label="结束日期"),
    ]
    list_filter: ClassVar[list[str]] = ["role"]
    search_fields: ClassVar[list[str]] = ["user__name", "user__username", "organisation__name"]
    copy_view_enabled = False
    index_view_class = MembershipIndexView
    add_view_class = MembershipCreateView
    edit_view_class = MembershipEditView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return forms.EndMembershipForm if for_update else forms.GrantMembershipForm


class TraineeCategoryDeleteView(KeepUsed, generic.DeleteView):
    pass


class TraineeCategoryViewSet(ModelViewSet):
    model = TraineeCategory
    icon = "tag"
    menu_label = "学员类别"
    list_display: ClassVar[list[str]] = ["name", "code"]
    copy_view_enabled = False
    delete_view_class = TraineeCategoryDeleteView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return forms.TraineeCategoryForm


class PeopleViewSetGroup(ViewSetGroup):
    menu_label = "人员与单位"
    menu_icon = "group"
    menu_order = 550
    submenu_hook = PEOPLE_MENU
    items = (
        MembershipViewSet("people_posts", url_prefix="people/posts"),
        OrganisationViewSet("people_units", url_prefix="people/units"),
        TraineeCategoryViewSet("people_categories", url_prefix="people/categories"),
    )
