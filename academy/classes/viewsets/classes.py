"""Training classes in the admin: the plan as a list, each class on a desk of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from academy.classes.actions import classes as actions
from academy.classes.enums import ClassState, PaperKind
from academy.classes.forms import classes as forms
from academy.classes.forms.planning import fresh_key
from academy.classes.models import TrainingClass
from academy.classes.models.roster import CAME, EXPECTED
from academy.classes.queries.milestones import closing_due_on, steps_of
from academy.classes.rules import access
from academy.classes.rules.life import CLASS_LIFE
from academy.classes.viewsets.deeds import CopyClassView, MoveView, PaperView, QuotaView, StaffView
from academy.people.models import User, standing_of
from academy.people.viewsets import ByAction

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest

EVENTS_SHOWN = 30


class KeptClasses(ModelPermissionPolicy):
    """Classes are cancelled, never deleted."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(TrainingClass, KeptClasses(TrainingClass))


class ClassFilterSet(WagtailFilterSet):
    class Meta:
        model = TrainingClass
        fields: ClassVar[list[str]] = ["state", "year", "form"]


def planner(request: HttpRequest) -> User:
    """Who acts; the admin lets nobody in who has not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class ClassIndexView(IndexView):
    """Every class with how many are expected or came."""

    def get_base_queryset(self) -> QuerySet[TrainingClass]:
        people = Count("enrolments", filter=Q(enrolments__state__in=[*EXPECTED, *CAME]))
        found: QuerySet[TrainingClass] = TrainingClass.objects.annotate(people=people)
        return found


class ClassCreateView(ByAction, CreateView):
    request: HttpRequest

    def save_instance(self) -> TrainingClass:
        return actions.plan_class(by=planner(self.request), **self.form.facts)

    def get_success_url(self) -> str:
        return reverse("training_class:inspect", args=[self.object.pk])


class ClassEditView(ByAction, EditView):
    def save_instance(self) -> TrainingClass:
        stored = TrainingClass.objects.get(pk=self.object.pk)
        version = self.form.cleaned_data["version"]
        return actions.change_class(
            training_class=stored, by=planner(self.request), version=version, **self.form.facts
        )

    def get_success_url(self) -> str:
        return reverse("training_class:inspect", args=[self.object.pk])


class ClassDeskView(InspectView):
    """One class: how far it is, what it lacks, what can be done."""

    page_title = "培训班"

    def get_object(self, queryset: Any = None) -> TrainingClass:
        rows = TrainingClass.objects.visible_to(self.request.user).select_related("programme")
        return get_object_or_404(rows, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not access.can_plan(standing_of(self.request.user)):
            return []
        return [
            Button(label, url=reverse(f"training_class:{name}", args=[self.pk]), icon_name=icon)
            for label, icon, name in BUTTONS
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: TrainingClass = self.object
        papers = {paper.kind: paper for paper in found.papers.order_by("filed_at")}
        counts = found.enrolments.values_list("state").annotate(Count("pk")).order_by()
        labels = dict(found.enrolments.model._meta.get_field("state").choices or [])
        return {
            **super().get_context_data(**kwargs),
            "class": found,
            "way": way_of(found),
            "steps": steps_of(found),
            "counts": [(labels[state], number) for state, number in counts],
            "quotas": found.quotas.select_related("organisation"),
            "staff": found.staff.select_related("person").order_by("duty", "pk"),
            "papers": [(kind.label, papers.get(kind.value)) for kind in PaperKind],
            "events": found.events.select_related("by")[:EVENTS_SHOWN],
            "due_on": closing_due_on(found),
            "planning_key": fresh_key(),
            "may_plan": access.can_plan(standing_of(self.request.user)),
        }


BUTTONS = [
    ("修改", "edit", "edit"),
    ("班主任和工作人员", "user", "staff"),
    ("名额", "group", "quotas"),
    ("归档材料", "upload", "paper"),
    ("照此再办一期", "copy", "copy-class"),
]


def way_of(found: TrainingClass) -> list[tuple[str, str]]:
    """The states on the straight way through a class's life: label, and done, now or todo."""
    states: list[ClassState] = [state for state in CLASS_LIFE if state != ClassState.CANCELLED]
    if found.state == ClassState.CANCELLED:
        return [(ClassState.CANCELLED.label, "now")]
    here = states.index(ClassState(found.state))
    marks = ["done"] * here + ["now"] + ["todo"] * (len(states) - here - 1)
    return [(state.label, mark) for state, mark in zip(states, marks, strict=True)]


class TrainingClassViewSet(ModelViewSet):
    """The annual plan and what became of it."""

    model = TrainingClass
    name = "training_class"
    icon = "group"
    menu_label = "培训班"
    menu_name = "training-classes"
    menu_order = 300
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ClassDeskView
    inspect_template_name = "classes/admin/desk.html"
    index_view_class = ClassIndexView
    add_view_class = ClassCreateView
    edit_view_class = ClassEditView
    list_per_page = 50
    filterset_class = ClassFilterSet
    search_fields: ClassVar[list[str]] = ["code", "name"]
    search_backend_name = None
    ordering: ClassVar[list[str]] = ["-starts_on", "code"]

    @cached_property
    def list_display(self) -> list[Any]:
        return [
            TitleColumn("name", label="班名", url_name="training_class:inspect"),
            Column("code", label="编号"),
            Column("get_state_display", label="状态"),
            Column("get_form_display", label="形式"),
            Column("starts_on", label="开班", sort_key="starts_on"),
            Column("ends_on", label="结业"),
            Column("people", label="学员"),
        ]

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return forms.TrainingClassForm

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/move/", MoveView.as_view(), name="move"),
            path("<int:pk>/staff/", StaffView.as_view(), name="staff"),
            path("<int:pk>/quotas/", QuotaView.as_view(), name="quotas"),
            path("<int:pk>/papers/", PaperView.as_view(), name="paper"),
            path("<int:pk>/copy-class/", CopyClassView.as_view(), name="copy-class"),
        ]
