"""Writes of classes."""

from academy.classes.actions.claims import ClashError
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
    "add_session",
    "cancel_session",
    "place_session",
    "unplace_session",
]
