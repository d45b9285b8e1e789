"""Revisions and reviews of activities belong to their kinds."""

from django.db import migrations
from django.db.models import F


def belong_to_kinds(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    family = ContentType.objects.filter(app_label="learning", model="activity").first()
    for name in ("Revision", "WorkflowState"):
        apps.get_model("wagtailcore", name).objects.filter(base_content_type=family).update(
            base_content_type=F("content_type")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0003_chinese_names"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(belong_to_kinds, migrations.RunPython.noop)]
