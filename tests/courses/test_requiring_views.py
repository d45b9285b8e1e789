import datetime as dt
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from python_calamine import CalamineWorkbook

from academy.core import clock
from academy.jobs.models import Job
from academy.people.enums import Role
from courses import actions
from courses.models import RequiredStudy, StudyDuty
from tests.factories.courses import first_lesson, make_course
from tests.factories.duties import keep, make_manager, make_trainees, make_unit, require, work
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_unit(name="长春市", code="2201", level="city")


@pytest.fixture
def unit(city):
    return make_unit(city, name="宽城区", code="220103")


@pytest.fixture
def street(unit):
    return make_unit(unit, name="团山街道", code="220103009")


@pytest.fixture
def manager(client, unit):
    person = make_manager(unit, name="吴强")
    client.force_login(person)
    return person


@pytest.fixture
def course():
    return make_course(lessons=1, title="四步议事法")


def words(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def days_on(days):
    return clock.today() + dt.timedelta(days=days)


def asked(step, unit, days=7, **fields):
    values = {"step": step, "unit": unit.code, "due_on": days_on(days), "key": uuid4(), "note": ""}
    return values | fields


class TestAccess:
    ADDRESSES = ("/duties/", "/duties/new/", "/duties/new/activity/")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_visitors_sign_in_first_and_trainees_are_told(self, client, unit, address):
        assert client.get(address)["Location"] == f"/login/?next={address}"
        client.force_login(make_user(Role.TRAINEE, unit))
        assert "只向单位管理员" in words(client.get(address), 403)

    def test_leaders_look_and_require_nothing(self, client, city, unit, course):
        make_trainees(unit)
        required = require(unit, course=course)
        keep(required)
        client.force_login(make_user(Role.LEADER, city))
        assert "四步议事法" in words(client.get("/duties/"))
        assert "安排必学</a>" not in words(client.get("/duties/"))
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "应学 1 人" in page
        assert "撤回" not in page
        assert "您可以查看，不能安排" in words(client.get("/duties/new/"), 403)
        for path in ("deadline", "withdraw"):
            assert "不能改动" in words(client.get(f"/duties/{required.pk}/{path}/"), 403)

    def test_another_units_requirement_is_refused_with_a_reason(self, client, manager, city):
        required = require(make_unit(city))
        for path in ("", "deadline/", "withdraw/"):
            answer = client.get(f"/duties/{required.pk}/{path}")
            assert "不是给您管理的单位安排的" in words(answer, 403)
        assert client.post(f"/duties/{required.pk}/export/").status_code == 403
        assert client.get("/duties/999999/").status_code == 404

    def test_what_the_city_requires_is_seen_below_for_ones_own_people_alone(
        self, client, manager, city, unit, course
    ):
        beside = make_unit(city, name="南关区")
        make_trainees(unit, name="自己人")
        make_trainees(beside, name="外人")
        required = require(city, course=course)
        keep(required)
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "自己人" in page
        assert "外人" not in page
        assert "应学 1 人，已完成 0 人，未完成 1 人。" in page
        assert "改截止日期" not in page
        answer = client.get(f"/duties/{required.pk}/?unit={beside.code}")
        assert "不是您管理的单位" in words(answer, 403)
        assert client.get(f"/duties/{required.pk}/?unit=none").status_code == 404


class TestList:
    def test_it_says_when_it_is_empty(self, client, manager):
        assert "没有进行中的必学" in words(client.get("/duties/"))
        assert "没有已结束的必学" in words(client.get("/duties/?state=ended"))

    def test_under_way_and_over_apart(self, client, manager, unit):
        require(unit, course=make_course(lessons=1, title="进行中的课"))
        over = require(unit, course=make_course(lessons=1, title="到期的课"))
        RequiredStudy.objects.filter(pk=over.pk).update(due_at=clock.now() - dt.timedelta(days=2))
        gone = require(unit, course=make_course(lessons=1, title="撤回的课"))
        actions.withdraw_study(required=gone, reason="改版", by=gone.assigned_by)
        under_way, ended = (words(client.get(f"/duties/?{q}")) for q in ("", "state=ended"))
        assert "进行中的课" in under_way
        assert "还有 7 天" in under_way
        assert "到期的课" not in under_way
        assert "进行中的课" not in ended
        assert "已过期 2 天" in ended
        assert "已撤回" in ended

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, manager, unit, count, django_assert_num_queries):
        make_trainees(unit)
        for _ in range(count):
            keep(require(unit, by=manager))
        # session, user, posts (3 ×), count, page, figures, unread notices
        with django_assert_num_queries(9):
            client.get("/duties/")


