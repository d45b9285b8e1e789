"""The rule of hours, explained to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.learning.queries import current_targets, explained_policies


@require_safe
def hours_rule(request: HttpRequest) -> HttpResponse:
    """Current and former policies in words with worked examples, and the yearly targets."""
    context = {"policies": explained_policies(), "categories": current_targets(), "nav": "me"}
    return render(request, "learning/hours_rule.html", context)
