"""A line of the ledger may rest on other evidence than a completion; the guard comes back."""

from django.conf import settings
from django.db import migrations, models

from academy.learning.migrations._ledger_guard import guard, guard_with_evidence, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0004_reviews_by_kind'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='creditentry',
            name='evidence',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='依据'),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='evidence_count',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='依据第几次计入'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', None), models.Q(('evidence', ''), _negated=True)), fields=('user', 'evidence', 'evidence_count'), name='learning_credit_once_per_evidence'),
        ),
        migrations.RunPython(guard_with_evidence, unguard),
    ]