class TestRequiring:
    def test_courses_are_found_by_title(self, client, manager, course):
        make_course(lessons=1, title="群众工作")
        page = words(client.get("/duties/new/?q=议事"))
        assert f'href="/duties/new/course/{course.pk}/"' in page
        assert "群众工作" not in page
        assert "没有找到" in words(client.get("/duties/new/?q=无此课"))

    def test_activities_are_listed_with_their_course(self, client, manager, course):
        activity = first_lesson(course).placements.get().activity
        page = words(client.get("/duties/new/activity/"))
        assert f'href="/duties/new/activity/{activity.pk}/"' in page
        assert "四步议事法" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_of_choosing(self, client, manager, count, django_assert_num_queries):
        for _ in range(count):
            make_course(lessons=1)
        # session, user, posts, count, page, unread notices
        with django_assert_num_queries(6):
            client.get("/duties/new/")
        with django_assert_num_queries(12):  # and where they are done
            client.get("/duties/new/activity/")

    def test_the_units_one_answers_for_can_be_chosen(self, client, manager, course, street, city):
        address = f"/duties/new/course/{course.pk}/"
        page = words(client.get(address))
        assert "宽城区<span" in page
        assert '<option value="220103009">团山街道</option>' in page
        assert "长春市" not in page
        assert "团山街道<span" in words(client.get(f"{address}?unit={street.code}"))
        assert "不能给它安排必学" in words(client.get(f"{address}?unit={city.code}"), 403)

    def test_the_office_may_choose_any(self, client, city, unit, course):
        client.force_login(make_user(Role.ADMINISTRATOR, city))
        page = words(client.get(f"/duties/new/course/{course.pk}/?unit={unit.code}"))
        assert "宽城区<span" in page

    def test_first_how_many_then_it_is_required(self, client, manager, unit, course):
        make_trainees(unit, 3)
        address = f"/duties/new/course/{course.pk}/"
        form = asked("preview", unit, note="年底要用")
        page = words(client.post(address, form))
        assert "确认安排？" in page
        assert "<b>3 人</b>" in page
        assert "年底要用" in page
        assert not RequiredStudy.objects.exists()
        answer = client.post(address, form | {"step": "confirm"})
        assert answer["Location"] == f"/me/jobs/{Job.objects.get().pk}/"
        client.post(address, form | {"step": "confirm"})
        required = RequiredStudy.objects.get()
        assert (required.organisation, required.course, required.note) == (unit, course, "年底要用")
        assert required.due_on == days_on(7)
        assert required.assigned_by == manager

    def test_back_to_the_form_loses_nothing(self, client, manager, unit, course):
        form = asked("edit", unit, note="年底要用")
        page = words(client.post(f"/duties/new/course/{course.pk}/", form))
        assert "年底要用" in page
        assert f'value="{days_on(7)}"' in page

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"due_on": ""}, "请选择截止日期。"),
            ({"due_on": "2026-13-40"}, "日期要写成 2026-12-31 这样。"),
            ({"due_on": "2020-01-01"}, "截止日期不能早于今天。"),
            ({"due_on": "2226-01-01"}, "请检查年份。"),
            ({"note": "长" * 201}, "200"),
        ],
    )
    def test_bad_input_is_named_and_nothing_lost(
        self, client, manager, unit, course, fields, refusal
    ):
        form = asked("confirm", unit, note="说明") | fields
        page = words(client.post(f"/duties/new/course/{course.pk}/", form))
        assert refusal in page
        assert form["note"] in page
        assert not RequiredStudy.objects.exists()

    def test_a_refusal_of_the_action_stands_at_the_form(self, client, manager, unit):
        offline = make_course(form="offline")
        page = words(client.post(f"/duties/new/course/{offline.pk}/", asked("confirm", unit)))
        assert "只能安排已经发布、可以在网上选的课程。" in page

    def test_a_single_activity(self, client, manager, unit, course):
        activity = first_lesson(course).placements.get().activity
        client.post(f"/duties/new/activity/{activity.pk}/", asked("confirm", unit))
        assert RequiredStudy.objects.get().activity_id == activity.pk

    def test_the_same_thing_again_is_pointed_out(self, client, manager, unit, course, street):
        require(unit, course=course)
        page = words(client.post(f"/duties/new/course/{course.pk}/", asked("preview", street)))
        day = days_on(7)
        assert f"宽城区 已安排同一内容，{day.year}年{day.month}月{day.day}日前完成。" in page
        made = RequiredStudy.objects.get()
        assert f'<a href="/duties/{made.pk}/">看这项安排，改截止日期</a>' in page

    def drawn_key(self, page):
        return re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]

    def test_back_and_another_day_is_not_taken_for_arranged(self, client, manager, unit, course):
        address, form = f"/duties/new/course/{course.pk}/", asked("confirm", unit)
        client.post(address, form)
        changed = form | {"due_on": days_on(20), "note": "改期"}
        page = words(client.post(address, changed))
        day = days_on(7)
        used = f"宽城区《{course.title}》，{day.year}年{day.month}月{day.day}日前完成"
        assert f"这次还没有安排。这张表单已经用过（{used}）。" in page
        assert "确认安排？" in page
        assert "宽城区 已安排同一内容" in page
        assert RequiredStudy.objects.get().due_on == days_on(7)
        client.post(address, changed | {"key": self.drawn_key(page)})
        assert [made.due_on for made in RequiredStudy.objects.all()] == [days_on(7), days_on(20)]
        assert RequiredStudy.objects.last().note == "改期"

    def test_back_and_another_unit_is_arranged_by_a_new_key(
        self, client, manager, unit, course, street
    ):
        address, form = f"/duties/new/course/{course.pk}/", asked("confirm", unit)
        client.post(address, form)
        changed = form | {"unit": street.code}
        page = words(client.post(address, changed | {"step": "preview"}))
        assert self.drawn_key(page) != str(form["key"])
        client.post(address, changed | {"key": self.drawn_key(page)})
        made = RequiredStudy.objects.order_by("pk").values_list("organisation", flat=True)
        assert list(made) == [unit.pk, street.pk]

    def test_what_was_withdrawn_meanwhile_is_not_taken_for_arranged(
        self, client, manager, unit, course
    ):
        address, form = f"/duties/new/course/{course.pk}/", asked("confirm", unit)
        client.post(address, form)
        actions.withdraw_study(required=RequiredStudy.objects.get(), reason="改版", by=manager)
        page = words(client.post(address, form))
        assert "前完成，后来撤回）。请核对下面的内容" in page
        assert RequiredStudy.objects.count() == 1

    def test_no_trainees_yet_is_said(self, client, manager, unit, course):
        page = words(client.post(f"/duties/new/course/{course.pk}/", asked("preview", unit)))
        assert "现在没有学员" in page


