"""Two academies to look at: an empty one, and one with something of everything in every state."""

import datetime as dt
from dataclasses import dataclass, field

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.urls import reverse
from wagtail.models import Page

from academy.certification.actions import revoke_certificate
from academy.certification.models import Programme
from academy.certification.requirements import REQUIREMENTS
from academy.classes.actions import (
    add_blackout,
    answer_evaluation,
    ask_leave,
    cancel_session,
    correct_attendance,
    decide_leave,
    open_feed,
    place_session,
    publish_timetable,
    refresh_hours,
    set_openings,
)
from academy.classes.actions.classes import file_paper
from academy.classes.enums import AttendanceState, ClassState, PaperKind, SessionState
from academy.classes.models import (
    Attendance,
    ClassStaff,
    Enrolment,
    Expertise,
    RosterImport,
    Session,
    Teacher,
    TrainingClass,
)
from academy.classes.rules.opening import Opening
from academy.classes.rules.timetable import monday_of
from academy.core import clock
from academy.core.kinds import kinds_of
from academy.desk.actions.set_up import set_up_academy
from academy.desk.actions.suggestions import answer_suggestion, send_suggestion
from academy.desk.models import HomePage
from academy.jobs.enums import JobState
from academy.learning.actions import append_credit, open_attempt, submit_attempt
from academy.learning.enums import HourKind
from academy.learning.models import Activity, CreditBasis
from academy.learning.places import place_of
from academy.notices.models import Notice
from academy.people.enums import Role
from academy.people.models import Organisation, TraineeCategory, User
from courses.actions import withdraw_study
from courses.models import Film, MicroFilm, RequiredStudy, StudyDuty
from courses.pages import CourseIndexPage, CoursePage
from tests.contracts.makers import make_activity, requirement_case
from tests.factories.certification import group_node, make_certificate, make_programme
from tests.factories.classes import (
    at,
    make_class,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.duties import keep, require, require_of_class
from tests.factories.films import ffmpeg, film_file, make_film, new_file
from tests.factories.jobs import make_failed_job, make_job, make_running_job
from tests.factories.learning import complete, make_base, make_visit_task
from tests.factories.people import make_organisation, make_user
from tests.factories.questions import make_bank
from tests.factories.quizzes import make_quiz
from tests.factories.requirements import right_answers
from tests.factories.rolls import hold, make_people, make_timed, mark
from tests.factories.rosters import make_import, make_quota, write
from tests.factories.watching import make_lecture
from tests.factories.watching import place as place_activity

YESTERDAY = clock.now() - dt.timedelta(days=1)
# What breaks a narrow page: long names, and words that no line can hold.
LONG_NAME = "阿依古丽·买买提江·吐尔逊阿依·阿卜杜热合曼"
LONG_TITLE = "党建引领社区治理共同体建设：从“老大难”小区到议事协商示范点的十二个关键环节与常见误区"
LONG_WORD = "https://academy.example/very/long/address/" + "0123456789" * 8
GOOD = {"teacher": 5, "session": 4, "class": 5}
BODY = [
    ("heading", "先弄清是什么"),
    ("paragraph", f"<p>居民的事居民议。</p><ul><li>一条</li><li>{LONG_WORD}</li></ul>"),
    ("keypoints", ["党组织提议", "居民代表会议决议"]),
    ("case", {"title": "同一扇门", "text": "<p>换一句话，门就开了。</p>", "question": "为什么？"}),
]


@dataclass
class World:
    """Who looks, at what. `samples`: parameters of addresses; `states`: further addresses."""

    trainee: User
    manager: User
    samples: dict[str, object] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)


def empty_world() -> World:
    """Just set up: nobody has done anything."""
    set_up_academy()
    manager = make_user(Role.ORGANISATION_MANAGER, name="管理员")
    return World(trainee=make_user(name="新学员"), manager=manager, states=page_urls())


def full_world() -> World:
    """Something of everything."""
    set_up_academy()
    HomePage.objects.update(notice="11 月 30 日 22:00 至 24:00 系统维护，届时不能登录。" * 3)
    unit = make_organisation(make_organisation(name="长春市"), name="宽城区团山街道长山花园社区")
    world = World(
        trainee=make_user(
            Role.TRAINEE,
            unit,
            name=LONG_NAME,
            phone="15400000001",
            email="trainee@example.invalid",
            category=TraineeCategory.objects.get(code="community"),
        ),
        manager=make_user(Role.ORGANISATION_MANAGER, unit.get_parent(), name="管理员"),
    )
    for fill in (
        _courses,
        _activities,
        _films,
        _certificates,
        _hours,
        _jobs,
        _suggestions,
        _duties,
        _people,
        _faculty,
        _rolls,
        _timetables,
        # Last: its class has something for every page of one.
        _rosters,
    ):
        fill(world)
    world.states += page_urls()
    return world


