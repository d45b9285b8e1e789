"""One of everything that the admin shows, all in Chinese: Latin letters are a screen's own."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    CommentReply,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Workflow,
)

from academy.classes.actions import add_blackout, cancel_session, publish_timetable, set_exception
from academy.classes.actions.classes import file_paper
from academy.classes.actions.planning import search_class
from academy.classes.actions.proposals import write_proposal
from academy.classes.enums import PaperKind
from academy.classes.models import ClassPolicy, Expertise
from academy.core import clock
from academy.core.kinds import kinds_of
from academy.desk.actions.set_up import set_up_academy
from academy.desk.models import Suggestion
from academy.learning.actions import append_credit, reverse_credit
from academy.learning.enums import HourKind
from academy.learning.models import Activity, CreditBasis
from academy.people.actions import grant_membership
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, TraineeCategory, User
from academy.people.rules import GROUP_ROLES
from tests.contracts.makers import make_activity
from tests.factories.certification import group_node, hours_node, make_certificate, make_programme
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_quota,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.films import make_film
from tests.factories.jobs import make_failed_job, make_job, make_running_job
from tests.factories.learning import make_base, make_visit_task
from tests.factories.notices import tell
from tests.factories.people import make_organisation, make_user
from tests.factories.planned import make_field, make_lecturer
from tests.factories.quizzes import make_quiz

SUPERUSER = "superuser"
TOMORROW = dt.timedelta(days=1)


@dataclass
class Everything:
    """Those who may enter, by role or SUPERUSER, and the pages they work on."""

    staff: dict[str, User]
    lesson: Page
    waiting: Page


def make_everything() -> Everything:
    """An academy at work: every kind of page and record, in every state that has its own words."""
    set_up_academy()
    for number, category in enumerate(TraineeCategory.objects.all(), 1):
        category.code = str(number)
        category.save()
    staff = make_staff()
    lesson, waiting = make_pages(staff)
    make_library(staff)
    make_records(staff)
    make_classes(staff)
    make_faculty(staff)
    make_timetable(staff)
    make_review()
    return Everything(staff, lesson, waiting)


def make_staff() -> dict[str, User]:
    """One person for every role that opens the admin, and a superuser."""
    unit = make_organisation(name="演示学院", code="220100", level=OrganisationLevel.ACADEMY)
    staff = {}
    for number, role in enumerate(GROUP_ROLES, 1001):
        staff[role.value] = make_user(username=str(number), name=f"演示{role.label}")
        grant_membership(user=staff[role.value], organisation=unit, role=role)
    staff[SUPERUSER] = make_user(username="1000", name="演示超级管理员", is_superuser=True)
    return staff


def make_pages(staff: dict[str, User]) -> tuple[Page, Page]:
    """Course pages in every state. The lesson that is live, and the one that waits for review."""
    author, superuser = staff[Role.INSTRUCTOR.value], staff[SUPERUSER]
    course = make_course(title="社区治理", slug="101", owner=author)
    chapter = make_chapter(course, title="第一章", slug="1")
    activities = [make_reading(), make_visit_task(make_base(slug="1")), make_quiz()]
    live, waiting, draft = (
        make_lesson(chapter, activities, title=f"第{n}课", slug=str(n), owner=author)
        for n in (1, 2, 3)
    )
    publish(live)
    make_enrolment(make_user(username="2001", name="学员甲"), course)
    # A second edition, and two versions to compare.
    make_lesson(chapter, [make_reading()], title="第四课", slug="4")
    live.title = "第一课（修订）"
    live.save_revision(user=author, log_action=True).publish(user=superuser)
    live.save_revision(user=author, changed=True)
    waiting.save_revision(user=author)
    waiting.get_workflow().start(waiting, author)
    draft.unpublish(user=superuser, log_action=True)
    _comment(live, author, superuser)
    _lock_and_schedule(chapter, superuser)
    live.create_alias(update_slug="5", user=superuser)
    return live, waiting


def _comment(page: Page, author: User, answerer: User) -> None:
    comment = Comment.objects.create(page=page, user=author, text="请核对", contentpath="title")
    CommentReply.objects.create(comment=comment, user=answerer, text="已核对")


def _lock_and_schedule(chapter: Page, superuser: User) -> None:
    """A locked page, one with a clock, one behind a password."""
    locked, timed, private = (
        make_lesson(chapter, title=f"第{n}课", slug=str(n)) for n in (6, 7, 8)
    )
    locked.locked, locked.locked_by, locked.locked_at = True, superuser, clock.now()
    locked.save()
    timed.go_live_at, timed.expire_at = clock.now() + TOMORROW, clock.now() + 2 * TOMORROW
    timed.save_revision(user=superuser).publish(user=superuser)
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.PASSWORD, password="1"
    )


def make_library(staff: dict[str, User]) -> None:
    """Pictures and documents, activities and programmes with a past."""
    author, superuser = staff[Role.INSTRUCTOR.value], staff[SUPERUSER]
    shelf = Collection.get_first_root_node().add_child(name="教学图片")
    CollectionViewRestriction.objects.create(
        collection=shelf, restriction_type=CollectionViewRestriction.LOGIN
    )
    picture = get_test_image_file(filename="1.png")
    Image.objects.create(title="议事会", file=picture, collection=shelf, uploaded_by_user=author)
    Document.objects.create(
        title="讲义", file=ContentFile(b"1", name="1.pdf"), uploaded_by_user=author
    )
    _lock_and_schedule_reading(superuser)
    make_film(state="refused", refusal="文件不完整。")
    group = group_node("any_of", hours_node(), hours_node("2"))
    activities = [make_activity(kind) for kind in kinds_of(Activity)]
    for item in (*activities, make_programme(group, code="1")):
        item.save_revision(user=author, log_action=True).publish(user=superuser)
        item.save_revision(user=author).publish(user=superuser)
        item.get_workflow().start(item, author)


def _lock_and_schedule_reading(superuser: User) -> None:
    reading = make_reading(locked=True, locked_by=superuser, locked_at=clock.now())
    reading.go_live_at = clock.now() + TOMORROW
    reading.save_revision(user=superuser).publish(user=superuser)


def make_records(staff: dict[str, User]) -> None:
    """Hours, certificates, jobs, suggestions, posts."""
    trainee, office = User.objects.get(username="2001"), staff[Role.ADMINISTRATOR.value]
    basis = CreditBasis(HourKind.CLASSROOM, 45)
    lines = [
        append_credit(user=trainee, title=title, basis=basis, earned_on=clock.today())
        for title in ("课堂一", "课堂二")
    ]
    reverse_credit(entry=lines[0], reason="录错了", entered_by=office)
    programme = make_programme(code="2")
    make_certificate(programme, trainee, number="2026000001", state="void")
    make_certificate(programme, trainee, number="2026000002")
    for make in (make_job, make_running_job, make_failed_job):
        make(owner=office, trace="错误详情")
    tell(trainee)
    Suggestion.objects.create(text="教室太冷", number="1", user=trainee)
    Suggestion.objects.create(text="已修好", number="2", answer="谢谢", answered_at=clock.now())
    Membership.objects.create(
        user=trainee,
        organisation=make_organisation(name="演示社区", code="1"),
        role=Role.TRAINEE,
        started_on=dt.date(2020, 1, 1),
        ended_on=dt.date(2021, 1, 1),
    )


def make_classes(staff: dict[str, User]) -> None:
    """A training class that runs, with people, quotas, sessions and a paper."""
    office = staff[Role.ADMINISTRATOR.value]
    found = make_class(code="1", name="书记班", aim="提高议事能力", created_by=office)
    make_trainee(found, person=User.objects.get(username="2001"))
    make_quota(found, organisation=make_organisation(name="演示街道", code="2"))
    place(make_session(found), by=office)
    make_plans(office)
    file = ContentFile(b"1", name="1.pdf")
    file_paper(training_class=found, kind=PaperKind.PLAN, file=file, name="方案", by=office)


def make_faculty(staff: dict[str, User]) -> None:
    """A teacher with hours, a day of their own and a blackout that hits a session; a room."""
    teacher, room = make_teacher(name="教师甲"), make_room(60, name="第一教室")
    field = Expertise.objects.create(name="协商议事")
    teacher.expertise.add(field)
    day = MONDAY + TOMORROW
    by, owned = staff[SUPERUSER], teacher.resource
    session = make_session(make_class(code="2", name="网格员班"), subject=field)
    place(session, day=day, room=room, teachers=[teacher], by=by)
    ClassPolicy.objects.create(name="班级规则", valid_from=clock.today() + 9 * TOMORROW)
    set_exception(resource=owned, day=clock.today() + TOMORROW, hours=None, by=by, reason="放假")
    stretch = {"starts_at": at("00:00"), "ends_at": clock.now() + 1000 * TOMORROW}
    add_blackout(resource=owned, **stretch, reason="出差", by=by)


def make_timetable(staff: dict[str, User]) -> None:
    """A class of this week: sessions moved and cancelled since it was published, others waiting."""
    today, office = clock.today(), staff[Role.ADMINISTRATOR.value]
    found = make_class(code="3", starts_on=today, ends_on=today + 4 * TOMORROW)
    held, gone, draft, _ = (make_session(found) for _ in range(4))
    place(held, "08:30", today, room=make_room(), teachers=[make_teacher()], by=office)
    place(gone, "13:30", today, by=office)
    publish_timetable(training_class=found, by=office)
    for session in (held, gone):
        session.refresh_from_db()
    place(held, "10:20", today, by=office)
    place(draft, "15:20", today, by=office)
    cancel_session(session=gone, reason="停电", by=office)


def make_plans(office: User) -> None:
    """A class to come whose sessions can be placed but one, and what is proposed for them."""
    starts_on = clock.today() + 7 * TOMORROW
    days = {"starts_on": starts_on, "ends_on": starts_on + 6 * TOMORROW}
    found = make_class(code="4", name="待排班", **days)
    make_session(found, title="议事", subject=make_field())
    make_session(found, title="长课", minutes=900)
    make_lecturer(name="龚敏")
    make_room(60, name="阶梯教室")
    asked, answer = search_class({"class": found.pk, "by": office.pk})
    write_proposal(asked=asked, found=answer)


def make_review() -> None:
    """A workflow and a task that are out of use."""
    Workflow.objects.create(name="旧流程", active=False)
    GroupApprovalTask.objects.create(name="旧步骤", active=False)
