"""Writes of classes."""

from academy.classes.actions.availability import (
    add_blackout,
    lift_blackout,
    remove_exception,
    set_exception,
    set_openings,
)
from academy.classes.actions.claims import ClashError
from academy.classes.actions.resources import (
    add_room,
    add_teacher,
    change_room,
    change_teacher,
    remove_owner,
)
from academy.classes.actions.sessions import (
    OvertakenError,
    add_session,
    cancel_session,
    place_session,
    unplace_session,
)

__all__ = [
    "ClashError",
    "OvertakenError",
    "add_blackout",
    "add_room",
    "add_session",
    "add_teacher",
    "cancel_session",
    "change_room",
    "change_teacher",
    "lift_blackout",
    "place_session",
    "remove_exception",
    "remove_owner",
    "set_exception",
    "set_openings",
    "unplace_session",
]
