"""What authors and reviewers do in Wagtail's admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from academy.learning.models import Completion
from academy.people.enums import Role
from courses import actions
from courses.models import CourseEnrolment, CoursePage, LessonPage
from courses.queries.editions import latest_edition
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_enrolment,
    make_index,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
REFUSAL = "不能发布：学习活动《草稿阅读》还是草稿。请先发布这些活动，再发布这一课。"


def text(response):
    return response.content.decode()


@pytest.fixture
def editor(client):
    user = make_user(is_superuser=True, name="教务员")
    client.force_login(user)
    return user


@pytest.fixture
def draft_lesson():
    return make_lesson(
        make_chapter(make_course()), [make_reading(title="草稿阅读", live=False)], live=False
    )


def test_the_lists_lead_to_the_next_chapter_and_lesson(client, editor):
    course = make_course()
    chapter = make_chapter(course)
    add = {
        make_index(): reverse("wagtailadmin_pages:add", args=["courses", "chapterpage", course.pk]),
        course: reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", chapter.pk]),
    }
    for parent, url in add.items():
        page = text(client.get(reverse("wagtailadmin_explore", args=[parent.pk])))
        assert f'href="{url}"' in page


def test_the_author_is_the_teacher_until_told_otherwise(client):
    author = make_user(Role.INSTRUCTOR, name="李文", is_superuser=True)
    make_user(Role.TRAINEE, name="不教课的人")
    client.force_login(author)
    url = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", make_index().pk])
    page = text(client.get(url))
    assert f'name="teacher" value="{author.pk}" id="id_teacher"' in page
    assert "不教课的人" not in page


def test_only_who_teaches_becomes_the_teacher(client, editor):
    course, trainee = make_course(), make_user(Role.TRAINEE)
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    fields = {"title": course.title, "slug": course.slug, "summary": "讲一件事。"}
    fields |= {"form": "online", "subject": "party", "necessity": "elective"}
    form = nested_form_data(fields | {"comments": inline_formset([])})
    assert "该选择不在可用的选项中" in text(client.post(url, form | {"teacher": trainee.pk}))
    teacher = make_user(Role.INSTRUCTOR)
    assert client.post(url, form | {"teacher": teacher.pk}).status_code == 302


def form_of(lesson, **more):
    placements = [
        {"id": p.pk, "activity": p.activity_id, "required": "on"} for p in lesson.placements.all()
    ]
    form = {
        "title": lesson.title,
        "slug": lesson.slug,
        "body": streamfield([]),
        "placements": inline_formset(placements, initial=len(placements)),
        "comments": inline_formset([]),
    }
    return nested_form_data(form) | more


def test_the_publish_button_is_refused_by_name(client, editor, draft_lesson):
    url = reverse("wagtailadmin_pages:edit", args=[draft_lesson.pk])
    page = client.post(url, form_of(draft_lesson, **{"action-publish": "1"}))
    assert REFUSAL in text(page)
    assert not LessonPage.objects.get(pk=draft_lesson.pk).live


def test_a_draft_is_saved_without_complaint(client, editor, draft_lesson):
    url = reverse("wagtailadmin_pages:edit", args=[draft_lesson.pk])
    saved = client.post(url, form_of(draft_lesson, title="改过的题目"))
    assert saved.status_code == 302
    assert LessonPage.objects.get(pk=draft_lesson.pk).title == "改过的题目"


def test_published_activities_let_the_lesson_go_live(client, editor, draft_lesson):
    draft_lesson.placements.get().activity.save_revision().publish()
    url = reverse("wagtailadmin_pages:edit", args=[draft_lesson.pk])
    client.post(url, form_of(draft_lesson, **{"action-publish": "1"}))
    assert LessonPage.objects.get(pk=draft_lesson.pk).live


def test_publishing_in_bulk_is_refused_by_name(client, editor, draft_lesson):
    draft_lesson.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    page = client.post(f"{url}?id={draft_lesson.pk}", follow=True)
    assert REFUSAL in text(page)
    assert not LessonPage.objects.get(pk=draft_lesson.pk).live


@pytest.fixture
def review(draft_lesson):
    """An author's lesson waiting for a reviewer, under a workflow on the catalogue."""
    author = make_user(Role.INSTRUCTOR)
    reviewer = make_user(Role.REVIEWER)
    group = Group.objects.create(name="演示审核员")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.objects.get(pk=make_index().pk),
            permission=Permission.objects.get(codename=codename, content_type__model="page"),
        )
    reviewer.groups.add(group)
    task = GroupApprovalTask.objects.create(name="审核")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="课程审核")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    draft_lesson.save_revision()
    workflow.start(draft_lesson, author)
    return reviewer


