"""Who is free and fit for a session, for those who plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from academy.classes.actions.sessions import place_words
from academy.classes.forms.times import CandidateTimeForm
from academy.classes.models import Session
from academy.classes.queries.faculty import candidates_for
from academy.classes.viewsets.planners import PlannerView

if TYPE_CHECKING:
    from academy.classes.queries.faculty import Candidate

PER_PAGE = 30


class CandidatesView(PlannerView):
    """The teachers for one session, each with why or why not."""

    template_name = "classes/admin/candidates.html"
    page_title = "谁能来上"
    header_icon = "group"

    @cached_property
    def session(self) -> Session:
        sessions = Session.objects.non_polymorphic().select_related(
            "training_class", "subject", "room"
        )
        found: Session = get_object_or_404(sessions, pk=self.kwargs["pk"])
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": f"{self.page_title}：{self.session}"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = CandidateTimeForm(self.request.GET or None)
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found: list[Candidate] = candidates_for(
            self.session, asked.get("starts_at"), everyone=bool(asked.get("everyone"))
        )
        own = {
            "session": self.session,
            "form": form,
            "when": asked.get("starts_at") or self.session.starts_at,
            "place": place_words(self.session),
            "page": Paginator(found, PER_PAGE).get_page(self.request.GET.get("page")),
            "free": sum(each.is_fit and bool(each.is_free) for each in found),
            "page_subtitle": str(self.session),
        }
        context: dict[str, Any] = super().get_context_data(**{**own, **kwargs})
        return context
