"""Authoring in the admin: every kind keeps its row whatever authors do with it."""

import json

import pytest
from django.urls import reverse

from academy.core.kinds import kinds_of
from academy.learning.models import Activity, Attempt
from bases.models import VisitTask
from tests.factories.learning import make_base, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
NAMESPACE = "wagtailsnippets_bases_visittask"


def form_of(task, **changes):
    fields = ["title", "summary", "minutes", "question_1", "question_2", "question_3"]
    values = {name: getattr(task, name) for name in fields} | {
        "base": task.base_id,
        "earns_hours": "on",
    }
    return values | changes


def test_every_kind_has_its_own_screens():
    for kind in kinds_of(Activity):
        name = f"wagtailsnippets_{kind._meta.app_label}_{kind._meta.model_name}:add"
        assert reverse(name).startswith("/admin/")


def test_list_names_length_and_state(admin_client):
    make_visit_task(title="走访长山花园", minutes=95)

    page = admin_client.get(reverse(f"{NAMESPACE}:list")).content.decode()

    for shown in ("走访长山花园", "时长（分钟）", "95", "已发布"):
        assert shown in page


def test_list_is_searched_by_any_part_of_the_title(admin_client):
    make_visit_task(title="走访长山花园")
    make_visit_task(title="另一项")

    page = admin_client.get(reverse(f"{NAMESPACE}:list_results"), {"q": "长山"}).content.decode()

    assert "走访长山花园" in page
    assert "另一项" not in page


def test_menu_has_one_group_for_all_kinds(admin_client):
    page = admin_client.get("/admin/").content.decode()

    assert json.dumps("学习活动")[1:-1] in page.lower()


def test_draft_publish_copy_revert_keep_the_row(admin_client):
    task = make_visit_task(base=make_base(), title="初稿")
    first = task.save_revision()
    first.publish()
    edit = reverse(f"{NAMESPACE}:edit", args=[task.pk])

    admin_client.post(edit, form_of(task, title="改稿"))
    task.refresh_from_db()
    assert (task.title, task.has_unpublished_changes) == ("初稿", True)

    admin_client.post(edit, form_of(task, title="定稿", **{"action-publish": "on"}))
    task.refresh_from_db()
    assert (task.title, task.live) == ("定稿", True)

    copy = reverse(f"{NAMESPACE}:copy", args=[task.pk])
    page = admin_client.get(copy)
    assert page.status_code == 200
    assert f'action="{reverse(f"{NAMESPACE}:add")}"' in page.content.decode()
    assert admin_client.post(copy, form_of(task, title="覆盖")).status_code == 405
    admin_client.post(reverse(f"{NAMESPACE}:add"), form_of(task, title="副本"))
    assert sorted(VisitTask.objects.values_list("title", "live")) == [
        ("副本", False),
        ("定稿", True),
    ]

    revert = reverse(f"{NAMESPACE}:revisions_revert", args=[task.pk, first.pk])
    assert admin_client.get(revert).status_code == 200
    admin_client.post(
        edit, form_of(task, title="初稿", revision=first.pk, **{"action-publish": "on"})
    )
    kept = Activity.objects.get(pk=task.pk)
    assert (type(kept), kept.title, kept.question_1) == (VisitTask, "初稿", task.question_1)
    assert kept.revisions.count() == 4


def test_workflow_can_be_assigned_to_a_kind_and_approved(admin_client):
    from django.contrib.auth.models import Group
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

    review = GroupApprovalTask.objects.create(name="审核")
    review.groups.add(Group.objects.create(name="测试审核组"))
    workflow = Workflow.objects.create(name="学习活动审核")
    WorkflowTask.objects.create(workflow=workflow, task=review, sort_order=0)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=ContentType.objects.get_for_model(VisitTask)
    )
    author, reviewer = make_user(), make_user(is_superuser=True)
    task = make_visit_task(live=False, title="待审")
    task.save_revision(user=author)

    state = task.get_workflow().start(task, author)
    state.current_task_state.approve(user=reviewer)

    task.refresh_from_db()
    assert task.live
    assert type(Activity.objects.get(pk=task.pk)) is VisitTask


def test_chooser_lists_and_searches_every_kind_and_links_to_its_form(admin_client):
    task = make_visit_task(title="四步议事现场任务")
    make_visit_task(title="另一项")

    listing = admin_client.get(reverse("activity_chooser:choose")).json()["html"]
    found = admin_client.get(reverse("activity_chooser:choose_results"), {"q": "议事现场"})
    chosen = admin_client.get(reverse("activity_chooser:chosen", args=[task.pk])).json()

    assert "四步议事现场任务" in listing
    assert "另一项" in listing
    assert "现场任务" in listing
    assert "四步议事现场任务" in found.content.decode()
    assert "另一项" not in found.content.decode()
    assert chosen["result"]["edit_url"] == reverse(f"{NAMESPACE}:edit", args=[task.pk])


def test_placing_an_activity_uses_the_chooser():
    from courses.models import LessonPage

    form = LessonPage.get_edit_handler().get_form_class()
    widget = form.formsets["placements"].form.base_fields["activity"].widget
    assert type(widget).__name__ == "ActivityChooserWidget"


def test_preview_shows_the_player_and_writes_nothing(admin_client):
    task = make_visit_task(title="预览任务")
    preview = reverse(f"{NAMESPACE}:preview_on_edit", args=[task.pk])

    admin_client.post(preview, form_of(task, title="改过的标题"))
    page = admin_client.get(preview, {"mode": ""}).content.decode()

    assert "改过的标题" in page
    assert task.question_1 in page
    assert not Attempt.objects.exists()


def test_preview_of_a_new_activity_shows_the_player(admin_client):
    task = make_visit_task()
    preview = reverse(f"{NAMESPACE}:preview_on_add")

    admin_client.post(preview, form_of(task, title="还没有保存"))

    assert "还没有保存" in admin_client.get(preview, {"mode": ""}).content.decode()
