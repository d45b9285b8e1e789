"""Who asks, and for which class."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from academy.classes.models import TrainingClass
from academy.classes.queries.classes import Seat, seat_of
from academy.people.persons import signed_in

NOT_YOURS = "这个培训班不在您的查看范围内。学员在名单上、教师有课、单位有名额的班才能打开。"


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def seat_in(request: HttpRequest, code: str) -> Seat:
    """The viewer in the class with this code; refused with a reason where it is not theirs."""
    viewer = signed_in(request)
    found = get_object_or_404(TrainingClass.objects.select_related("programme"), code=code)
    if not TrainingClass.objects.visible_to(viewer).filter(pk=found.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return seat_of(viewer, found)
