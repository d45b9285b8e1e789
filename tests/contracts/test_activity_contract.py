"""What every kind of activity must hold, whichever hall brings it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.admin.icons import get_icons
from wagtail.models import Revision

from academy.core.kinds import kinds_of
from academy.learning.actions import open_attempt, save_answers, submit_attempt
from academy.learning.models import Activity, CreditBasis, Outcome
from academy.learning.queries import player_context, player_state
from courses.models import LessonPage
from tests.contracts.makers import make_activity
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    publish,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

KINDS = kinds_of(Activity)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
ROOT = Path(settings.BASE_DIR)
ABSURD = ["", " ", "\0", "\ud800", "题" * 10_000, "-1", "999999999999", "<script>", "[]", "null"]


def show(activity, user) -> str:
    """The activity as its hall's page includes it."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = player_context(player_state(user, activity))
    return render_to_string("learning/player.html", context, request)


def fields_of(html: str) -> set[str]:
    return set(re.findall(r'name="([^"]+)"', html)) - {"csrfmiddlewaretoken"}


def test_labels_tell_kinds_apart():
    labels = [kind.kind_label for kind in KINDS]
    assert all(labels)
    assert len(labels) == len(set(labels))


@each_kind
def test_icons_and_template_exist(kind):
    drawn = (ROOT / "templates/components/icon.html").read_text(encoding="utf-8")
    assert f'name == "{kind.icon}"' in drawn
    assert f'id="icon-{kind.admin_icon}"' in get_icons()
    assert get_template(kind.player_template)


@each_kind
def test_the_player_shows_it_before_during_and_after(kind):
    user, activity = make_user(), make_activity(kind)
    before = show(activity, user)
    assert reverse("learning:start", args=[activity.pk]) in before
    attempt = open_attempt(user=user, activity=activity)
    during = show(activity, user)
    assert reverse("learning:submit", args=[activity.pk]) in during
    assert 'name="csrfmiddlewaretoken"' in during
    submit_attempt(attempt=attempt, answers={"confirm": ["1"]})
    show(activity, user)


@each_kind
def test_nothing_answered_gives_an_outcome_in_words(kind):
    attempt = open_attempt(user=make_user(), activity=make_activity(kind))
    outcome = submit_attempt(attempt=attempt, answers={})
    assert isinstance(outcome, Outcome)
    assert outcome.words
    assert not outcome.completed


@each_kind
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(data=st.data())
def test_absurd_answers_are_saved_and_judged(kind, data):
    values = st.lists(st.one_of(st.sampled_from(ABSURD), st.text(max_size=20)), max_size=4)
    with transaction.atomic():
        user, activity = make_user(), make_activity(kind)
        attempt = open_attempt(user=user, activity=activity)
        names = sorted(fields_of(show(activity, user)))
        keys = st.one_of(st.sampled_from([*names, "confirm"]), st.text(max_size=8))
        answers = data.draw(st.dictionaries(keys, values, max_size=6))
        assert save_answers(attempt=attempt, answers=answers).unanswered >= 0
        outcome = submit_attempt(attempt=attempt, answers=answers)
        assert outcome.words
        assert (outcome.score is None) == (outcome.max_score is None)
        show(activity, user)
        transaction.set_rollback(True)


@each_kind
def test_a_thousand_values_are_saved_and_judged(kind):
    user, activity = make_user(), make_activity(kind)
    attempt = open_attempt(user=user, activity=activity)
    answers = {name: ["题" * 1_000] * 1_000 for name in fields_of(show(activity, user))}
    assert save_answers(attempt=attempt, answers=answers).unanswered >= 0
    assert submit_attempt(attempt=attempt, answers=answers).words


@each_kind
def test_credit_has_a_basis(kind):
    basis = make_activity(kind).credit_basis(Outcome(completed=True, words="", passed=True))
    assert isinstance(basis, CreditBasis)
    assert basis.minutes >= 0