class TestDetail:
    @pytest.fixture
    def required(self, unit, street, manager, course):
        make_trainees(unit, 2)
        make_trainees(street, name="王芳")
        made = require(unit, by=manager, course=course)
        keep(made)
        return made

    def late(self, name):
        StudyDuty.objects.filter(person__name=name).update(
            due_at=clock.now() - dt.timedelta(days=3)
        )

    def test_who_has_not_done_it_in_words(self, client, required):
        self.late("王芳")
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "应学 3 人，已完成 0 人，未完成 3 人，其中已过期 1 人。" in page
        assert "已过期 3 天，未完成" in page
        assert page.count("还有 7 天，未完成") == 2
        overdue = words(client.get(f"/duties/{required.pk}/?state=overdue"))
        assert "王芳" in overdue
        assert "还有 7 天，未完成" not in overdue

    def test_a_unit_includes_those_below(self, client, required, unit, street):
        page = words(client.get(f"/duties/{required.pk}/?unit={street.code}"))
        assert "应学 1 人" in page
        assert "王芳" in page
        assert f"unit={unit.code}" in page
        assert "应学 3 人" in words(client.get(f"/duties/{required.pk}/?unit={unit.code}"))

    def test_nobody_in_a_state_is_said(self, client, required):
        assert "这里没有人" in words(client.get(f"/duties/{required.pk}/?state=done"))

    def test_fifty_to_a_page(self, client, required, unit):
        make_trainees(unit, 60)
        keep(required)
        assert words(client.get(f"/duties/{required.pk}/")).count('data-label="情况"') == 50
        second = words(client.get(f"/duties/{required.pk}/?page=2"))
        assert second.count('data-label="情况"') == 13

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, manager, unit, course, count, django_assert_num_queries):
        for _ in range(count):
            make_trainees(make_unit(unit))
        made = require(unit, by=manager, course=course)
        keep(made)
        # session, user, posts (3 ×), requirement, figures, units near, count, page, unread notices
        with django_assert_num_queries(11):
            client.get(f"/duties/{made.pk}/")


