"""Finding an activity as the kind it is."""

from __future__ import annotations

from academy.learning.models import Activity

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
