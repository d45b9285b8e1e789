"""The ledger becomes append-only; the first rule of hours is put in force."""

import datetime as dt

from django.db import migrations

from academy.learning.migrations._ledger_guard import guard, unguard

FIRST_POLICY = {
    "name": "学时认定规则",
    "minutes_per_hour": 45,
    "half_day_hours": 4,
    "day_max_hours": 8,
    "online_bands": [
        {"minutes": 30, "at_least": True, "hours": "1"},
        {"minutes": 15, "at_least": False, "hours": "0.5"},
        {"minutes": 0, "at_least": False, "hours": "0.25"},
    ],
    "test_bonus": "0.5",
    "source": "45 分钟计 1 学时为通行做法；网络学时分档参照云南省干部网络培训办法；本院执行口径待核",
}


def put_first_policy_in_force(apps, schema_editor):
    policies = apps.get_model("learning", "HourPolicy").objects
    policies.get_or_create(valid_from=dt.date(2020, 1, 1), defaults=FIRST_POLICY)


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(put_first_policy_in_force, migrations.RunPython.noop),
    ]
