"""后台任务: registration only."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "academy.jobs"
    label = "jobs"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from academy.jobs import receivers
        from academy.jobs.models import Job

        post_delete.connect(receivers.job_deleted, sender=Job)
