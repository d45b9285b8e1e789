"""A certificate may be granted for a scope, such as a class; the guard comes back with it."""

from django.conf import settings
from django.db import migrations, models

from academy.certification.migrations._certificate_guard import guard, guard_with_scope, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0002_guard_certificates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.RemoveConstraint(
            model_name='certificate',
            name='certification_one_valid',
        ),
        migrations.AddField(
            model_name='certificate',
            name='scope',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='所属'),
        ),
        migrations.AddField(
            model_name='programme',
            name='is_for_classes',
            field=models.BooleanField(default=False, verbose_name='只用于培训班结业'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'valid')), fields=('programme', 'holder', 'scope'), name='certification_one_valid'),
        ),
        migrations.RunPython(guard_with_scope, unguard),
    ]
