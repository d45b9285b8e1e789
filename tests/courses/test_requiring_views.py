import datetime as dt
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from python_calamine import CalamineWorkbook

from academy.classes.enums import ClassState, StaffDuty
from academy.classes.models import ClassStaff
from academy.core import clock
from academy.jobs.models import Job
from academy.people.enums import Role
from courses import actions
from courses.models import RequiredStudy, StudyDuty
from tests.factories.classes import make_class, make_head_teacher, make_trainee
from tests.factories.courses import first_lesson, make_course
from tests.factories.duties import (
    keep,
    make_manager,
    make_trainees,
    make_unit,
    require,
    require_of_class,
    work,
)
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
        # session, user, posts (4 ×), requirement, figures, units near, count, page, unread notices
        with django_assert_num_queries(12):
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

    @pytest.mark.parametrize("state", ["x" * 300, "\x00", "=1+1"])
    def test_an_unknown_state_lists_what_is_open(self, client, required, state):
        address = f"/duties/{required.pk}/"
        assert client.get(address, {"state": state}).context["state"] == "open"
        for each in ("open", "done", "withdrawn", "overdue", "all", ""):
            assert client.get(address, {"state": each}).context["state"] == each
        answer = client.post(f"{address}export/", {"state": state, "unit": ""})
        assert len(self.rows(BytesIO(b"".join(answer.streaming_content)))) == 4

    def test_odd_codes_are_read_as_far_as_they_make_sense(self, client, required, street):
        address = f"/duties/{required.pk}/"
        answer = client.get(address, {"unit": street.code + "\x00"})
        assert answer.context["unit"] == street
        for path in (address, "/duties/require/"):
            for name in ("unit", "class"):
                if (path, name) != (address, "class"):
                    assert client.get(path, {name: "no\x00where"}).status_code == 404

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