def approve(client, lesson, **headers):
    state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk])
    return client.post(url, {"comment": ""}, **headers)


def test_approving_a_draft_activity_is_refused_by_name(client, draft_lesson, review):
    client.force_login(review)
    answer = approve(client, draft_lesson, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.json() == {"step": "success", "redirect": reverse("wagtailadmin_home")}
    assert REFUSAL in text(client.get(reverse("wagtailadmin_home")))
    lesson = LessonPage.objects.get(pk=draft_lesson.pk)
    assert not lesson.live
    assert lesson.workflow_in_progress


def test_an_approved_lesson_goes_live_and_writes_an_edition(client, draft_lesson, review):
    draft_lesson.placements.get().activity.save_revision().publish()
    client.force_login(review)
    approve(client, draft_lesson)
    assert LessonPage.objects.get(pk=draft_lesson.pk).live
    course = CoursePage.objects.ancestor_of(draft_lesson).get()
    assert latest_edition(course).content["lessons"][0]["id"] == draft_lesson.pk


@pytest.fixture
def changed_course():
    """A course in its second edition; one trainee had completed the first."""
    course, trainee = make_course(lessons=1), make_user(name="学员乙")
    make_enrolment(trainee, course)
    reading = first_lesson(course).placements.get().activity
    Completion.objects.create(user=trainee, activity=reading)
    actions.update_progress(user_id=trainee.pk, activity_id=reading.pk)
    publish(make_lesson(first_lesson(course).get_parent(), [make_reading()]))
    return course


def test_the_author_sees_who_loses_and_moves_everybody(client, editor, changed_course):
    url = reverse("courses_editions", args=[changed_course.pk])
    edit = reverse("wagtailadmin_pages:edit", args=[changed_course.pk])
    assert url in text(client.get(edit))
    page = text(client.get(url))
    assert "0 人变为“已完成”，1 人不再是“已完成”" in page
    assert "学员乙" in page
    edition = latest_edition(changed_course)
    assert client.post(url, {"edition": edition.number}).url == edit
    enrolment = CourseEnrolment.objects.get()
    assert (enrolment.edition, enrolment.percentage) == (edition, 50)
    assert "不需要移动" in text(client.get(url))


def test_moving_is_for_those_who_may_edit(client, changed_course):
    url = reverse("courses_editions", args=[changed_course.pk])
    client.force_login(make_user(Role.TRAINEE))
    client.post(url, {"edition": latest_edition(changed_course).number})
    assert CourseEnrolment.objects.get().edition.number == 1


@pytest.mark.parametrize("edition", ["", "x", "0"])
def test_an_unknown_edition_is_not_found(client, editor, changed_course, edition):
    url = reverse("courses_editions", args=[changed_course.pk])
    assert client.post(url, {"edition": edition}).status_code == 404


def test_a_course_that_is_taken_is_not_deleted(client, editor, changed_course):
    for page in (changed_course, make_index()):
        url = reverse("wagtailadmin_pages:delete", args=[page.pk])
        answer = client.post(url, follow=True)
        assert f"不能删除：《{changed_course.title}》已有学员选课或列为必学。" in text(answer)
    assert CoursePage.objects.filter(pk=changed_course.pk).exists()


def test_a_course_nobody_takes_is_deleted(client, editor):
    course = make_course(lessons=1)
    client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert not CoursePage.objects.filter(pk=course.pk).exists()
