"""Pages of nominations, of the list and of imports: whose they are, what they do."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from academy.classes.enums import ClassState, EnrolmentState, ImportState
from academy.classes.models import Enrolment, RosterImport
from academy.people.enums import Role
from tests.factories.classes import make_class, make_head_teacher, make_planner, make_trainee
from tests.factories.duties import work
from tests.factories.people import make_organisation, make_user
from tests.factories.rosters import import_rows, make_import, make_quota, sheet

pytestmark = pytest.mark.django_db
CODE = "2026-900"
BESIDE = (
    "手机号 应为 11 位手机号，例如 13800001234。；"
    "单位 系统里没有“宽城”这个单位，请填单位的全名或代码。"
)
GOOD = ["张三", "", "13800001234", "宽城区"]


@pytest.fixture
def unit():
    return make_organisation(name="宽城区", code="220103")


@pytest.fixture
def found(unit):
    training_class = make_class(ClassState.ANNOUNCED, name="书记班", code=CODE)
    make_quota(training_class, unit, 5)
    return training_class


@pytest.fixture
def manager(unit):
    return make_user(Role.ORGANISATION_MANAGER, unit)


def at(name, *args):
    return reverse(f"classes:{name}", args=args)


def words(answer, status=200) -> str:
    assert answer.status_code == status, answer
    return answer.content.decode()


def rows_in(answer) -> list[list]:
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def upload(client, *rows, content=None):
    file = SimpleUploadedFile("名单.xlsx", sheet(*rows) if content is None else content)
    return client.post(at("roster-upload", CODE), {"file": file}, follow=True)


# --- Nominations ---
def test_manager_sees_classes_with_places_and_their_figures(client, found, manager, unit):
    make_trainee(found, EnrolmentState.NOMINATED, organisation=unit)
    client.force_login(manager)
    page = words(client.get(at("nominations")))
    assert "书记班" in page
    assert re.search("名额 5 人.*待同意 1 人.*已同意 0 人", page, re.S)
    assert "培训班报名" in words(client.get(reverse("people:me")))


def test_nominations_are_for_managers_only(client, found):
    for person in (make_user(Role.TRAINEE), make_planner()):
        client.force_login(person)
        assert "只向单位管理员开放" in words(client.get(at("nominations")), 403)
    client.force_login(make_user(Role.ORGANISATION_MANAGER))
    assert "没有给您管理的单位分配名额" in words(client.get(at("nomination", CODE)), 403)


def test_manager_finds_somebody_nominates_and_takes_them_back(client, found, manager, unit):
    person = make_user(Role.TRAINEE, unit, name="张三丰")
    make_user(Role.TRAINEE, unit, name="李四")
    client.force_login(manager)
    page = words(client.get(at("nomination", CODE), {"q": "三丰"}))
    assert "张三丰" in page
    assert "李四" not in page
    answer = client.post(at("nominate", CODE), {"person": person.pk}, follow=True)
    assert "张三丰：单位已同意。" in words(answer)
    enrolment = Enrolment.objects.get()
    address = at("nomination-withdraw", CODE, enrolment.pk)
    assert "请写明原因" in words(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "工作需要", "version": enrolment.version})
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == ("withdrawn", "工作需要")


def test_those_who_hold_the_places_agree_or_refuse(client, found, manager, unit):
    first, second = (
        make_trainee(found, EnrolmentState.NOMINATED, organisation=unit) for _ in range(2)
    )
    client.force_login(manager)
    client.post(at("nomination-agree", CODE, first.pk))
    client.post(at("nomination-refuse", CODE, second.pk), {"reason": "名额不够"})
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "refused",
    ]


def test_people_of_other_units_cannot_be_touched(client, found, manager):
    other = make_trainee(found, EnrolmentState.NOMINATED)
    client.force_login(manager)
    for name in ("nomination-agree", "nomination-refuse", "nomination-withdraw"):
        assert client.post(at(name, CODE, other.pk), {"reason": "x"}).status_code == 404
    assert client.post(at("nominate", CODE), {"person": other.person_id}).status_code == 404
    assert client.post(at("nominate", CODE), {"person": "x"}).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_nominations_cost_the_same(n, client, found, manager, unit, django_assert_num_queries):
    for _ in range(n):
        make_trainee(found, EnrolmentState.NOMINATED, organisation=unit)
        make_user(Role.TRAINEE, unit)
        make_quota(make_class(ClassState.ANNOUNCED), unit)
    client.force_login(manager)
    with django_assert_num_queries(10):
        client.get(at("nominations"))
    with django_assert_num_queries(22):
        client.get(at("nomination", CODE))


# --- The list ---
def test_list_is_for_those_who_keep_the_class(client, found, manager):
    trainee = make_trainee(found).person
    for person in (manager, trainee, make_user(Role.LEADER)):
        client.force_login(person)
        assert "名单由教务和本班班主任管理" in words(client.get(at("roster", CODE)), 403)
    for person in (make_planner(), make_head_teacher(found)):
        client.force_login(person)
        words(client.get(at("roster", CODE)))


def test_list_is_narrowed_by_state_unit_and_name(client, found, unit):
    make_trainee(found, EnrolmentState.APPROVED, person=make_user(name="张三"), organisation=unit)
    make_trainee(found, EnrolmentState.CONFIRMED, person=make_user(name="李四"))
    client.force_login(make_planner())
    for query in ({"state": "approved"}, {"unit": "220103"}, {"q": "张"}):
        page = words(client.get(at("roster", CODE), query))
        assert "张三" in page, query
        assert "李四" not in page, query


def test_list_as_a_table_is_filtered_too_and_can_be_imported_again(client, found, unit):
    import_rows(found, [*GOOD, 1, "班长"], ["李四", "lisi", "", "宽城区"])
    client.force_login(make_planner())
    heading, *rows = rows_in(client.get(at("roster-sheet", CODE), {"q": "张"}))
    assert heading[:4] == ["姓名", "账号", "手机号", "单位"]
    assert rows == [
        ["张三", "13800001234", "13800001234", "宽城区", "220103", 1.0, "班长", "已确认", ""]
    ]
    answer = client.get(at("roster-sheet", CODE))
    again = make_import(found, *[row[:4] for row in rows_in(answer)[1:]])
    assert (again.faults, again.new, again.same) == ([], 0, 2)


def test_administrator_confirms_the_ticked_and_then_all(client, found, unit):
    people = [make_trainee(found, EnrolmentState.APPROVED, organisation=unit) for _ in range(3)]
    client.force_login(make_planner())
    address = at("roster-confirm", CODE)
    assert "没有选中" in words(client.post(address, follow=True))
    ticked = {"enrolment": [people[0].pk, "x"]}
    assert "已确认 1 人" in words(client.post(address, ticked, follow=True))
    assert "已确认 2 人" in words(client.post(address, {"all": "1"}, follow=True))


@pytest.mark.parametrize("odd", ["9" * 19, "9" * 5000, "²", "1\x00"])
def test_odd_numbers_tick_nobody(client, found, manager, unit, odd):
    one = make_trainee(found, EnrolmentState.APPROVED)
    client.force_login(make_planner())
    for name in ("roster-confirm", "roster-arrive"):
        assert client.post(at(name, CODE), {"enrolment": odd}).status_code == 302
    one.refresh_from_db()
    assert one.state == EnrolmentState.APPROVED
    client.post(at("roster-confirm-one", CODE, one.pk), {"version": odd})
    client.force_login(manager)
    assert client.post(at("nominate", CODE), {"person": odd}).status_code == 404


def test_head_teacher_confirms_nobody(client, found, unit):
    enrolment = make_trainee(found, EnrolmentState.APPROVED, organisation=unit)
    client.force_login(make_head_teacher(found))
    answer = client.post(at("roster-confirm-one", CODE, enrolment.pk), follow=True)
    assert "只有教务可以确认名单" in words(answer)


def test_entry_gives_group_and_post_and_takes_off(client, found):
    enrolment = make_trainee(found, EnrolmentState.CONFIRMED)
    client.force_login(make_planner())
    address = at("roster-entry", CODE, enrolment.pk)
    words(client.get(address))
    client.post(address, {"group": 2, "post": "monitor", "version": 1})
    enrolment.refresh_from_db()
    assert (enrolment.group.number, enrolment.post, enrolment.version) == (2, "monitor", 2)
    stale = words(client.post(address, {"group": 3, "post": "", "version": 1}))
    assert "请刷新后再看" in stale
    client.post(at("roster-refuse", CODE, enrolment.pk), {"reason": "条件不符", "version": 2})
    enrolment.refresh_from_db()
    assert enrolment.state == "refused"


def test_class_is_divided(client, found):
    for _ in range(4):
        make_trainee(found)
    client.force_login(make_planner())
    address = at("roster-groups", CODE)
    assert "4 人已分成 2 个组" in words(client.post(address, {"count": 2}, follow=True))
    assert "1 到 99 的整数" in words(client.post(address, {"count": "x"}, follow=True))


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same(n, client, found, django_assert_num_queries):
    for _ in range(n):
        make_trainee(found)
    client.force_login(make_planner())
    with django_assert_num_queries(17):
        client.get(at("roster", CODE))


# --- Imports ---
def test_upload_is_looked_at_confirmed_and_taken_back(client, found, unit):
    client.force_login(make_planner())
    page = words(upload(client, GOOD))
    assert "检查通过，还没有写入" in page
    assert "新增 1 人（其中新建账号 1 个），修改 0 人，不变 0 人" in page
    made = RosterImport.objects.get()
    assert not Enrolment.objects.exists()
    assert client.post(at("roster-import-confirm", CODE, made.pk)).status_code == 302
    work()
    assert "已导入" in words(client.get(at("roster-import", CODE, made.pk)))
    assert "新增 0 人（其中新建账号 0 个），修改 0 人，不变 1 人" in words(upload(client, GOOD))
    assert "撤销这次导入？" in words(client.get(at("roster-undo", CODE, made.pk)))
    client.post(at("roster-undo", CODE, made.pk))
    work()
    made.refresh_from_db()
    assert (made.state, Enrolment.objects.count()) == (ImportState.UNDONE, 0)


def test_faults_are_shown_with_rows_and_come_back_in_the_file(client, found, unit):
    client.force_login(make_planner())
    page = words(upload(client, GOOD, ["李四", "", "1", "宽城"]))
    assert "有 2 处问题，名单没有改动" in page
    assert "第 3 行 手机号：应为 11 位手机号，例如 13800001234。" in page
    assert "确认导入" not in page
    made = RosterImport.objects.get()
    rows = rows_in(client.get(at("roster-faults", CODE, made.pk)))
    assert rows[0][-1] == "问题"
    assert [row[-1] for row in rows[1:]] == [
        "",
        BESIDE,
    ]
    answer = client.post(at("roster-import-confirm", CODE, made.pk), follow=True)
    assert "文件里还有问题" in words(answer)
    mended = [row[:7] for row in rows[1:2]]
    again = upload(client, content=sheet(*[[*mended[0], "旧"]], columns=[*rows[0][:7], "问题"]))
    assert "检查通过" in words(again)


def test_what_is_no_table_is_said_and_not_given_back(client, found):
    client.force_login(make_planner())
    assert "请选择文件" not in words(client.get(at("roster-upload", CODE)))
    assert "这不是 Excel 文件" in words(upload(client, content=b"hello"))
    made = RosterImport.objects.get()
    answer = client.get(at("roster-faults", CODE, made.pk), follow=True)
    assert "这不是 Excel 文件" in words(answer)
    assert "文件太大：最大 2 MB" in words(upload(client, content=bytes(2 * 1024 * 1024 + 1)))
    assert "请选择文件" in words(client.post(at("roster-upload", CODE)))


def test_template_can_be_filled_in_and_sent(client, found):
    client.force_login(make_planner())
    content = b"".join(client.get(at("roster-template", CODE)).streaming_content)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["名单", "填写说明"]
    assert book.get_sheet_by_index(0).to_python() == [
        ["姓名", "账号", "手机号", "单位", "小组", "班委", "备注"]
    ]
    assert "只有表头，没有学员" in words(upload(client, content=content))


def test_manager_uploads_for_their_units_and_sees_no_others_files(client, found, manager):
    others = make_import(found, GOOD, by=make_planner())
    client.force_login(manager)
    assert client.get(at("roster-import", CODE, others.pk)).status_code == 404
    assert client.post(at("roster-import-confirm", CODE, others.pk)).status_code == 404
    assert client.get(at("roster-faults", CODE, others.pk)).status_code == 404
    assert "检查通过" in words(upload(client, GOOD))
    type(found).objects.filter(pk=found.pk).update(state=ClassState.RUNNING)
    assert "不接受单位报名" in words(client.get(at("roster-upload", CODE)), 403)


def test_nobody_else_comes_to_the_imports(client, found):
    for person in (make_trainee(found).person, make_head_teacher(found), make_user(Role.LEADER)):
        client.force_login(person)
        for name in ("roster-upload", "roster-template"):
            assert "只有教务" in words(client.get(at(name, CODE)), 403)


@pytest.mark.parametrize("n", [1, 3])
def test_imports_cost_the_same(n, client, found, unit, django_assert_num_queries):
    planner = make_planner()
    rows = [["张三", "", "1", "宽城"] for _ in range(n)]
    for _ in range(n):
        made = make_import(found, *rows, by=planner)
    client.force_login(planner)
    with django_assert_num_queries(8):
        client.get(at("roster-upload", CODE))
    with django_assert_num_queries(5):
        client.get(at("roster-import", CODE, made.pk))
