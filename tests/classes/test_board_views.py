"""The planner's board in the admin: looked at, dragged on, and published from."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from academy.classes.actions import place_session, publish_timetable
from academy.classes.enums import SessionState
from academy.classes.models import Session, TimetableVersion
from academy.notices.models import Notice
from academy.people.enums import Role
from courses.models import LectureSession, SeminarSession
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.people import make_organisation, make_user
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + dt.timedelta(days=1)
WEEK = {"week": MONDAY.isoformat()}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def planner(client):
    person = make_staff(Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def board(client, **query) -> str:
    answer = client.get(reverse("classes_board"), WEEK | query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_in(page: str) -> list[str]:
    table = page.split("board__table")[1].split("</table>")[0]
    return re.findall(r'<th scope="row">(.*?)</th>', table)


def place_at(session) -> str:
    return reverse("classes_place", args=[session.pk])


def drag(client, session, **fields):
    session.refresh_from_db()
    return client.post(place_at(session), {"version": session.version} | fields, **JSON)


# --- Looked at ---
def test_others_are_refused(client):
    session = place(make_session())
    code = session.training_class.code
    addresses = [
        reverse("classes_board"),
        reverse("classes_class_board", args=[code]),
        place_at(session),
        reverse("classes_publish", args=[code]),
        reverse("classes_add", args=[code, "lecturesession"]),
    ]
    for person in (make_staff(Role.INSTRUCTOR), make_head_teacher(session.training_class)):
        client.force_login(person)
        for address in addresses:
            # Who may not enter the admin at all is led away; who may is sent home with words.
            assert client.get(address).status_code in {302, 403}
            assert client.post(address, {"day": "2026-12-01"}).status_code in {302, 403, 405}
    session.refresh_from_db()
    assert session.starts_at == at("08:30")
    assert not TimetableVersion.objects.exists()


def test_menu_leads_planners_to_the_board(client, planner):
    assert reverse("classes_board") in client.get("/admin/").content.decode()
    client.force_login(make_staff(Role.INSTRUCTOR))
    assert reverse("classes_board") not in client.get("/admin/").content.decode()


def test_rows_are_classes_teachers_or_rooms(client, planner):
    teacher, room = make_teacher(name="张敏"), make_room(name="401")
    session = make_session(make_class(name="书记班"), title="议事规则")
    place(session, teachers=[teacher], room=room)
    for axis, name in [("class", "书记班"), ("teacher", "张敏"), ("room", "401")]:
        page = board(client, by=axis)
        assert rows_in(page) == [name]
        assert page.count("data-card=") == 1
        assert "没有名称里带" in board(client, by=axis, q="没有的")


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31"])
def test_odd_addresses_of_the_board_are_read_as_far_as_they_make_sense(client, planner, week):
    make_class(name="书记班", code="7")
    assert rows_in(board(client, q="书记\x00班")) == ["书记班"]
    assert "没有名称里带" in board(client, week=week, q="没有的")
    assert "书记班" in board(client, week=week, **{"class": "\x007"})


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_session_is_placed_in_this_century_alone(client, planner, day):
    session = place(make_session())
    answer = drag(client, session, day=day)
    assert answer.json()["conflicts"] == ["日期：日期要在 2000 年到 2100 年之间。"]
    session.refresh_from_db()
    assert session.starts_at == at("08:30")


def test_one_class_is_shown_by_periods(client, planner):
    session = place(make_session(title="议事规则"), "09:00")
    page = board(client, **{"class": session.training_class.code})
    assert rows_in(page) == [f"{time} 起" for time in ("08:30", "10:20", "13:30", "15:20", "18:30")]
    row = page.split("08:30 起")[1].split("10:20 起")[0]
    assert "议事规则" in row
    assert f'data-day="{MONDAY}"' in row


def test_unplaced_sessions_stand_at_the_side(client, planner):
    waiting, other = make_session(title="等着的课"), make_session(title="别班的课")
    page = board(client, **{"class": waiting.training_class.code})
    assert "未排的课次（1）" in page
    assert "别班的课" not in page
    assert "未排的课次（2）" in board(client)
    assert other.starts_at is None


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(
    ("query", "cost"), [("by=class", 17), ("by=teacher", 17), ("by=room", 17), ("one", 20)]
)
def test_board_costs_the_same_for_one_and_for_three(
    n, query, cost, client, planner, django_assert_num_queries
):
    found = make_class()
    for number in range(n):
        session = make_session(found)
        time = f"{9 + 3 * number:02}:00"
        place(session, time, teachers=[make_teacher()], room=make_room())
        make_session(found)
    one = reverse("classes_class_board", args=[found.code])
    address = f"{one if query == 'one' else reverse('classes_board')}?week={MONDAY}&{query}"
    client.get(address)
    with django_assert_num_queries(cost):
        client.get(address)


# --- Dragged ---
def test_dragged_card_moves_and_keeps_the_rest(client, planner):
    teacher, room = make_teacher(name="张敏"), make_room(name="401")
    session = place(make_session(), teachers=[teacher], room=room)
    answer = drag(client, session, day=TUESDAY.isoformat(), time="14:00")
    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "message": f"12月1日（周二） 14:00–15:30 {room}",
        "conflicts": [],
        "version": session.version + 1,
        "time": "14:00–15:30",
        "room": "401",
        "teachers": [[teacher.pk, "张敏"]],
    }
    session.refresh_from_db()
    assert (session.starts_at, session.room) == (at("14:00", TUESDAY), room)
    assert list(session.teachers.all()) == [teacher]


def test_drag_into_a_clash_is_refused_with_every_conflict(client, planner):
    teacher, room = make_teacher(name="张敏"), make_room(name="401")
    place(make_session(make_class(name="书记班"), title="议事"), teachers=[teacher], room=room)
    session = place(make_session(), "14:00", teachers=[teacher], room=room)
    answer = drag(client, session, time="09:00")
    assert answer.status_code == 422
    assert answer.json()["ok"] is False
    assert answer.json()["conflicts"] == [
        "教师张敏 11月30日 08:30–10:00 已有“议事”（书记班）",
        "教室401 11月30日 08:30–10:00 已有“议事”（书记班）",
    ]
    session.refresh_from_db()
    assert session.starts_at == at("14:00")


def test_drag_of_what_somebody_else_moved_names_them(client, planner):
    session, other = make_session(), make_user(name="周敏")
    seen = session.version
    place(session, by=make_staff(Role.ADMINISTRATOR, name="周敏"))
    answer = client.post(
        place_at(session), {"version": seen, "day": TUESDAY.isoformat(), "time": "08:30"}, **JSON
    )
    assert answer.status_code == 409
    assert "刚刚已由周敏处理" in answer.json()["message"]
    assert other.name in answer.json()["message"]


def test_bad_values_name_their_field(client, planner):
    session = make_session()
    answer = drag(client, session, day="2026-99-99", time="x")
    assert answer.status_code == 422
    assert [words.split("：")[0] for words in answer.json()["conflicts"]] == ["日期", "开始时间"]
    assert drag(client, session, day="2026-11-01", time="08:30").status_code == 422


# --- By the form ---
def test_form_checks_without_saving_and_then_saves(client, planner):
    room = make_room(name="401")
    place(make_session(title="议事"), room=room)
    session, teacher = make_session(), make_teacher()
    fields = {"version": session.version, "day": MONDAY.isoformat(), "room": room.pk}
    fields |= {"teacher_1": teacher.pk, "time": "09:00"}
    answer = client.post(place_at(session), fields | {"check": "1"})
    assert answer.status_code == 422
    assert "教室401 11月30日 08:30–10:00 已有“议事”" in answer.content.decode()
    free = client.post(place_at(session), fields | {"check": "1", "time": "10:00"})
    assert "没有冲突，可以保存" in free.content.decode()
    assert Session.objects.get(pk=session.pk).starts_at is None
    saved = client.post(place_at(session), fields | {"time": "10:00"})
    assert saved.status_code == 302
    code = session.training_class.code
    assert saved.url == f"/admin/classes/timetable/classes/{code}/?week={MONDAY}"
    session.refresh_from_db()
    assert (session.starts_at, list(session.teachers.all())) == (at("10:00"), [teacher])


def test_refused_form_keeps_what_was_written(client, planner):
    session, teacher = make_session(), make_teacher(name="张敏")
    fields = {"version": session.version, "day": MONDAY.isoformat(), "time": "08:30"}
    fields |= {"teacher_1": teacher.pk, "teacher_2": teacher.pk}
    answer = client.post(place_at(session), fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "张敏选了两次" in page
    assert f'value="{MONDAY}"' in page


def test_dropped_day_is_filled_in(client, planner):
    page = client.get(place_at(make_session()), {"day": TUESDAY.isoformat()}).content.decode()
    assert f'value="{TUESDAY}"' in page


def test_session_is_taken_off_or_cancelled(client, planner):
    draft, held = place(make_session()), place(make_session())
    publish_timetable(training_class=held.training_class, by=planner)
    client.post(reverse("classes_unplace", args=[draft.pk]))
    client.post(reverse("classes_unplace", args=[held.pk]))
    assert Session.objects.get(pk=draft.pk).starts_at is None
    held.refresh_from_db()
    assert held.starts_at == at("08:30")
    address = reverse("classes_cancel", args=[held.pk])
    client.post(address, {"version": held.version, "reason": " "})
    client.post(address, {"version": held.version - 1, "reason": "停电"})
    assert Session.objects.get(pk=held.pk).state == SessionState.CONFIRMED
    client.post(address, {"version": held.version, "reason": "停电"})
    assert Session.objects.get(pk=held.pk).state == SessionState.CANCELLED


def test_session_of_a_kind_is_added_once(client, planner):
    found = make_class()
    address = reverse("classes_add", args=[found.code, "seminarsession"])
    page = client.get(address)
    assert "研讨题目" in page.content.decode()
    fields = {"title": "怎样协商", "question": "停车难", "minutes": 120}
    fields["key"] = str(page.context["key"])
    first, again = (client.post(address, fields) for _ in range(2))
    session = SeminarSession.objects.get()
    assert first.url == again.url == place_at(session)
    assert (session.title, session.question, session.minutes) == ("怎样协商", "停车难", 120)
    assert client.post(address, {"title": ""}).status_code == 200
    assert Session.objects.count() == 1
    assert client.get(reverse("classes_add", args=[found.code, "nothing"])).status_code == 404
    lecture = client.get(reverse("classes_add", args=[found.code, "lecturesession"]))
    assert "新建面授" in lecture.content.decode()
    assert not LectureSession.objects.exists()


# --- Published from ---
def test_preview_says_what_changes_and_how_many_are_told(client, planner):
    session = place(make_session(title="议事规则"))
    make_trainee(session.training_class, organisation=make_organisation())
    make_head_teacher(session.training_class)
    address = reverse("classes_publish", args=[session.training_class.code])
    page = client.get(address)
    assert "第一次公布，共 1 节课" in page.content.decode()
    assert "将通知 <b>2</b> 人" in page.content.decode()
    place_session(session=session, starts_at=at("14:00"), room=None, teachers=[], by=planner)
    seen = page.context["publication"].seen
    client.post(address, {"seen": seen})
    assert not TimetableVersion.objects.exists()
    seen = client.get(address).context["publication"].seen
    client.post(address, {"seen": seen, "note": "请准时"})
    version = TimetableVersion.objects.get()
    assert (version.note, version.published_by) == ("请准时", planner)
    assert Notice.objects.filter(kind="classes.timetable_published").count() == 2
    assert "不需要再公布" in client.get(address).content.decode()