def page_urls() -> list[str]:
    """The newest Wagtail page of each type."""
    pages = Page.objects.live().filter(depth__gt=1).order_by("pk").specific()
    return list({type(page): page.url for page in pages}.values())


def _courses(world: World) -> None:
    done = make_course(lessons=1, title="已学完的课", necessity="required")
    for placement in first_lesson(done).placements.all():
        _hand_in(world.trainee, placement.activity, {"confirm": ["read"]}, done)
    long = make_course(lessons=2, title=LONG_TITLE, summary=LONG_TITLE * 2, hours="12.5")
    world.states += [done.url, long.url, make_course(title="还没有课文的课").url]
    for _ in range(13):
        make_course()
    index = CourseIndexPage.objects.get().url
    world.states += [f"{index}?necessity=required", f"{index}?subject=people", f"{index}?page=2"]
    world.states += [reverse("courses:mine") + "?state=done"]
    world.states += [reverse("desk:search") + query for query in ("?q=课", "?q=没有的词")]
    world.samples["course_id"] = done.pk


def _hand_in(
    person: User, activity: Activity, answers: dict[str, list[str]], course: CoursePage
) -> None:
    make_enrolment(person, course)
    submit_attempt(attempt=open_attempt(user=person, activity=activity), answers=answers)


def _activities(world: World) -> None:
    """Each kind not begun, begun and handed in; a passed and a failed quiz; one without end."""
    fresh = [make_activity(kind) for kind in kinds_of(Activity)]
    begun = [make_activity(kind) for kind in kinds_of(Activity)]
    ended = [make_activity(kind) for kind in kinds_of(Activity)]
    passed, failed = make_quiz(), make_quiz(attempts_allowed=1, title=LONG_TITLE)
    timed = make_quiz(make_bank(), time_limit_minutes=20)
    course = make_course(title="什么都有的课", summary=LONG_WORD)
    activities = [*fresh, *begun, *ended, passed, failed, timed]
    lesson = make_lesson(make_chapter(course, title=LONG_TITLE), activities, body=BODY)
    make_lesson(make_chapter(course), [make_reading()])
    publish(course)
    make_enrolment(world.trainee, course)
    for activity in [*begun, timed]:
        open_attempt(user=world.trainee, activity=activity)
    for activity in [*ended, failed]:
        attempt = open_attempt(user=world.trainee, activity=activity)
        submit_attempt(attempt=attempt, answers={"confirm": ["1"]})
    attempt = open_attempt(user=world.trainee, activity=passed)
    submit_attempt(attempt=attempt, answers=right_answers(attempt))
    visit = make_visit_task(make_base(title=LONG_TITLE))
    complete(world.trainee, visit)
    places = [place_of(world.trainee, activity.pk) for activity in [*activities, visit]]
    world.states += [place.url for place in places if place]
    world.samples |= {"lesson_id": lesson.pk, "activity_id": passed.pk}
    world.samples["bases:activity_id"] = visit.pk
    # Begun: the address of its study is a page's too.
    world.samples["courses:activity_id"] = next(a.pk for a in begun if isinstance(a, MicroFilm))


def _films(world: World) -> None:
    """One with all that may go along; behind the names of every film a little real one."""
    chapters = [{"start_ms": 0, "title": LONG_TITLE}, {"start_ms": 1_000, "title": "办事"}]
    captions = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{LONG_WORD}\n"
    film = make_film(duration_ms=3_000, chapters=chapters, captions=captions)
    activity = make_lecture(film=film, title=LONG_TITLE, in_order=True)
    world.states.append(place_activity(activity, world.trainee))
    open_attempt(user=world.trainee, activity=activity)
    world.samples["film_id"] = film.pk
    private, moving = storages["private"], film_file(seconds=3)
    still = new_file("jpg")
    ffmpeg("-i", str(moving), "-frames:v", "1", str(still))
    for shown in Film.objects.all():
        for name, path in [(shown.rendition.name, moving), (shown.poster.name, still)]:
            private.delete(name)
            private.save(name, ContentFile(path.read_bytes()))