@each_kind
def test_its_admin_screens_open(kind, client):
    activity = make_activity(kind)
    client.force_login(make_user(is_superuser=True))
    screens = f"wagtailsnippets_{kind._meta.app_label}_{kind._meta.model_name}"
    for name, arguments in [("list", []), ("add", []), ("edit", [activity.pk])]:
        page = client.get(reverse(f"{screens}:{name}", args=arguments))
        assert page.status_code == 200
    listing = client.get(reverse("activity_chooser:choose")).json()["html"]
    assert activity.title in listing
    assert kind.kind_label in listing


def test_draft_publish_copy_and_revert_keep_every_row_of_every_kind():
    activities = [make_activity(kind) for kind in KINDS]
    kept = [(type(activity), activity.pk, activity.title) for activity in activities]

    def assert_kept():
        found = [Activity.objects.get(pk=pk) for _, pk, _ in kept]
        assert [(type(activity), activity.pk, activity.title) for activity in found] == kept

    for activity in activities:
        cycle_activity(activity)
    assert_kept()

    lesson = make_lesson(make_chapter(make_course()), activities)
    first = lesson.save_revision()
    first.publish()
    assert_kept()
    emptied = LessonPage.objects.get(pk=lesson.pk)
    emptied.placements = []
    emptied.save_revision().publish()
    assert_kept()
    copy = lesson.copy(update_attrs={"slug": "copy"})
    Revision.objects.get(pk=first.pk).publish()
    assert_kept()
    assert_places(lesson, activities)
    again = LessonPage.objects.get(pk=lesson.pk).copy(update_attrs={"slug": "again"})
    assert_places(again, activities)
    copy.delete()
    again.delete()
    assert_kept()


def cycle_activity(activity: Activity) -> None:
    """Draft, publish, unpublish, and back to the first revision."""
    first = activity.save_revision()
    first.publish()
    draft = type(activity).objects.get(pk=activity.pk)
    draft.title = "改过的标题"
    draft.save_revision().publish()
    type(activity).objects.get(pk=activity.pk).unpublish()
    Revision.objects.get(pk=first.pk).publish()


def assert_places(lesson: LessonPage, activities: list[Activity]) -> None:
    placed = LessonPage.objects.get(pk=lesson.pk).placements.order_by("sort_order")
    assert [placement.activity_id for placement in placed] == [a.pk for a in activities]
    found = [type(placement.activity) for placement in placed.prefetch_related("activity")]
    assert found == [type(activity) for activity in activities]


@pytest.mark.parametrize("size", [1, 3])
def test_a_lesson_takes_as_many_queries_for_three_kinds(size, client, django_assert_num_queries):
    activities = [make_activity(KINDS[n % len(KINDS)]) for n in range(size)]
    course, person = make_course(), make_user()
    lesson = make_lesson(make_chapter(course), activities)
    publish(course)
    make_enrolment(person, course)
    client.force_login(person)
    url = reverse("courses:lesson", args=[lesson.pk])
    client.get(url)
    with django_assert_num_queries(5):
        page = client.get(url).content.decode()
    assert all(activity.title in page for activity in activities)


@pytest.mark.parametrize("size", [1, 3])
def test_listing_without_the_kinds_takes_one_query(size, django_assert_num_queries):
    for n in range(size):
        make_activity(KINDS[n % len(KINDS)])
    with django_assert_num_queries(1):
        assert len([a.title for a in Activity.objects.non_polymorphic()]) == size


def test_nobody_falls_into_the_polymorphic_traps():
    """`only()` and `defer()` ask again for every row; `bulk_create` writes the base's rows only."""
    names = "|".join(model.__name__ for model in [Activity, *KINDS])
    trap = re.compile(rf"\b({names})\.objects[^\n]*(\.only\(|\.defer\(|bulk_create\()")
    sources = [
        path for hall in ("academy", "courses", "bases") for path in (ROOT / hall).rglob("*.py")
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sources
        for match in trap.finditer(path.read_text(encoding="utf-8"))
        if "non_polymorphic" not in match[0]
    ]
    assert found == []
