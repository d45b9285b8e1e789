"""The command, from an empty database to a larger academy."""

import pytest
from django.core.management import CommandError, call_command

from academy.learning.models import Attempt, Completion
from academy.people.enums import Role
from academy.people.models import Membership, User
from bases.models import VisitTask
from courses.models import CoursePage

pytestmark = pytest.mark.django_db


def count():
    models = [User, Membership, CoursePage, VisitTask, Attempt, Completion]
    return [model._base_manager.count() for model in models]


def seed_academy(capsys, scale):
    """What the command wrote: to people, and for a terminal."""
    call_command("seed_academy", scale=scale)
    return capsys.readouterr()


@pytest.mark.slow
def test_a_second_run_adds_nothing_and_a_larger_scale_the_rest(capsys, fonts):
    written = seed_academy(capsys, 0.0005)
    assert "学员 46 人和他们的学习经历（本次新增 46 人）" in written.out
    # No bar where nobody looks.
    assert written.err == ""
    first = count()
    assert "本次新增 0 人" in seed_academy(capsys, 0.0005).out
    assert count() == first
    larger = seed_academy(capsys, 0.003)
    assert "学员 276 人和他们的学习经历（本次新增 230 人）" in larger.out
    trainees = Membership.objects.filter(role=Role.TRAINEE, user__username__startswith="trainee")
    assert trainees.count() == 276
    assert all(after >= before for after, before in zip(count(), first, strict=True))
    call_command("audit_hours")
    films = Attempt.objects.exclude(watch=None)
    assert films.exists()
    assert not films.filter(state="open").exists()


def test_refused_where_demo_accounts_are_not_allowed(settings):
    settings.DEMO_ACCOUNTS = False
    with pytest.raises(CommandError, match="DEMO_ACCOUNTS"):
        call_command("seed_academy", scale=0.001)
    assert not User.objects.exists()


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_a_scale_is_a_fraction_of_the_academy(scale):
    with pytest.raises(CommandError, match="规模"):
        call_command("seed_academy", scale=scale)