def _certificates(world: World) -> None:
    """A programme of every kind of requirement, unmet; met ones; certificates valid and void."""
    nodes = [requirement_case(name, block).node for name, block in REQUIREMENTS.items().items()]
    nested = group_node("n_of", group_node("any_of", *nodes), *nodes, count=2)
    wanted = make_programme(nested, *nodes, title=LONG_TITLE, summary=LONG_TITLE)
    due = make_programme(title="可以领取的证书")
    valid = make_certificate(make_programme(), world.trainee)
    void = make_certificate(make_programme(title=LONG_TITLE), world.trainee)
    office = make_user(Role.ADMINISTRATOR)
    revoke_certificate(certificate=void, by=office, reason="姓名有误，换发新证。")
    world.samples |= {"code": wanted.code, "certification:number": valid.number}
    world.states += [reverse("certification:check-number", args=[void.number])]
    world.states += [reverse("certification:check") + "?number=123"]
    codes = [due.code, *Programme.objects.exclude(certificates=None).values_list("code", flat=True)]
    world.states += [reverse("certification:programme", args=[code]) for code in codes]


def _hours(world: World) -> None:
    """Hours of two years, one line reversed."""
    for year, kind in [(2025, HourKind.CLASSROOM), (2026, HourKind.FIELD), (2026, HourKind.ONLINE)]:
        append_credit(
            user=world.trainee,
            title=LONG_TITLE,
            basis=CreditBasis(kind, 90),
            earned_on=dt.date(year, 3, 1),
        )
    world.states += [reverse("learning:archive") + "?year=2025"]
    world.samples["user_id"] = world.trainee.pk


def _jobs(world: World) -> None:
    mine = {"owner_id": world.trainee.pk, "title": LONG_TITLE}
    result = storages["private"].save("jobs/people.txt", ContentFile("名单"))
    done = make_job(**mine, state=JobState.DONE, finished_at=clock.now(), result_file=result)
    jobs = [make_job(**mine), make_running_job(**mine), make_failed_job(**mine)]
    world.states += [reverse("jobs:detail", args=[job.pk]) for job in jobs]
    world.samples["job_id"] = done.pk


def _suggestions(world: World) -> None:
    waiting = send_suggestion(text=f"字太小。{LONG_WORD}", sender=world.trainee)
    answered = answer_suggestion(suggestion=send_suggestion(text="很好"), answer=LONG_WORD)
    world.samples["desk:number"] = waiting.number
    world.states += [reverse("desk:suggestion", args=[answered.number])]


def _duties(world: World) -> None:
    """Study required of the trainee: open, overdue, withdrawn; and what they were told of it."""
    unit = Organisation.objects.get(pk=world.trainee.memberships.get().organisation_id)
    demanded = [
        require(unit.get_parent(), days=days, by=world.manager, course=course, note=LONG_TITLE)
        for days, course in (
            (7, make_course(lessons=1, title=LONG_TITLE)),
            (1, make_course(lessons=1)),
            (2, make_course(lessons=1)),
        )
    ]
    for required in demanded:
        keep(required)
    RequiredStudy.objects.filter(pk=demanded[1].pk).update(due_at=YESTERDAY)
    StudyDuty.objects.filter(required=demanded[1]).update(due_at=YESTERDAY)
    withdraw_study(required=demanded[2], reason=LONG_TITLE, by=world.manager)
    keep(demanded[2])
    demanded.append(_class_duty(world, unit))
    world.states += [reverse("courses:required-study", args=[each.pk]) for each in demanded]
    mine = StudyDuty.objects.filter(person=world.trainee)
    world.samples |= {"required_id": demanded[0].pk, "duty_id": mine.get(required=demanded[0]).pk}
    world.samples["notice_id"] = Notice.objects.filter(person=world.trainee).earliest("pk").pk


def _rosters(world: World) -> None:
    """A class with places for the manager's unit, kept by the manager too; files of a roster."""
    unit = world.trainee.memberships.get().organisation
    found = make_class(ClassState.ANNOUNCED, name=LONG_TITLE, code="2026-700", aim=LONG_TITLE)
    make_quota(found, unit.get_parent(), 30)
    ClassStaff.objects.create(training_class=found, person=world.manager)
    for n, state in enumerate(["nominated", "approved", "confirmed", "refused"]):
        person = make_user(Role.TRAINEE, unit, name=LONG_NAME, phone=f"1540000010{n}")
        make_trainee(found, state, person=person, organisation=unit, reason=LONG_WORD[:200])
    waiting = found.enrolments.get(state="nominated")
    make_trainee(found, person=world.trainee, organisation=unit)
    rows = [[LONG_NAME, f"longname{n}", "", unit.code] for n in range(3)]
    bad = [[LONG_NAME, "", LONG_WORD[:60], LONG_TITLE], [LONG_NAME, "longname1", "", LONG_WORD]]
    checked = make_import(found, *rows, by=world.manager)
    faulty = make_import(found, *rows, *bad, by=world.manager)
    written = write(make_import(found, *rows[:1], by=world.manager), by=world.manager)
    RosterImport.objects.filter(pk=written.pk).update(left=[[2, LONG_NAME, LONG_TITLE]])
    world.samples |= {"classes:code": found.code, "enrolment_id": waiting.pk}
    world.samples["import_id"] = checked.pk
    imports = (faulty.pk, written.pk)
    world.states += [reverse("classes:roster-import", args=[found.code, pk]) for pk in imports]
    world.states += [reverse("classes:nomination", args=[found.code]) + "?q=没有这个人"]
    world.states += [reverse("classes:roster", args=[found.code]) + "?state=refused"]


