"""Pages of the roll: the phone, the hall screen, the scan, the table of attendance."""

import io
import re

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from academy.classes.enums import AttendanceState, SessionState, StaffDuty
from academy.classes.models import Attendance, ClassStaff, Leave
from academy.classes.rules import roll_codes
from academy.people.enums import Role
from tests.factories.classes import (
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_session,
    make_teacher,
    make_trainee,
)
from tests.factories.people import PASSWORD, make_user
from tests.factories.rolls import hold, make_people, make_timed, mark, moment

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def session():
    return make_timed()


@pytest.fixture
def head(session, client):
    person = make_head_teacher(session.training_class)
    client.force_login(person)
    return person


def url(name, session, **fields):
    return reverse(f"classes:{name}", args=[session.pk], **fields)


def words(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


# --- The roll ---
def test_odd_numbers_and_words_break_nothing(client, session, head):
    [one] = make_people(session.training_class, 1)
    huge = "9" * 5000
    with moment("08:35"):
        answer = client.post(url("roll", session), {"mark": f"{huge}:late"}, follow=True)
        assert "没有看懂点的是什么" in words(answer)
    asked = {"enrolment": huge, "state": "late", "reason": "看错"}
    assert client.post(url("correct-roll", session), asked).status_code == 404
    with moment("10:00"):
        client.post(url("close-roll", session), {"version": huge})
        asked = {"enrolment": one.pk, "state": "late", "reason": "看\x00错"}
        assert "已更正" in words(client.post(url("correct-roll", session), asked, follow=True))


def test_roll_works_as_a_plain_form(client, session, head):
    [one] = make_people(session.training_class, 1)
    with moment("08:35"):
        answer = client.post(url("roll", session), {"mark": f"{one.pk}:late"}, follow=True)
    assert "已记为“迟到”" in words(answer)
    assert "应到1人，实到1人（迟到1人），到课率100%" in words(answer)
    row = Attendance.objects.get()
    assert (row.state, row.means, row.marked_by) == ("late", "roll", head)


def test_tap_is_answered_in_json_with_the_new_counts(client, session, head):
    one, _ = make_people(session.training_class, 2)
    with moment("08:35"):
        answer = client.post(url("roll", session), {"mark": f"{one.pk}:present"}, **JSON)
    assert answer.json() == {
        "saved": True,
        "words": "已记为“到课”",
        "rate": "应到 2 人，实到 1 人，未签到 1 人，到课率 50%",
        "unknown": 1,
    }


@pytest.mark.parametrize("odd", ["", "x", "1:", ":present", "1:gone", "99999999:present", "٣:late"])
def test_what_no_button_says_is_refused_in_words(client, session, head, odd):
    with moment("08:35"):
        answer = client.post(url("roll", session), {"mark": odd}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["saved"] is False
    assert answer.json()["words"]


def test_helper_is_told_that_the_teacher_was_first(client, session, head):
    [one] = make_people(session.training_class, 1)
    mark(session, head, absent=[one])
    helper = make_user(Role.HEAD_TEACHER)
    ClassStaff.objects.create(
        training_class=session.training_class, person=helper, duty=StaffDuty.HELPER
    )
    client.force_login(helper)
    with moment("08:45"):
        answer = client.post(url("roll", session), {"mark": f"{one.pk}:present"}, **JSON)
        page = client.get(url("roll", session))
    assert answer.status_code == 409
    assert "点名已记为“缺课”" in answer.json()["words"]
    assert "完成点名" not in words(page)


def test_everybody_else_in_one_tap_then_closed_with_a_summary(client, session, head):
    one, _ = make_people(session.training_class, 2)
    mark(session, head, absent=[one])
    with moment("08:45"):
        client.post(url("roll", session), {"step": "rest"})
    session.refresh_from_db()
    with moment("10:00"):
        answer = client.post(url("close-roll", session), {"version": session.version}, follow=True)
    assert "点名已完成" in words(answer)
    assert "应到2人，实到1人，缺课1人，到课率50%" in words(answer)
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED


def test_roll_is_put_right_on_the_page(client, session, head):
    [one] = make_people(session.training_class, 1)
    hold(session, head, [])
    asked = {"enrolment": one.pk, "state": "present", "reason": "点错了"}
    answer = client.post(url("correct-roll", session), asked, follow=True)
    assert f"{one.person}已更正" in words(answer)
    assert Attendance.objects.get().state == AttendanceState.PRESENT
    for wrong in ({"state": "gone"}, {"reason": ""}):
        answer = client.post(url("correct-roll", session), asked | wrong, follow=True)
        assert answer.status_code == 200
    other = make_trainee(make_class())
    asked["enrolment"] = other.pk
    assert client.post(url("correct-roll", session), asked).status_code == 404


@pytest.mark.parametrize("name", ["roll", "screen", "screen-news"])
def test_roll_and_screen_are_refused_with_a_reason(client, session, name):
    [one] = make_people(session.training_class, 1)
    client.force_login(one.person)
    answer = client.get(url(name, session))
    assert answer.status_code == 403
    assert "点名由本课教师" in words(answer)
    assert client.post(url("close-roll", session)).status_code == 403


def test_roll_is_searched_and_shows_those_who_are_missing(client, session, head):
    one = make_trainee(session.training_class, person=make_user(Role.TRAINEE, name="王敏"))
    make_trainee(session.training_class, person=make_user(Role.TRAINEE, name="赵刚"))
    mark(session, head, present=[one])
    assert "赵刚" not in words(client.get(url("roll", session), {"q": "王"}))
    missing = words(client.get(url("roll", session), {"show": "unknown"}))
    assert "王敏" not in missing
    assert "赵刚" in missing


@pytest.mark.parametrize("n", [1, 3])
def test_roll_costs_the_same_for_one_and_for_three(
    n, client, session, head, django_assert_num_queries
):
    make_people(session.training_class, n)
    with moment("08:35"), django_assert_num_queries(12):
        client.get(url("roll", session))


def test_leave_granted_before_the_session_was_placed_stands_on_its_roll(client, session, head):
    one, two = make_people(session.training_class, 2)
    Leave.objects.create(
        enrolment=one, starts_at=at("08:00"), ends_at=at("12:00"), hours=2, state="approved"
    )
    with moment("08:35"):
        assert "请假1人，未签到1人" in words(client.get(url("roll", session)))
        client.post(url("roll", session), {"step": "rest"})
        assert not Attendance.objects.filter(enrolment=one).exists()
    assert Attendance.objects.get(enrolment=two).state == "present"


@pytest.mark.parametrize("name", ["roll", "screen", "screen-news"])
def test_session_without_a_place_has_pages_and_refuses_marks_in_words(client, name):
    draft = make_session()
    [one] = make_people(draft.training_class, 1)
    client.force_login(make_planner())
    assert client.get(url(name, draft)).status_code == 200
    answer = client.post(url("roll", draft), {"mark": f"{one.pk}:present"}, follow=True)
    assert "还没有排定时间" in words(answer)
    answer = client.post(url("close-roll", draft), follow=True)
    assert "没有排定或者已经取消" in words(answer)


# --- The hall screen ---
def test_screen_shows_class_code_counts_and_who_came(client, session, head):
    [one] = make_people(session.training_class, 1)
    mark(session, head, present=[one])
    with moment("08:45"):
        shown = client.get(url("screen", session))
        code = roll_codes.code_for(session.pk, at("08:45"), settings.SECRET_KEY)
    assert session.training_class.name in words(shown)
    assert code in words(shown)
    assert "应到1人，实到1人" in words(shown)
    assert one.person.name in words(shown)
    assert "<svg" in shown.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_news_for_the_screen_cost_the_same(n, client, session, head, django_assert_num_queries):
    people = make_people(session.training_class, n)
    mark(session, head, present=people)
    with moment("08:45"), django_assert_num_queries(9):
        news = client.get(url("screen-news", session)).json()
    assert (news["expected"], news["attended"], len(news["names"])) == (n, n, n)
    assert "style" not in news["qr"]


# --- The scan ---
def scan_url(session, when):
    token = roll_codes.token_for(session.pk, when, settings.SECRET_KEY)
    return reverse("classes:scan", args=[f"{session.pk}.{token}"])


def test_scan_survives_signing_in_to_the_site(client, session):
    [one] = make_people(session.training_class, 1)
    with moment("08:34"):
        answer = client.get(scan_url(session, at("08:34")))
        assert answer.url == reverse("classes:sign-in")
        answer = client.get(answer.url)
        assert answer.url.startswith("/login/?next=")
    assert not Attendance.objects.exists()
    with moment("08:38"):
        client.post(answer.url, {"login": one.person.username, "password": PASSWORD})
        page = client.get(reverse("classes:sign-in"))
        assert f"我是{one.person.name}，签到" in words(page)
        done = client.post(reverse("classes:sign-in"))
    assert "签到成功：到课。" in words(done)
    assert Attendance.objects.get().state == "present"


def test_looking_at_the_scan_writes_nothing(client, session):
    [one] = make_people(session.training_class, 1)
    client.force_login(one.person)
    with moment("08:34"):
        client.get(scan_url(session, at("08:34")))
        client.get(reverse("classes:sign-in"))
    assert not Attendance.objects.exists()


def test_old_scan_says_so(client, session):
    with moment("08:34"):
        answer = client.get(scan_url(session, at("08:30")))
    assert "这个二维码已经过期" in words(answer)


def test_too_early_and_late_are_answered_in_words(client, session):
    one, two = make_people(session.training_class, 2)
    for person, time, said in (
        (one.person, "07:30", "还没到签到时间，08:00开始签到"),
        (two.person, "08:50", "签到成功：迟到20分钟"),
    ):
        client.force_login(person)
        with moment(time):
            client.get(scan_url(session, at(time)))
            assert said in words(client.post(reverse("classes:sign-in")))


def test_digits_are_typed_on_the_same_page(client, session):
    [one] = make_people(session.training_class, 1)
    client.force_login(one.person)
    with moment("08:20"):
        code = roll_codes.code_for(session.pk, at("08:20"), settings.SECRET_KEY)
        assert "输入屏幕上的六位数字" in words(client.get(reverse("classes:sign-in")))
        wrong = client.post(reverse("classes:sign-in"), {"code": "12"})
        assert "数字码不对" in words(wrong)
        assert "签到成功：到课" in words(client.post(reverse("classes:sign-in"), {"code": code}))


def test_one_phone_for_two_is_flagged_by_its_cookie(client, session):
    one, two = make_people(session.training_class, 2)
    for person in (one.person, two.person):
        client.force_login(person)
        with moment("08:20"):
            client.get(scan_url(session, at("08:20")))
            client.post(reverse("classes:sign-in"))
    assert set(Attendance.objects.values_list("note", flat=True)) == {
        "同一部手机为多人签到，请核实"
    }
    cookie = client.cookies["roll_device"]
    assert cookie["max-age"] == 86400
    assert cookie["httponly"]


# --- Attendance of a class ---
def rows_in(answer):
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_teacher_finds_the_way_to_their_rolls_and_no_other(client):
    teacher, found = make_teacher(make_user(Role.INSTRUCTOR)), make_class()
    mine, other = make_timed(found, teachers=[teacher]), make_timed(found, "14:00")
    [one] = make_people(found, 1)
    client.force_login(teacher.person)
    shown = client.get(reverse("classes:attendance", args=[found.code])).content.decode()
    assert url("roll", mine) in shown
    assert url("roll", other) not in shown
    assert one.person.name not in shown


def test_unit_managers_see_those_of_their_unit(client, session):
    one, two = make_people(session.training_class, 2)
    client.force_login(make_user(Role.ORGANISATION_MANAGER, one.organisation))
    address = reverse("classes:attendance", args=[session.training_class.code])
    shown = client.get(address).content.decode()
    assert one.person.name in shown
    assert two.person.name not in shown
    assert url("roll", session) not in shown


def test_trainee_sees_their_own_list_and_rate(client, session, head):
    one, two = make_people(session.training_class, 2)
    hold(session, head, [one])
    client.force_login(two.person)
    shown = words(client.get(reverse("classes:attendance", args=[session.training_class.code])))
    assert "应到1次，实到0次，缺课1次，到课率0%" in shown
    assert one.person.name not in shown
    sheet = client.get(reverse("classes:attendance-sheet", args=[session.training_class.code]))
    assert [row[0] for row in rows_in(sheet)] == ["姓名", two.person.name]


def test_staff_see_the_table_and_take_it_as_a_file(client, session, head):
    one, two = make_people(session.training_class, 2)
    hold(session, head, [one])
    code = session.training_class.code
    shown = words(client.get(reverse("classes:attendance", args=[code])))
    assert one.person.name in shown
    assert "缺课" in shown
    answer = client.get(reverse("classes:attendance-sheet", args=[code]))
    rows = rows_in(answer)
    assert rows[0] == [
        "姓名",
        "单位",
        f"11-30 08:30 {session.title}",
        "到课（次）",
        "应到（次）",
        "请假学时",
    ]
    found = {row[0]: row[2:] for row in rows[1:]}
    assert found == {one.person.name: ["到课", 1, 1, "0"], two.person.name: ["缺课", 0, 1, "0"]}


@pytest.mark.parametrize("n", [1, 3])
def test_table_costs_the_same_for_one_and_for_three(
    n, client, session, head, django_assert_num_queries
):
    mark(session, make_planner(), present=make_people(session.training_class, n))
    with django_assert_num_queries(14):
        client.get(reverse("classes:attendance", args=[session.training_class.code]))
