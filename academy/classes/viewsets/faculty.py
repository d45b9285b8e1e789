"""Teachers, rooms, fields and the dated rules of classes in Wagtail's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from academy.classes import actions
from academy.classes.forms.faculty import ClassPolicyForm, RoomForm, TeacherForm
from academy.classes.models import ClassPolicy, Expertise, Room, Teacher
from academy.classes.viewsets.planners import planner_of
from academy.core import clock
from academy.core.errors import ActionError
from academy.people.viewsets import ByAction, KeepUsed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseForm
    from django.http import HttpRequest

IN_FORCE = "这条规则已经生效，不能删除。"


class TimesButton:
    """The way from a row to when it can be had."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)  # type: ignore[misc]
        url = reverse("classes_times", args=[instance.resource_id])
        return [*buttons, MenuItem("可用时间", url=url, icon_name="calendar-alt", priority=15)]


class TimesHeader:
    """The same way from the form of a teacher or a room."""

    object: Any

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons  # type: ignore[misc]
        url = reverse("classes_times", args=[self.object.resource_id])
        return [*buttons, Button("可用时间", url=url, icon_name="calendar-alt", priority=15)]


class RemoveOwner:
    """Deletes what was never used, together with its resource."""

    object: Any
    request: HttpRequest

    def delete_action(self) -> None:
        log(self.object, "wagtail.delete", user=self.request.user)
        actions.remove_owner(owner=self.object, by=planner_of(self.request))


# --- Teachers ---
class TeacherIndexView(TimesButton, generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Teacher]:
        return Teacher.objects.prefetch_related("expertise")


class TeacherCreateView(ByAction, generic.CreateView):
    def save_instance(self) -> Teacher:
        teacher = actions.add_teacher(by=planner_of(self.request), **self.form.cleaned_data)
        log(teacher, "wagtail.create", user=self.request.user)
        return teacher


class TeacherEditView(TimesHeader, ByAction, generic.EditView):
    def save_instance(self) -> Teacher:
        teacher = actions.change_teacher(
            teacher=self.object, by=planner_of(self.request), **self.form.cleaned_data
        )
        log(teacher, "wagtail.edit", user=self.request.user)
        return teacher


class TeacherDeleteView(KeepUsed, RemoveOwner, generic.DeleteView):
    pass


def _fields(teacher: Teacher) -> str:
    return "、".join(field.name for field in teacher.expertise.all())


class TeacherViewSet(ModelViewSet):
    model = Teacher
    add_to_reference_index = False
    icon = "user"
    menu_label = "教师"
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("title", label="职称或职务"),
        Column("unit", label="单位"),
        Column("get_form_display", label="类别"),
        Column("expertise", label="专长领域", accessor=_fields),
        BooleanColumn("is_active", label="在聘"),
    ]
    list_filter: ClassVar[list[str]] = ["form", "expertise", "is_active"]
    search_fields: ClassVar[list[str]] = ["name", "title", "unit"]
    copy_view_enabled = False
    index_view_class = TeacherIndexView
    add_view_class = TeacherCreateView
    edit_view_class = TeacherEditView
    delete_view_class = TeacherDeleteView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return TeacherForm


# --- Rooms ---
class RoomIndexView(TimesButton, generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Room]:
        return Room.objects.select_related("resource")


class RoomCreateView(ByAction, generic.CreateView):
    def save_instance(self) -> Room:
        room = actions.add_room(by=planner_of(self.request), **self.form.cleaned_data)
        log(room, "wagtail.create", user=self.request.user)
        return room


class RoomEditView(TimesHeader, ByAction, generic.EditView):
    def save_instance(self) -> Room:
        room = actions.change_room(
            room=self.object, by=planner_of(self.request), **self.form.cleaned_data
        )
        log(room, "wagtail.edit", user=self.request.user)
        return room


class RoomDeleteView(KeepUsed, RemoveOwner, generic.DeleteView):
    pass


class RoomViewSet(ModelViewSet):
    model = Room
    add_to_reference_index = False
    icon = "home"
    menu_label = "教室"
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("building", label="地点"),
        Column("capacity", label="容纳人数", accessor="resource.capacity"),
        Column("equipment", label="设备"),
        BooleanColumn("is_active", label="可用"),
    ]
    search_fields: ClassVar[list[str]] = ["name", "building", "equipment"]
    copy_view_enabled = False
    index_view_class = RoomIndexView
    add_view_class = RoomCreateView
    edit_view_class = RoomEditView
    delete_view_class = RoomDeleteView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return RoomForm


# --- Fields, and the rules of classes ---
class ExpertiseDeleteView(KeepUsed, generic.DeleteView):
    def delete_action(self) -> None:
        if self.object.teachers.exists() or self.object.sessions.exists():
            raise ActionError(f"“{self.object}”已有教师或课次，不能删除。")
        super().delete_action()


class ExpertiseViewSet(ModelViewSet):
    model = Expertise
    icon = "tag"
    menu_label = "专长领域"
    list_display: ClassVar[list[str]] = ["name"]
    search_fields: ClassVar[list[str]] = ["name"]
    form_fields: ClassVar[list[str]] = ["name"]
    copy_view_enabled = False
    delete_view_class = ExpertiseDeleteView


class ClassPolicyDeleteView(KeepUsed, generic.DeleteView):
    def delete_action(self) -> None:
        if self.object.valid_from <= clock.today():
            raise ActionError(IN_FORCE)
        super().delete_action()


class ClassPolicyViewSet(ModelViewSet):
    """The dated rules. One in force stays as it is; a change is a new one."""

    model = ClassPolicy
    icon = "calendar-alt"
    menu_label = "班级规则"
    list_display: ClassVar[list[str]] = ["name", "valid_from", "source"]
    copy_view_enabled = False
    delete_view_class = ClassPolicyDeleteView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return ClassPolicyForm


class FacultyGroup(ViewSetGroup):
    """师资与教室 in the admin's menu."""

    menu_label = "师资与教室"
    menu_icon = "group"
    menu_order = 320
    items = (
        TeacherViewSet("teachers", url_prefix="classes/teachers"),
        RoomViewSet("rooms", url_prefix="classes/rooms"),
        ExpertiseViewSet("class_fields", url_prefix="classes/fields"),
        ClassPolicyViewSet("class_policies", url_prefix="classes/policies"),
    )
