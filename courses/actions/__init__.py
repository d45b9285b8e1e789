"""Writes of courses."""

from courses.actions.courses import (
    enrol,
    move_enrolments,
    record_study,
    refuse_deleting_taken,
    update_progress,
    write_edition,
)
from courses.actions.duties import (
    adjust_duties,
    enqueue_reminders,
    remind_people,
    settle_duties,
    sweep_duties,
)
from courses.actions.offline import settle_correction, settle_lectures
from courses.actions.requiring import (
    FormUsedError,
    export_list,
    move_deadline,
    require_study,
    withdraw_study,
)

__all__ = [
    "FormUsedError",
    "adjust_duties",
    "enqueue_reminders",
    "enrol",
    "export_list",
    "move_deadline",
    "move_enrolments",
    "record_study",
    "refuse_deleting_taken",
    "remind_people",
    "require_study",
    "settle_correction",
    "settle_duties",
    "settle_lectures",
    "sweep_duties",
    "update_progress",
    "withdraw_study",
    "write_edition",
]
