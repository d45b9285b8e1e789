"""Pages of courses: the site's, the player's, the author's."""

from courses.views.duties import duty, my_duties
from courses.views.editions import editions
from courses.views.player import activity, lesson
from courses.views.required import export_required, move_deadline, required_study, withdraw_study
from courses.views.requiring import (
    choose_activity,
    choose_course,
    require_study,
    requirements,
)
from courses.views.site import catalogue, chapter, course, enrol, lesson_page, mine

__all__ = [
    "activity",
    "catalogue",
    "chapter",
    "choose_activity",
    "choose_course",
    "course",
    "duty",
    "editions",
    "enrol",
    "export_required",
    "lesson",
    "lesson_page",
    "mine",
    "move_deadline",
    "my_duties",
    "require_study",
    "required_study",
    "requirements",
    "withdraw_study",
]
