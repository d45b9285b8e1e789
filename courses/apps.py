"""课程: registration only."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "课程"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.signals import (
            page_published,
            page_unpublished,
            post_page_move,
            published,
            unpublished,
        )

        from academy.classes.signals import attendance_corrected, session_closed
        from academy.core.kinds import kinds_of
        from academy.learning.models import Activity
        from academy.learning.signals import activity_completed
        from courses import receivers
        from courses.models import ChapterPage, Film, LessonPage

        page_published.connect(receivers.structure_changed)
        page_unpublished.connect(receivers.structure_changed)
        post_page_move.connect(receivers.page_moved)
        for page in (ChapterPage, LessonPage):
            post_delete.connect(receivers.page_deleted, sender=page)
        post_delete.connect(receivers.film_deleted, sender=Film)
        for kind in kinds_of(Activity):
            published.connect(receivers.activity_changed, sender=kind)
            unpublished.connect(receivers.activity_changed, sender=kind)
        activity_completed.connect(receivers.activity_completed)
        session_closed.connect(receivers.session_closed)
        attendance_corrected.connect(receivers.attendance_corrected)