def _class_duty(world: World, unit: Organisation) -> RequiredStudy:
    """Required of a class that the manager runs and the trainee is in, and on the way to it."""
    found = make_class(name=LONG_TITLE)
    ClassStaff.objects.create(training_class=found, person=world.manager)
    make_trainee(found, person=world.trainee, organisation=unit)
    required = require_of_class(found, by=world.manager, note=LONG_TITLE)
    keep(required)
    kept = f"?class={found.code}"
    world.states += [reverse("courses:choose-course") + kept]
    world.states += [reverse("classes:class", args=[found.code])]
    world.states += [reverse("courses:require-course", args=[required.course_id]) + kept]
    world.states += [reverse("courses:required-study", args=[required.pk]) + f"?unit={unit.code}"]
    return required


def _people(world: World) -> None:
    """A full page of people, and somebody's link for a new password."""
    unit = world.trainee.memberships.get().organisation
    for _ in range(3):
        make_user(Role.TRAINEE, unit, name=LONG_NAME)
    picture = default_storage.save("images/seen.png", ContentFile(b"a picture"))
    world.samples |= {"people:pk": world.trainee.pk, "name": picture}
    world.samples |= {"uidb36": user_pk_to_url_str(world.trainee), "key": "expired-link"}
    link = {
        "uidb36": world.samples["uidb36"],
        "key": default_token_generator.make_token(world.trainee),
    }
    world.states += [reverse("account_reset_password_from_key", kwargs=link)]
    world.states += [reverse("people:units") + "?q=没有这个人"]


def _faculty(world: World) -> None:
    """Two pages of teachers; the manager is one, whose blackout hits a session."""
    office = make_user(Role.ADMINISTRATOR)
    field = Expertise.objects.create(name=LONG_TITLE[:40])
    teacher = make_teacher(world.manager, name=LONG_NAME, title=LONG_TITLE, unit=LONG_TITLE)
    teacher.expertise.add(field)
    Teacher.objects.filter(pk=teacher.pk).update(about=LONG_WORD)
    started = clock.now().replace(microsecond=0) - dt.timedelta(days=2)
    days = {"starts_on": started.date(), "ends_on": started.date() + dt.timedelta(days=9)}
    found = make_class(name=LONG_TITLE, **days)
    given, hit = (make_session(found, title=LONG_TITLE) for _ in range(2))
    for session, hours in ((given, 0), (hit, 72)):
        at = started + dt.timedelta(hours=hours)
        place_session(session=session, starts_at=at, room=None, teachers=[teacher], by=office)
        Session.objects.filter(pk=session.pk).update(state=SessionState.CONFIRMED)
    rules = [Opening(day, dt.time(8), dt.time(12)) for day in range(1, 6)]
    set_openings(resource=teacher.resource, rules=rules, by=office)
    add_blackout(
        resource=teacher.resource,
        starts_at=clock.now(),
        ends_at=clock.now() + dt.timedelta(days=9),
        reason=LONG_WORD[:120],
        by=world.manager,
    )
    for _ in range(20):
        make_teacher()
    plain = make_teacher()
    world.samples["teacher_id"] = teacher.pk
    world.states += [reverse("classes:teacher", args=[plain.pk])]
    world.states += [reverse("classes:faculty") + query for query in ("?page=2", "?q=没有的人")]


