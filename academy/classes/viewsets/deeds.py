"""What is done with one class in the admin: a form each, an action behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from academy.classes.actions import classes as actions
from academy.classes.actions.life import move_class
from academy.classes.enums import ClassState, PaperKind
from academy.classes.forms import classes as forms
from academy.classes.models import TrainingClass
from academy.classes.rules import access
from academy.core.errors import ActionError
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    ActionForm = FormView[Form]
else:
    ActionForm = FormView


class ClassDeedView(WagtailAdminTemplateMixin, ActionForm):
    """A form that does one thing with a class."""

    template_name = "classes/admin/deed.html"
    header_icon = "group"
    done: ClassVar[str] = "已保存。"
    training_class: TrainingClass
    by: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not access.can_plan(standing_of(request.user)):
            raise PermissionDenied(access.NOT_YOURS)
        self.training_class = get_object_or_404(TrainingClass, pk=kwargs["pk"])
        self.by = request.user
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.training_class.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listing = {"url": reverse("training_class:index"), "label": "培训班"}
        found = {"url": self.back_url, "label": self.training_class.name}
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, listing, found, here]

    @property
    def back_url(self) -> str:
        return reverse("training_class:inspect", args=[self.training_class.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        extra = {"training_class": self.training_class} if self.wants_class else {}
        return {**super().get_form_kwargs(), **extra}

    wants_class = False

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            shown = self.act(form) or self.training_class
        except ActionError as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect("training_class:inspect", shown.pk)

    def act(self, form: Any) -> TrainingClass | None:
        raise NotImplementedError


class MoveView(ClassDeedView):
    """The next step. A refusal comes back to the desk in words."""

    form_class = forms.MoveClassForm
    page_title = "办理下一步"
    http_method_names = ["post", "options"]

    def act(self, form: Any) -> None:
        to = ClassState(form.cleaned_data["to"])
        rest = {name: form.cleaned_data[name] for name in ("version", "reason")}
        move_class(training_class=self.training_class, to=to, by=self.by, **rest)

    def form_invalid(self, form: Form) -> HttpResponse:
        for errors in form.errors.values():
            for words in errors:
                messages.error(self.request, str(words))
        return redirect("training_class:inspect", self.training_class.pk)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leaders decide which classes are held; the action knows what is for whom."""
        user = request.user
        if not isinstance(user, User) or not access.can_approve_classes(standing_of(user)):
            raise PermissionDenied(access.NOT_YOURS)
        self.training_class, self.by = get_object_or_404(TrainingClass, pk=kwargs["pk"]), user
        return FormView.dispatch(self, request, *args, **kwargs)


class StaffView(ClassDeedView):
    form_class = forms.StaffForm
    page_title = "班主任和工作人员"
    wants_class = True

    def act(self, form: Any) -> None:
        actions.set_staff(training_class=self.training_class, duties=form.duties, by=self.by)


class QuotaView(ClassDeedView):
    form_class = forms.QuotaForm
    page_title = "名额"
    wants_class = True

    def act(self, form: Any) -> None:
        places = form.cleaned_data["lines"]
        actions.set_quotas(training_class=self.training_class, places=places, by=self.by)


class PaperView(ClassDeedView):
    form_class = forms.PaperForm
    page_title = "归档材料"
    done = "已归档。"

    def act(self, form: Any) -> None:
        file, kind = form.cleaned_data["file"], PaperKind(form.cleaned_data["kind"])
        actions.file_paper(
            training_class=self.training_class, kind=kind, file=file, name=file.name, by=self.by
        )


class CopyClassView(ClassDeedView):
    form_class = forms.CopyClassForm
    page_title = "照此再办一期"
    done = "新的培训班已列入计划，课次还没有排时间。"

    def act(self, form: Any) -> TrainingClass:
        return actions.copy_class(
            training_class=self.training_class, by=self.by, **form.cleaned_data
        )
