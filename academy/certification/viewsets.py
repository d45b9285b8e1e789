"""Admin screens: programmes to author, certificates to look up, revoke and reissue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from academy.certification.actions import reissue_certificate, revoke_certificate
from academy.certification.forms import ReissueCertificateForm, RevokeCertificateForm
from academy.certification.models import Certificate, Programme
from academy.certification.rules.access import may_void_certificates
from academy.core.errors import ActionError
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    ActionForm = FormView[Form]
else:
    ActionForm = FormView


class ProgrammeViewSet(SnippetViewSet):
    """Authoring of programmes: drafts, revisions, workflow, preview."""

    model = Programme
    icon = "clipboard-list"
    menu_label = "证书项目"
    # Wagtail would make the name from the label, and nothing is left of a Chinese one.
    menu_name = "programmes"
    menu_order = 510
    add_to_admin_menu = True
    # A copy would need a code of its own, and Wagtail's copy view saves over the original.
    copy_view_enabled = False
    # Plain containment finds any run of Chinese characters.
    search_fields: ClassVar[list[str]] = ["title", "code", "summary"]
    search_backend_name = None
    list_filter: ClassVar[list[str]] = ["live"]
    ordering: ClassVar[list[str]] = ["code"]

    @cached_property
    def list_display(self) -> list[Any]:
        return [
            "title",
            Column("code", label="代码"),
            LiveStatusTagColumn(label="状态"),
            DateColumn("last_published_at", label="最近发布"),
        ]


class CertificatePolicy(ModelPermissionPolicy):
    """Certificates can be looked at; nobody edits or deletes one, not even a superuser."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


register_permission_policy(Certificate, CertificatePolicy(Certificate))


class CertificateFilterSet(WagtailFilterSet):
    """By state, by programme, by day of issue from and to."""

    issued_at = django_filters.DateFromToRangeFilter(label="颁发时间", widget=DateRangePickerWidget)

    class Meta:
        model = Certificate
        fields: ClassVar[list[str]] = ["state", "programme", "issued_at"]


class CertificateIndexView(IndexView):
    """Certificates of the people whose records one may open."""

    def get_base_queryset(self) -> QuerySet[Certificate]:
        rows = Certificate.objects.visible_to(self.request.user)
        return rows.select_related("programme", "holder")


class CertificateInspectView(InspectView):
    """One certificate: what it says, and what can be done with it."""

    page_title = "证书"

    def get_object(self, queryset: Any = None) -> Certificate:
        rows = Certificate.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("programme", "holder"), pk=self.pk)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        certificate: Certificate = self.object
        buttons = [_button("下载 PDF", "download", "certification:pdf", certificate.number)]
        if not may_void_certificates(standing_of(self.request.user)):
            return buttons
        if certificate.is_valid:
            buttons.append(_button("作废", "cross", "certificate:revoke", certificate.pk))
        if not Certificate.objects.filter(replaces=certificate).exists():
            buttons.append(_button("换发", "rotate", "certificate:reissue", certificate.pk))
        return buttons


def _button(label: str, icon: str, url_name: str, argument: object) -> Button:
    return Button(label, url=reverse(url_name, args=[argument]), icon_name=icon)


class CertificateActionView(WagtailAdminTemplateMixin, ActionForm):
    """A form that does one thing with a certificate. Administrators only."""

    template_name = "certification/admin/act.html"
    header_icon = "warning"
    certificate: Certificate
    done: ClassVar[str]

    by: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not may_void_certificates(
            standing_of(request.user)
        ):
            raise PermissionDenied
        rows = Certificate.objects.visible_to(request.user)
        self.certificate = get_object_or_404(rows, pk=kwargs["pk"])
        self.by = request.user
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.certificate.grouped_number

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        number = {"url": self.back_url, "label": self.certificate.number}
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        listing = {"url": reverse("certificate:index"), "label": "证书"}
        return [*self.breadcrumbs_items, listing, number, here]

    @property
    def back_url(self) -> str:
        return reverse("certificate:inspect", args=[self.certificate.pk])

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            changed = self.act(**form.cleaned_data)
        except ActionError as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect("certificate:inspect", changed.pk)

    def act(self, **cleaned: Any) -> Certificate:
        raise NotImplementedError


class RevokeView(CertificateActionView):
    """Make a certificate void."""

    form_class = RevokeCertificateForm
    page_title = "作废证书"
    done = "证书已作废，公众查验时显示“已作废”。"

    def act(self, **cleaned: Any) -> Certificate:
        return revoke_certificate(certificate=self.certificate, by=self.by, **cleaned)


class ReissueView(CertificateActionView):
    """Grant a new certificate in place of one."""

    form_class = ReissueCertificateForm
    page_title = "换发证书"
    done = "新证书已颁发，原证书同时作废。"

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.certificate.snapshot["name"]}

    def act(self, **cleaned: Any) -> Certificate:
        return reissue_certificate(certificate=self.certificate, by=self.by, **cleaned)


class CertificateViewSet(ModelViewSet):
    """Lists and shows certificates; what changes them are the two actions."""

    model = Certificate
    name = "certificate"
    icon = "doc-full-inverse"
    menu_label = "证书"
    menu_name = "certificates"
    menu_order = 520
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = CertificateInspectView
    inspect_template_name = "certification/admin/certificate.html"
    index_view_class = CertificateIndexView
    list_per_page = 50
    filterset_class = CertificateFilterSet
    search_fields: ClassVar[list[str]] = ["number", "holder__name", "holder__username"]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["-issued_at", "-pk"]
    list_export: ClassVar[list[str]] = ["number", "programme", "holder", "state", "issued_at"]
    exclude_form_fields: ClassVar[list[str]] = []

    @cached_property
    def list_display(self) -> list[Any]:
        return [
            "__str__",
            Column("holder", label="持证人"),
            Column("programme", label="证书项目"),
            Column("get_state_display", label="状态"),
            DateColumn("issued_at", label="颁发时间", sort_key="issued_at"),
        ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("revoke/<int:pk>/", RevokeView.as_view(), name="revoke"),
            path("reissue/<int:pk>/", ReissueView.as_view(), name="reissue"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no address to edit one at."""