def _rolls(world: World) -> None:
    """A class the trainee sits in and the manager heads: rolls, leave, evaluations."""
    today = clock.today()
    found = make_class(name=LONG_TITLE[:60], starts_on=today, ends_on=today + dt.timedelta(days=4))
    mine = make_trainee(found, person=world.trainee)
    others = make_people(found, 6)
    others.append(make_trainee(found, person=make_user(Role.TRAINEE, name=LONG_NAME)))
    ClassStaff.objects.create(training_class=found, person=world.manager)
    past, answered = (make_timed(found, time, today) for time in ("00:10", "02:00"))
    days = [today + dt.timedelta(days=n) for n in range(1, 5)]
    open_one, *_ = [make_timed(found, "08:30", day, title=LONG_TITLE[:50]) for day in days]
    refresh_hours(training_class=found)
    for session in (past, answered):
        hold(session, world.manager, [mine, *others[:6]])
    row = Attendance.objects.get(session=past, enrolment=others[0])
    correct_attendance(
        attendance=row, state=AttendanceState.LATE, reason=LONG_TITLE, by=world.manager
    )
    mark(open_one, world.manager, present=[mine], absent=[others[0]])
    for each in others[:6]:
        answer_evaluation(session=answered, person=each.person, marks=GOOD, comment=LONG_WORD)
    _leaves(world, found, [mine, *others], days)
    Enrolment.objects.filter(pk=others[6].pk).update(leave_hours=5)
    states = [("roll", past), ("evaluation", answered), ("evaluate", answered)]
    world.states += [reverse(f"classes:{name}", args=[each.pk]) for name, each in states]
    world.states += [reverse("classes:roll", args=[open_one.pk]) + "?q=没有这个人"]
    world.samples |= {"session_id": past.pk, "token": "1.expired"}
    pages = ("class", "attendance", "leave", "oddities", "papers", "completion")
    world.states += [reverse(f"classes:{name}", args=[found.code]) for name in pages]
    paper = ContentFile(b"1", name="1.pdf")
    filed = file_paper(
        training_class=found, kind=PaperKind.PLAN, file=paper, name=LONG_TITLE, by=world.manager
    )
    world.samples["paper_id"] = filed.pk


def _leaves(
    world: World, found: TrainingClass, people: list[Enrolment], days: list[dt.date]
) -> None:
    """The trainee's leave granted, refused and pending; another one that waits for the manager."""
    mine, other, *_ = people
    asked = []
    for person, day in [*((mine, day) for day in days[:3]), (other, days[3])]:
        starts, ends = (at(time, day) for time in ("08:00", "12:00"))
        reason = LONG_TITLE[:100]
        values = {"kind": "sick", "starts_at": starts, "ends_at": ends, "reason": reason}
        asked.append(ask_leave(enrolment=person, by=person.person, **values))
    steps = [(asked[0], True), (asked[1], False)]
    for leave, agrees in steps:
        decide_leave(leave=leave, agrees=agrees, by=world.manager, words=LONG_TITLE[:100])
    world.samples["leave_id"] = asked[2].pk


def _timetables(world: World) -> None:
    """A class of this week: held today, moved, cancelled; another that published nothing yet."""
    monday = monday_of(clock.today())
    days = {"starts_on": monday, "ends_on": monday + dt.timedelta(days=13)}
    found, planner = make_class(name=LONG_TITLE, place=LONG_TITLE, **days), make_planner()
    make_trainee(found, person=world.trainee)
    teacher = make_teacher(world.trainee, name=LONG_NAME)
    room = make_room(name="长山花园社区党群服务中心三楼多功能议事厅")
    lessons = [make_session(found, title=title) for title in (LONG_TITLE, "议事规则", "协商")]
    for lesson, time in zip(lessons, ("08:30", "14:00", "18:30"), strict=True):
        place(lesson, time, clock.today(), room=room, teachers=[teacher], by=planner)
        place(lesson, time, clock.today(), room=room, teachers=[teacher], by=planner)
    coming = make_session(found, title=LONG_TITLE)
    tomorrow = clock.today() + dt.timedelta(days=1)
    place(coming, "08:30", tomorrow, room=room, teachers=[teacher], by=planner)
    publish_timetable(training_class=found, by=planner)
    for lesson in lessons:
        lesson.refresh_from_db()
    place(lessons[0], "10:20", monday, by=planner)
    cancel_session(session=lessons[1], reason=LONG_TITLE, by=planner)
    publish_timetable(training_class=found, by=planner, note=LONG_TITLE)
    waiting = make_class()
    make_trainee(waiting, person=world.trainee)
    world.samples["token"] = open_feed(user=world.trainee).token
    pages = ("timetable", "timetable-sheet")
    world.states += [reverse(f"classes:{name}", args=[found.code]) for name in pages]
    world.states += [reverse("classes:timetable", args=[waiting.code])]
    world.states += [reverse("classes:timetable-sheet", args=[waiting.code])]
    world.states += [reverse("classes:teaching") + "?past=1"]
