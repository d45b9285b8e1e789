"""Finding an activity as the kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.learning.models import Activity

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.learning.models import Attempt

# Which kind the activities met so far are. That never changes, and the statement that uses it
# notices where a number has come to stand for something else.
_kinds: dict[int, type[Activity]] = {}


def find_activity(activity_id: int) -> Activity | None:
    """An activity as its kind: one statement where this process has met it before, else two."""
    kind = _kinds.get(activity_id)
    found = kind.objects.filter(pk=activity_id).first() if kind else None
    if found is None:
        found = Activity.objects.filter(pk=activity_id).first()
    if found:
        _kinds[activity_id] = type(found)
    return found


def with_activity(attempts: QuerySet[Attempt], activity_id: int) -> Attempt | None:
    """The first of some attempts at one activity, and with it the activity as its kind.

    One statement where this process has met the activity before.
    """
    name = _name_below_activity(_kinds.get(activity_id))
    attempt = (attempts.select_related(f"activity__{name}") if name else attempts).first()
    if attempt:
        kind = getattr(attempt.activity, name, None) if name else None
        attempt.activity = kind or find_activity(activity_id) or attempt.activity
    return attempt


def _name_below_activity(kind: type[Activity] | None) -> str:
    """How an activity's row leads to the kind's; empty where not in one step."""
    link = kind._meta.get_ancestor_link(Activity) if kind else None
    if link is None or link.remote_field.model is not Activity:
        return ""
    return str(link.remote_field.get_accessor_name())
