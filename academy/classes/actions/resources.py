"""Teachers and rooms: entered and changed together with the resource that each owns.

Everything a booking depends on is changed under the lock of that resource, so that whoever books
at the same moment sees the old terms or the new ones, never half of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from academy.classes.actions.claims import patiently, resources_locked
from academy.classes.actions.classes import may_plan
from academy.classes.enums import ResourceKind
from academy.classes.models import Resource, Room, Teacher
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from django.db.models import Model

    from academy.classes.models import Expertise
    from academy.people.models import User

# What is stored at the resource; everything else at its owner.
OF_RESOURCE = {"lanes", "capacity", "contact", "buffer_before", "buffer_after"}


@transaction.atomic
def add_teacher(*, by: User, expertise: Iterable[Expertise] = (), **fields: Any) -> Teacher:
    """Enter a teacher: fields of `Teacher`, and buffers of the resource. `phone` is whom to call.

    Raises `ActionError` naming the field that is wrong.
    """
    may_plan(by)
    resource = Resource(kind=ResourceKind.TEACHER)
    teacher = Teacher(resource=resource)
    _write_teacher(teacher, fields)
    teacher.expertise.set(expertise)
    return teacher


@patiently
def change_teacher(
    *, teacher: Teacher, by: User, expertise: Iterable[Expertise] | None = None, **fields: Any
) -> Teacher:
    """Change some fields of a teacher, as stored now; the others stay as somebody left them.

    What stands already stands, whatever the limits are from now on. Returns the row as it is now.
    """
    may_plan(by)
    with resources_locked([teacher.resource_id]):
        stored = Teacher.objects.select_related("resource").get(pk=teacher.pk)
        _write_teacher(stored, fields)
        if expertise is not None:
            stored.expertise.set(expertise)
    return stored


@transaction.atomic
def add_room(*, by: User, **fields: Any) -> Room:
    """Enter a room: fields of `Room`, and capacity, contact, buffers and lanes of the resource."""
    may_plan(by)
    room = Room(resource=Resource(kind=ResourceKind.ROOM))
    _write(room, fields)
    return room


@patiently
def change_room(*, room: Room, by: User, **fields: Any) -> Room:
    """Change some fields of a room, as stored now; the others stay as somebody left them.

    What stands already stands, however many it holds now. Returns the row as it is now.
    """
    may_plan(by)
    with resources_locked([room.resource_id]):
        stored = Room.objects.select_related("resource").get(pk=room.pk)
        _write(stored, fields)
    return stored


@transaction.atomic
def remove_owner(*, owner: Teacher | Room, by: User) -> None:
    """Delete a teacher or a room that nothing was ever held with, and its resource.

    Otherwise the database refuses (`ProtectedError`): those are put out of use instead.
    """
    may_plan(by)
    owner.delete()
    owner.resource.delete()


def _write_teacher(teacher: Teacher, fields: dict[str, Any]) -> None:
    _write(teacher, {**fields, "contact": fields.get("phone", teacher.phone)})


def _write(owner: Teacher | Room, fields: dict[str, Any]) -> None:
    """Set the fields of an owner and of its resource; both bear one name."""
    resource = owner.resource
    for name, value in fields.items():
        setattr(resource if name in OF_RESOURCE else owner, name, value)
    resource.name = owner.name
    _check(owner, exclude=["resource"])
    _check(resource)
    resource.save()
    owner.resource = resource
    owner.save()


def _check(row: Model, exclude: Iterable[str] = ()) -> None:
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        faults = [
            f"{_label(row, name)}{word}"
            for name, words in error.message_dict.items()
            for word in words
        ]
        raise ActionError("".join(faults)) from error


def _label(row: Model, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return ""
    return f"{row._meta.get_field(name).verbose_name}："  # type: ignore[union-attr]