class TestOfAClass:
    @pytest.fixture
    def found(self):
        return make_class(name="社区书记班", code="2026-017")

    @pytest.fixture
    def head(self, client, found):
        person = make_head_teacher(found)
        client.force_login(person)
        return person

    @pytest.fixture
    def helper(self, client, found):
        """On the staff of the class, without any post in a unit."""
        person = make_user()
        ClassStaff.objects.create(training_class=found, person=person, duty=StaffDuty.FOLLOWER)
        client.force_login(person)
        return person

    @pytest.fixture
    def required(self, found, course, unit, street):
        """Of two people of the district and one of elsewhere."""
        far = make_unit(name="别处", code="elsewhere")
        for name, place in [("张伟", unit), ("王芳", street), ("外人", far)]:
            person = make_user(Role.TRAINEE, place, name=name)
            make_trainee(found, person=person, organisation=place)
        made = require_of_class(found, course=course)
        keep(made)
        return made

    def form(self, step, **fields):
        values = {"step": step, "class": "2026-017", "due_on": days_on(7), "note": ""}
        return values | {"key": uuid4()} | fields

    def test_from_the_page_of_the_class_to_the_list(self, client, head, found, course):
        make_trainee(found, person=make_user(name="张伟"))
        page = words(client.get("/classes/2026-017/"))
        assert 'href="/duties/new/?class=2026-017">安排必学</a>' in page
        page = words(client.get("/duties/new/?class=2026-017"))
        assert "安排给社区书记班：先选学什么，再定期限。" in page
        assert 'href="/duties/new/activity/?class=2026-017"' in page
        assert 'name="class" value="2026-017"' in page
        address = f"/duties/new/course/{course.pk}/"
        assert f'href="{address}?class=2026-017"' in page
        page = words(client.get(f"{address}?class=2026-017"))
        assert "社区书记班</h2>" in page
        assert "期限和说明" in page
        page = words(client.post(address, self.form("preview")))
        assert "<td>社区书记班</td>" in page
        assert "<b>1 人</b>" in page
        answer = client.post(address, self.form("confirm"))
        assert answer["Location"] == f"/me/jobs/{Job.objects.get().pk}/"
        work()
        required = RequiredStudy.objects.get()
        assert required.target == found
        assert "社区书记班</td>" in words(client.get("/duties/"))
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "社区书记班</h2>" in page
        assert "应学 1 人" in page
        assert "张伟" in page

    def test_an_activity_is_chosen_for_the_class_too(self, client, head, course):
        activity = first_lesson(course).placements.get().activity
        page = words(client.get("/duties/new/activity/?class=2026-017"))
        assert f'href="/duties/new/activity/{activity.pk}/?class=2026-017"' in page
        client.post(f"/duties/new/activity/{activity.pk}/", self.form("confirm"))
        assert RequiredStudy.objects.get().activity_id == activity.pk

    def test_back_to_the_form_keeps_the_class(self, client, head, course):
        page = words(
            client.post(f"/duties/new/course/{course.pk}/", self.form("edit", note="年底"))
        )
        assert 'name="class" value="2026-017"' in page
        assert "年底" in page

    def test_the_classes_one_runs_can_be_chosen(self, client, head, course):
        over = make_class(ClassState.COMPLETED, code="2026-001")
        ClassStaff.objects.create(training_class=over, person=head)
        make_class(code="2026-099")
        page = words(client.get(f"/duties/new/course/{course.pk}/"))
        assert "选择培训班</h2>" in page
        assert '<option value="2026-017">社区书记班（2026-017）</option>' in page
        assert "2026-001" not in page
        assert "2026-099" not in page
        assert "选择单位" not in page

    def test_the_office_chooses_among_units_and_classes(self, client, city, found, course):
        client.force_login(make_user(Role.ADMINISTRATOR, city))
        page = words(client.get(f"/duties/new/course/{course.pk}/"))
        assert "长春市<span" in page
        assert "或者安排给一个培训班" in page
        assert "2026-017" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_of_choosing(self, client, head, course, count, django_assert_num_queries):
        for _ in range(count - 1):
            ClassStaff.objects.create(training_class=make_class(), person=head)
        # session, user, posts, is there a class, course, classes, unread notices
        with django_assert_num_queries(7):
            client.get(f"/duties/new/course/{course.pk}/")

    def test_a_class_of_others_is_refused_with_a_reason(self, client, head, course):
        make_class(name="别的班", code="2026-099")
        for address in ("/duties/new/", f"/duties/new/course/{course.pk}/"):
            page = words(client.get(f"{address}?class=2026-099"), 403)
            assert "不能给“别的班”安排必学：培训班的必学由班主任和教务安排。" in page
        assert client.get("/duties/new/?class=none").status_code == 404

    def test_a_class_that_is_over_has_no_button_and_is_refused(self, client, head, found, course):
        type(found).objects.update(state=ClassState.COMPLETED)
        page = words(client.get("/classes/2026-017/"))
        assert "安排必学" not in page
        assert 'href="/duties/"' in page
        form = self.form("confirm")
        client.force_login(make_user(Role.ADMINISTRATOR, make_unit()))
        page = words(client.post(f"/duties/new/course/{course.pk}/", form))
        assert "这个培训班已经结束，不能再安排必学。" in page
        assert not RequiredStudy.objects.exists()

    def test_trainees_have_no_button(self, client, found):
        client.force_login(make_trainee(found).person)
        assert "/duties/new/" not in words(client.get("/classes/2026-017/"))

    def test_an_empty_list_is_said(self, client, head, course):
        page = words(client.post(f"/duties/new/course/{course.pk}/", self.form("preview")))
        assert "到期前确认的学员会自动加进来" in page

    def test_the_same_thing_again_is_pointed_out(self, client, head, found, course):
        require_of_class(found, by=head, course=course)
        page = words(client.post(f"/duties/new/course/{course.pk}/", self.form("preview")))
        assert "社区书记班 已安排同一内容" in page

    def test_it_is_changed_by_its_head_teacher(self, client, head, required):
        address = f"/duties/{required.pk}/"
        client.post(f"{address}deadline/", {"due_on": days_on(20)})
        client.post(f"{address}withdraw/", {"reason": "改版"})
        required.refresh_from_db()
        assert (required.due_on, required.withdrawal) == (days_on(20), "改版")

    def test_followers_see_all_and_change_nothing(self, client, helper, required, street):
        assert "四步议事法" in words(client.get("/duties/"))
        assert "安排必学</a>" not in words(client.get("/duties/"))
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "应学 3 人" in page
        assert "撤回" not in page
        assert "/people/" not in page
        assert "应学 1 人" in words(client.get(f"/duties/{required.pk}/?unit={street.code}"))
        assert "不能改动" in words(client.get(f"/duties/{required.pk}/deadline/"), 403)
        assert "您可以查看，不能安排" in words(client.get("/duties/new/"), 403)

    def test_it_is_narrowed_by_the_units_people_come_from(self, client, head, required, street):
        page = words(client.get(f"/duties/{required.pk}/"))
        for option in ("宽城区", "团山街道", "别处"):
            assert f">{option}</option>" in page
        page = words(client.get(f"/duties/{required.pk}/?unit={street.code}"))
        assert "应学 1 人" in page
        assert "王芳" in page
        assert "张伟" not in page
        assert "不分单位，看全部" in page
        assert ">团山街道</option>" not in page
        empty = make_unit(code="empty")
        assert client.get(f"/duties/{required.pk}/?unit={empty.code}").status_code == 404

    def test_managers_see_their_own_people_alone(self, client, manager, required):
        assert "社区书记班" in words(client.get("/duties/"))
        assert "应学 2 人" in words(client.get("/duties/"))
        page = words(client.get(f"/duties/{required.pk}/"))
        assert "您管理的单位<span" in page
        assert "应学 2 人" in page
        assert "外人" not in page
        assert "别处" not in page
        assert "改截止日期" not in page
        assert client.get(f"/duties/{required.pk}/?unit=elsewhere").status_code == 404
        assert "不能改动" in words(client.get(f"/duties/{required.pk}/withdraw/"), 403)

    def test_managers_of_nobody_in_it_are_refused(self, client, required):
        client.force_login(make_manager(make_unit()))
        assert "也不是您的培训班的" in words(client.get(f"/duties/{required.pk}/"), 403)

    def test_its_table(self, client, manager, required):
        answer = client.post(f"/duties/{required.pk}/export/", {"unit": "", "state": "all"})
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
        rows = book.get_sheet_by_index(0).to_python()
        assert [row[:2] for row in rows[1:]] == [
            ["长春市 › 宽城区", "张伟"],
            ["长春市 › 宽城区 › 团山街道", "王芳"],
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_of_one(self, client, head, found, count, django_assert_num_queries):
        for _ in range(count):
            make_trainee(found)
        made = require_of_class(found, by=head)
        keep(made)
        # session, user, posts (4 ×), requirement, figures, units, staff, count, page, head
        # teachers, unread notices
        with django_assert_num_queries(14):
            client.get(f"/duties/{made.pk}/")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_of_the_list(self, client, head, found, count, django_assert_num_queries):
        make_trainee(found)
        for _ in range(count):
            keep(require_of_class(found, by=head))
        # session, user, posts (3 ×), count, page, figures, is there a class, unread notices
        with django_assert_num_queries(10):
            client.get("/duties/")
