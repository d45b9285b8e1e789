"""Writes of classes."""

from academy.classes.actions.attendance import Marked, mark_rest_present, mark_roll
from academy.classes.actions.availability import (
    add_blackout,
    lift_blackout,
    remove_exception,
    set_exception,
    set_openings,
)
from academy.classes.actions.calendars import open_feed, renew_feed, revoke_feed
from academy.classes.actions.claims import ClashError
from academy.classes.actions.evaluation import answer_evaluation
from academy.classes.actions.hours import refresh_hours
from academy.classes.actions.leave import ask_leave, decide_leave, return_early, withdraw_leave
from academy.classes.actions.resources import (
    add_room,
    add_teacher,
    change_room,
    change_teacher,
    remove_owner,
)
from academy.classes.actions.session_close import add_by_hand, close_session, correct_attendance
from academy.classes.actions.sessions import (
    OvertakenError,
    add_session,
    cancel_session,
    place_session,
    unplace_session,
)
from academy.classes.actions.sign_in import (
    SignedIn,
    read_scan,
    scan_ticket,
    sign_in,
    sign_in_by_code,
    sign_in_by_ticket,
)
from academy.classes.actions.timetable import publish_timetable

__all__ = [
    "ClashError",
    "Marked",
    "OvertakenError",
    "SignedIn",
    "add_blackout",
    "add_by_hand",
    "add_room",
    "add_session",
    "add_teacher",
    "answer_evaluation",
    "ask_leave",
    "cancel_session",
    "change_room",
    "change_teacher",
    "close_session",
    "correct_attendance",
    "decide_leave",
    "lift_blackout",
    "mark_rest_present",
    "mark_roll",
    "open_feed",
    "place_session",
    "publish_timetable",
    "read_scan",
    "refresh_hours",
    "remove_exception",
    "remove_owner",
    "renew_feed",
    "return_early",
    "revoke_feed",
    "scan_ticket",
    "set_exception",
    "set_openings",
    "sign_in",
    "sign_in_by_code",
    "sign_in_by_ticket",
    "unplace_session",
    "withdraw_leave",
]
