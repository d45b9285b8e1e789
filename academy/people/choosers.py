"""Choosing a person or a unit in Wagtail's admin, among many thousands, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from academy.people.enums import Role
from academy.people.models import Organisation, User


class FindForm(BaseFilterForm):
    """Words that are part of a name, or the beginning of an account or code."""

    starts_with = ""
    q = forms.CharField(label="名称", required=False, max_length=80)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = self.cleaned_data.get("q", "").strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        begins = {f"{self.starts_with}__startswith": words.lower()}
        return objects.filter(Q(name__icontains=words) | Q(**begins))


class FindPersonForm(FindForm):
    starts_with = "username"


class FindOrganisationForm(FindForm):
    starts_with = "code"


class VisiblePeople:
    """The people whom the one who chooses may see."""

    filter_form_class = FindPersonForm
    request: Any

    def get_object_list(self) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.visible_to(self.request.user)
        return people.order_by("name", "pk")

    @property
    def columns(self) -> list[Column]:
        """Names repeat, accounts do not."""
        return [*super().columns, Column("username", label="账号")]  # type: ignore[misc]


class Instructors(VisiblePeople):
    """Whoever teaches: the names that stand on courses are open to all who author."""

    def get_object_list(self) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.holding(Role.INSTRUCTOR)
        return people.order_by("name", "pk")


class VisibleOrganisations:
    """The units that the one who chooses may see, in tree order."""

    filter_form_class = FindOrganisationForm
    request: Any

    def get_object_list(self) -> QuerySet[Organisation]:
        units: QuerySet[Organisation] = Organisation.objects.visible_to(self.request.user)
        return units

    @property
    def columns(self) -> list[Column]:
        """Communities of one name stand in several districts: their codes tell them apart."""
        more = [Column("get_level_display", label="层级"), Column("code", label="代码")]
        return [*super().columns, *more]  # type: ignore[misc]


class Listed:
    """Only what is listed can be chosen: nobody learns names by trying numbers."""

    get_object_list: Callable[[], QuerySet[Any]]

    def get_object(self, pk: str) -> Any:
        return self.get_object_list().get(pk=pk)


class ChoosePersonView(VisiblePeople, ChooseView):
    pass


class ChoosePersonResultsView(VisiblePeople, ChooseResultsView):
    pass


class ChosenPersonView(Listed, VisiblePeople, ChosenView):
    pass


class ChooseInstructorView(Instructors, ChooseView):
    pass


class ChooseInstructorResultsView(Instructors, ChooseResultsView):
    pass


class ChosenInstructorView(Listed, Instructors, ChosenView):
    pass


class ChooseOrganisationView(VisibleOrganisations, ChooseView):
    pass


class ChooseOrganisationResultsView(VisibleOrganisations, ChooseResultsView):
    pass


class ChosenOrganisationView(Listed, VisibleOrganisations, ChosenView):
    pass


class PersonChooserViewSet(ChooserViewSet):
    model = User
    icon = "user"
    choose_one_text = "选择人员"
    choose_another_text = "另选人员"
    edit_item_text = "编辑人员"
    choose_view_class = ChoosePersonView
    choose_results_view_class = ChoosePersonResultsView
    chosen_view_class = ChosenPersonView
    register_widget = False


class InstructorChooserViewSet(PersonChooserViewSet):
    choose_one_text = "选择教师"
    choose_another_text = "另选教师"
    choose_view_class = ChooseInstructorView
    choose_results_view_class = ChooseInstructorResultsView
    chosen_view_class = ChosenInstructorView


class OrganisationChooserViewSet(ChooserViewSet):
    model = Organisation
    icon = "group"
    choose_one_text = "选择单位"
    choose_another_text = "另选单位"
    edit_item_text = "编辑单位"
    choose_view_class = ChooseOrganisationView
    choose_results_view_class = ChooseOrganisationResultsView
    chosen_view_class = ChosenOrganisationView
    register_widget = False


person_chooser = PersonChooserViewSet("people_person_chooser", url_prefix="people/choose-person")
instructor_chooser = InstructorChooserViewSet(
    "people_instructor_chooser", url_prefix="people/choose-instructor"
)
organisation_chooser = OrganisationChooserViewSet(
    "people_organisation_chooser", url_prefix="people/choose-organisation"
)
