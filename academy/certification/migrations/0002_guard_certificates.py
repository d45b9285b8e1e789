"""Let the database itself keep certificates as they were granted."""

from django.db import migrations

from academy.certification.migrations._certificate_guard import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard, elidable=False)]
