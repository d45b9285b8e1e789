"""Claims are kept apart and events as written; the first rules of classes are put in force."""

import datetime as dt

from django.db import migrations

from academy.classes.migrations._claim_guard import guard, unguard

FIRST_POLICY = {
    "name": "培训班规则",
    "leave_share_top": 1,
    "leave_share_bottom": 7,
    "source": (
        "请假累计超过总学时 1/7 按退学处理：《干部教育培训工作条例》（2023）；"
        "批假权限、迟到分钟和归档期限为本院口径，待核"
    ),
}


def put_first_policy_in_force(apps, schema_editor):
    policies = apps.get_model("classes", "ClassPolicy").objects
    policies.get_or_create(valid_from=dt.date(2020, 1, 1), defaults=FIRST_POLICY)


class Migration(migrations.Migration):
    dependencies = [("classes", "0001_initial")]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(put_first_policy_in_force, migrations.RunPython.noop),
    ]
