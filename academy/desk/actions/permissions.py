"""What each staff group may do in the Wagtail admin, and who reviews what."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from academy.certification.models import Certificate, Programme
from academy.classes.models import ClassPolicy, Expertise, Room, Teacher, TrainingClass
from academy.core.kinds import kinds_of
from academy.desk.models import Suggestion
from academy.jobs.models import Job
from academy.learning.models import Activity, AnnualTarget, CreditEntry, HourPolicy
from academy.notices.models import Delivery
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, TraineeCategory, User
from courses.models import Film, Question, QuestionBank

REVIEW_NAME = "课程审核"
WRITE = ("view", "add", "change", "delete")


def group_of(role: Role) -> Group:
    """The staff group that stands for a role."""
    return Group.objects.get_or_create(name=role.label)[0]


def grant_group_permissions(*, courses: Page) -> None:
    """Instructors author, reviewers publish, administrators keep people and rules."""
    authors, reviewers, office = (
        group_of(role) for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.ADMINISTRATOR)
    )
    kinds: list[type[Model]] = list(kinds_of(Activity))
    for group in (authors, reviewers, office):
        _grant(group, [], ())
        _grant_files(group)
    _grant(authors, [*kinds, Film, QuestionBank, Question], WRITE)
    _grant(authors, [Programme], ("view", "add", "change"))
    _grant(reviewers, [*kinds, Programme], ("view", "change", "publish"))
    _grant(reviewers, [Film], ("view", "change"))
    # What a quiz asks can be judged only by its questions.
    _grant(reviewers, [QuestionBank, Question], ("view",))
    # Nobody deletes people or units here: deleting a unit would take those below along.
    _grant(office, [User, Membership, Organisation], ("view", "add", "change"))
    _grant(office, [Film, TraineeCategory], WRITE)
    # Classes are cancelled, never deleted.
    _grant(office, [TrainingClass], ("view", "add", "change"))
    _grant(office, [Programme], (*WRITE, "publish"))
    _grant(office, [Job, Delivery], ("view",))
    _grant(office, [HourPolicy, AnnualTarget, ClassPolicy], WRITE)
    _grant(office, [Teacher, Room, Expertise], WRITE)
    _grant(office, [Certificate, CreditEntry, Suggestion], ("view", "change"))
    _grant(office, [CreditEntry], ("reverse",))
    _grant_pages(authors, courses, ("add", "change"))
    _grant_pages(reviewers, courses.get_parent(), ("change", "publish", "lock", "unlock"))
    _grant_pages(office, courses.get_parent(), ("add", "change", "publish"))


def set_up_review(*, courses: Page) -> None:
    """One workflow with one step, for course pages, every activity kind and programmes."""
    workflow, _ = Workflow.objects.get_or_create(name=REVIEW_NAME)
    task, _ = GroupApprovalTask.objects.get_or_create(name="审核员审核")
    task.groups.add(group_of(Role.REVIEWER))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.get_or_create(page=courses, defaults={"workflow": workflow})
    reviewed: list[type[Model]] = [*kinds_of(Activity), Programme]
    for model in reviewed:
        WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(model),
            defaults={"workflow": workflow},
        )


def _grant(group: Group, models: Iterable[type[Model]], verbs: Iterable[str]) -> None:
    """Model permissions for a group, and the way into the admin."""
    access = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.add(*access)
    for model in models:
        codenames = [f"{verb}_{model._meta.model_name}" for verb in verbs]
        kind = ContentType.objects.get_for_model(model)
        group.permissions.add(*Permission.objects.filter(content_type=kind, codename__in=codenames))


def _grant_pages(group: Group, page: Page, verbs: Iterable[str]) -> None:
    kind = ContentType.objects.get_for_model(Page)
    for verb in verbs:
        permission = Permission.objects.get(content_type=kind, codename=f"{verb}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _grant_files(group: Group) -> None:
    """Pictures and documents: add and choose anywhere, change one's own."""
    root = Collection.get_first_root_node()
    for model in (Image, Document):
        kind = ContentType.objects.get_for_model(model)
        for verb in ("add", "choose"):
            permission = Permission.objects.get(
                content_type=kind, codename=f"{verb}_{model._meta.model_name}"
            )
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