class TestChanges:
    @pytest.fixture
    def required(self, unit, manager, course):
        make_trainees(unit)
        made = require(unit, by=manager, course=course)
        keep(made)
        return made

    def test_another_deadline(self, client, required):
        address = f"/duties/{required.pk}/deadline/"
        assert f'value="{required.due_on}"' in words(client.get(address))
        assert "不能早于今天" in words(client.post(address, {"due_on": "2020-01-01"}))
        answer = client.post(address, {"due_on": days_on(20)}, follow=True)
        assert "截止日期已改" in words(answer)
        work()
        assert StudyDuty.objects.get().due_on == days_on(20)

    def test_withdrawing_asks_for_a_reason(self, client, required):
        address = f"/duties/{required.pk}/withdraw/"
        assert "撤回：《四步议事法》？" in words(client.get(address))
        assert "请写明撤回的原因。" in words(client.post(address, {"reason": " "}))
        page = words(client.post(address, {"reason": "课程改版"}, follow=True))
        assert "原因：课程改版" in page
        assert "改截止日期" not in page
        work()
        assert StudyDuty.objects.get().state == "withdrawn"
        late = client.post(f"/duties/{required.pk}/deadline/", {"due_on": days_on(9)})
        assert "已经撤回，不能再改" in words(late)


class TestExport:
    @pytest.fixture
    def required(self, unit, street, manager, course):
        make_trainees(unit, 2, name="=1+1")
        make_trainees(street, name="王芳")
        made = require(unit, by=manager, course=course)
        keep(made)
        return made

    def rows(self, file):
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()

    def test_a_short_list_comes_at_once_as_it_is_filtered(self, client, required, street):
        address = f"/duties/{required.pk}/export/"
        answer = client.post(address, {"unit": street.code, "state": "open"})
        assert "xlsx" in answer["Content-Disposition"]
        person = StudyDuty.objects.get(person__name="王芳").person
        assert self.rows(BytesIO(b"".join(answer.streaming_content))) == [
            ["单位", "姓名", "账号", "截止日期", "情况"],
            [
                "长春市 › 宽城区 › 团山街道",
                "王芳",
                person.username,
                required.due_on,
                "还有 7 天，未完成",
            ],
        ]
        everybody = client.post(address, {"unit": "", "state": "all"})
        names = [row[1] for row in self.rows(BytesIO(b"".join(everybody.streaming_content)))]
        assert names == ["姓名", "=1+1", "=1+1", "王芳"]

    def test_a_long_one_is_written_in_a_job(self, client, required, unit):
        make_trainees(unit, 1000)
        keep(required)
        address = f"/duties/{required.pk}/export/"
        answer = client.post(address, {"unit": "", "state": "open"})
        job = Job.objects.get(kind="courses.export_list")
        assert answer["Location"] == f"/me/jobs/{job.pk}/"
        assert client.post(address, {"unit": "", "state": "open"})["Location"] == answer["Location"]
        work()
        job.refresh_from_db()
        assert (job.state, job.result_file) == ("done", f"jobs/{job.pk}/必学名单.xlsx")
        with storages["private"].open(job.result_file) as file:
            assert len(self.rows(file)) == 1004
        assert client.get(f"/me/jobs/{job.pk}/result/").status_code == 200
        assert client.get(address).status_code == 405
