"""Pages of courses: the site's, the player's, the author's."""

from courses.views.editions import editions
from courses.views.player import activity, lesson
from courses.views.site import catalogue, chapter, course, enrol, lesson_page, mine

__all__ = [
    "activity",
    "catalogue",
    "chapter",
    "course",
    "editions",
    "enrol",
    "lesson",
    "lesson_page",
    "mine",
]
