"""Rosters that come as files: exact faults, all or nothing, twice is once, taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.classes.actions.imports import check_import, confirm_import, start_import
from academy.classes.actions.undo_imports import ask_undo, undo_import
from academy.classes.enums import ClassState, EnrolmentState, ImportState
from academy.classes.models import (
    Attendance,
    ClassEvent,
    ClassGroup,
    Enrolment,
    RosterImport,
    RosterImportRow,
)
from academy.core.errors import ActionError
from academy.jobs.models import Job
from academy.notices.models import Notice
from academy.people.enums import Role
from academy.people.models import Membership, User
from tests.factories.classes import make_class, make_planner, make_session, make_trainee
from tests.factories.duties import work as run_jobs
from tests.factories.people import make_organisation, make_user
from tests.factories.rosters import import_rows, make_import, make_quota, sheet, write

AMBIGUOUS = (
    "第 9 行 单位：“长山花园社区”有 2 个（长春市/宽城区/长山花园社区、公主岭市/长山花园社区），"
    "请写上级单位或代码。"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_organisation(name="长春市", code="2201")


@pytest.fixture
def district(city):
    return make_organisation(city, name="宽城区", code="220103")


@pytest.fixture
def community(district):
    return make_organisation(district, name="长山花园社区", code="220103009001")


@pytest.fixture
def found():
    return make_class(ClassState.ANNOUNCED, name="书记班", capacity=10)


def faults(training_class, *rows, by=None) -> list[str]:
    plan = check_import(training_class=training_class, content=sheet(*rows), by=by)
    return [str(fault) for fault in plan.faults]


def manager_of(unit) -> User:
    return make_user(Role.ORGANISATION_MANAGER, unit)


# --- What is written ---
def test_new_person_gets_an_account_a_post_and_a_place(found, community):
    done = import_rows(
        found, ["张三", "", "138 0000 1234", "长山花园社区", "1", "班长"], by=make_planner()
    )
    person = User.objects.get(phone="13800001234")
    place = Enrolment.objects.get()
    assert (person.username, person.name, person.must_change_password) == (
        "13800001234",
        "张三",
        True,
    )
    assert not person.has_usable_password()
    assert person.memberships.get().organisation == community
    assert (place.person, place.state, place.organisation) == (
        person,
        EnrolmentState.CONFIRMED,
        community,
    )
    assert (place.group.number, place.get_post_display()) == (1, "班长")
    assert (done.state, done.new, done.new_people, done.changed) == (ImportState.WRITTEN, 1, 1, 0)


def test_known_person_gets_a_place_and_keeps_account_and_posts(found, community):
    person = make_user(Role.TRAINEE, community, name="李四", username="lisi")
    done = import_rows(found, ["李四", "LiSi", "", "220103009001"])
    assert Enrolment.objects.get().person == person
    assert (done.new, done.new_people, User.objects.count()) == (1, 0, 1)
    assert person.memberships.count() == 1


def test_somebody_without_a_post_becomes_trainee_of_the_unit(found, community):
    make_user(name="李四", username="lisi")
    import_rows(found, ["李四", "lisi", "", "长山花园社区"])
    assert Membership.objects.get().organisation == community


def test_same_file_twice_is_nothing_new_and_nothing_changed(found, community):
    rows = [["张三", "", "13800001234", "长山花园社区", 2], ["李四", "lisi", "", "长山花园社区"]]
    first, again = import_rows(found, *rows), import_rows(found, *rows)
    assert (first.new, first.changed) == (2, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert (User.objects.count(), Enrolment.objects.count()) == (2, 2)
    assert ClassEvent.objects.filter(deed="roster_imported").count() == 1


def test_group_and_post_of_somebody_on_the_list_change_and_are_said(found, community):
    import_rows(found, ["张三", "", "13800001234", "长山花园社区", 1])
    started = make_import(found, ["张三", "", "13800001234", "长山花园社区", 2, "班长"])
    assert started.changes == [[2, "张三", "小组 1 → 2，班委 无 → 班长"]]
    done = write(started)
    place = Enrolment.objects.get()
    assert (done.new, done.changed, place.group.number, place.post) == (0, 1, 2, "monitor")
    untouched = make_import(found, ["张三", "", "13800001234", "长山花园社区"])
    assert (untouched.changed, untouched.same) == (0, 1)


def test_people_are_told_once_by_the_job(found, community):
    planner = make_planner()
    started = make_import(found, ["张三", "", "13800001234", "长山花园社区"], by=planner)
    jobs = {confirm_import(roster_import=started, by=planner).pk for _ in range(2)}
    assert len(jobs) == 1
    run_jobs()
    started.refresh_from_db()
    notice = Notice.objects.get()
    assert started.state == ImportState.WRITTEN
    assert (notice.person.name, notice.title) == ("张三", "您已列入“书记班”学员名单")
    job = Job.objects.get(kind="classes.import_roster")
    assert job.words == "新增 1 人，修改 0 人，不变 0 人"


# --- Nothing before confirmation, nothing with a fault ---
def test_checked_file_writes_nothing_to_the_list(found, community):
    started = make_import(found, ["张三", "", "13800001234", "长山花园社区", 1])
    assert (started.state, started.new_people) == (ImportState.CHECKED, 1)
    assert not any(m.objects.exists() for m in (User, Enrolment, ClassGroup, ClassEvent))


def test_one_bad_row_and_nothing_is_written(found, community):
    good = [["张三", "", f"1380000{n:04}", "长山花园社区"] for n in range(5)]
    started = make_import(found, *good, ["李四", "", "12345", "长山花园社区"])
    assert started.faults == [[7, "手机号", "应为 11 位手机号，例如 13800001234。"]]
    with pytest.raises(ActionError, match="文件里还有问题"):
        confirm_import(roster_import=started, by=make_planner())
    assert (Enrolment.objects.count(), Job.objects.count()) == (0, 0)


def test_what_became_wrong_since_is_refused_as_a_whole(found, community):
    started = make_import(
        found,
        ["张三", "", "13800001234", "长山花园社区"],
        ["李四", "", "13800001235", "长山花园社区"],
    )
    make_user(name="王五", username="wangwu", phone="13800001235")
    done = write(started)
    assert done.state == ImportState.REFUSED
    assert done.faults == [[3, "姓名", "和账号“wangwu”的姓名不同，那个账号是“王五”。"]]
    assert not Enrolment.objects.exists()


# --- Faults ---
def test_every_fault_of_a_file_is_told_with_row_and_column(found, community, district):
    make_organisation(make_organisation(name="公主岭市", code="2203"), name="长山花园社区")
    make_user(Role.TRAINEE, community, name="王五", username="wangwu", phone="13800009999")
    make_user(name="赵六", username="zhaoliu", is_active=False)
    left = make_trainee(found, EnrolmentState.WITHDRAWN, organisation=district)
    User.objects.filter(pk=left.person_id).update(name="孙七", username="sunqi")
    here = make_trainee(found, EnrolmentState.CONFIRMED, organisation=district)
    User.objects.filter(pk=here.person_id).update(name="周八", username="zhouba")
    busy = make_trainee(make_class(name="网格员班"), EnrolmentState.CONFIRMED)
    User.objects.filter(pk=busy.person_id).update(name="吴九", username="wujiu")
    unit = "220103009001"
    assert faults(
        found,
        ["", "a1", "", unit],
        ["名" * 81, "a2", "", unit],
        ["甲", "", "", unit],
        ["乙", "a b", "", unit],
        ["丙", "", "1380000123", unit],
        ["丁", "a3", "", ""],
        ["戊", "a4", "", "没有的社区"],
        ["己", "a5", "", "长山花园社区"],
        ["庚", "a6", "", unit, "红旗组"],
        ["辛", "a7", "", unit, 1, "团长"],
        ["王小五", "wangwu", "", unit],
        ["壬", "a8", "13800009999", unit],
        ["赵六", "zhaoliu", "", unit],
        ["孙七", "sunqi", "", unit],
        ["周八", "zhouba", "", unit],
        ["吴九", "wujiu", "", unit],
        ["癸", "a9", "", unit],
        ["癸", "A9", "", unit],
        ["王五", "wangwu", "", unit],
        ["王五", "", "13800009999", unit],
        ["子", "13800000001", "13800000002", unit],
    ) == [
        "第 2 行 姓名：请填写姓名。",
        "第 3 行 姓名：太长（81 字），最多 80 字。",
        "第 4 行 手机号：账号和手机号至少填一个。",
        "第 5 行 账号：账号只能用文字、数字和 @ . + - _，不能有空格。",
        "第 6 行 手机号：应为 11 位手机号，例如 13800001234。",
        "第 7 行 单位：请填写单位的名称或代码。",
        "第 8 行 单位：系统里没有“没有的社区”这个单位，请填单位的全名或代码。",
        AMBIGUOUS,
        "第 10 行 小组：没有“红旗组”这个组，请填组号 1、2、3……",
        "第 11 行 班委：没有“团长”，可以填：班长、副班长、学习委员、生活委员、宣传委员、小组长。",
        "第 12 行 姓名：和账号“wangwu”的姓名不同，那个账号是“王五”。",
        "第 13 行 手机号：已登记在另一个人的账号上：王五（wangwu）。",
        "第 14 行 账号：账号“zhaoliu”已停用，请联系系统管理员。",
        "第 15 行 姓名：在本班名单上已退出，不能再次列入。",
        "第 16 行 单位：本班名单上登记的单位是“宽城区”。",
        "第 17 行 姓名：吴九 同期已在“网格员班”（11月30日至12月4日）。",
        "第 19 行 账号：和第 18 行重复。",
        "第 20 行 账号：和第 12 行重复。",
        "第 21 行 手机号：和第 13 行重复。",
        "第 22 行 账号：账号是一个手机号，但和“手机号”一列不同。",
    ]


def test_one_person_by_account_and_by_phone_is_found_out(found, community):
    make_user(Role.TRAINEE, community, name="王五", username="wangwu", phone="13800009999")
    assert faults(
        found,
        ["王五", "wangwu", "", "长山花园社区"],
        ["王五", "", "13800009999", "长山花园社区"],
    ) == ["第 3 行 姓名：和第 2 行是同一个人（账号“wangwu”）。"]


def test_more_people_than_the_class_has_places(community):
    found = make_class(ClassState.ANNOUNCED, capacity=2)
    make_trainee(found, EnrolmentState.CONFIRMED)
    rows = [["张三", f"a{n}", "", "长山花园社区"] for n in range(3)]
    assert faults(found, *rows) == ["第 3 行 姓名：本班 2 人，还能确认 1 人，文件里新增 3 人。"]


def test_more_people_than_the_unit_has_places(found, community, district):
    make_quota(found, district, 1)
    rows = [["张三", f"a{n}", "", "长山花园社区"] for n in range(3)]
    assert faults(found, *rows) == [
        "第 3 行 单位：“宽城区”的名额是 1 人，已经同意 0 人，没有空余名额。文件里的人数超出了名额。"
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "这不是 Excel 文件"),
        (b"name,phone\n", "这不是 Excel 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "有密码，或是旧版 .xls"),
        (sheet(["张三"], columns=["名字"]), "没有找到表头"),
        (sheet(), "没有学员"),
        (b"\0" * (2 * 1024 * 1024 + 1), "最大 2 MB"),
    ],
    ids=["empty", "text", "locked", "headings", "rows", "size"],
)
def test_what_is_no_roster_is_one_fault_of_the_file(found, content, words):
    started = start_import(training_class=found, content=content, name="x.xlsx", by=None)
    [[row, column, said]] = started.faults
    assert (row, column) == (0, "")
    assert words in said


def test_rare_characters_are_a_warning_not_a_fault(found, community, fonts):
    started = make_import(found, ["张\U0002a000", "", "13800001234", "长山花园社区"])
    assert started.faults == []
    [[row, column, words]] = started.warnings
    assert (row, column) == (2, "姓名")
    assert "\U0002a000" in words


def test_other_phone_than_the_account_has_is_a_warning_and_changes_nothing(found, community):
    make_user(Role.TRAINEE, community, name="李四", username="lisi", phone="13800000001")
    done = import_rows(found, ["李四", "lisi", "13800000002", "长山花园社区"])
    assert done.warnings == [[2, "手机号", "和账号里登记的不同；手机号由本人改，不导入。"]]
    assert User.objects.get().phone == "13800000001"


def test_academys_file_does_not_confirm_whom_units_still_decide_on(found, community):
    waiting = make_trainee(found, EnrolmentState.NOMINATED, organisation=community)
    User.objects.filter(pk=waiting.person_id).update(name="张三", username="a1")
    done = import_rows(found, ["张三", "a1", "", "长山花园社区"])
    assert done.warnings == [[2, "姓名", "名单上现在是“已报名”，导入不改状态，请在名单里办理。"]]
    assert (done.same, Enrolment.objects.get().state) == (1, EnrolmentState.NOMINATED)


# --- Units ---
@pytest.mark.parametrize(
    "typed", ["长山花园社区", "220103009001", "宽城区/长山花园社区", "长春市 › 长山花园社区"]
)
def test_unit_is_found_by_name_code_or_path(found, community, typed):
    assert faults(found, ["张三", "a1", "", typed]) == []


# --- Managers ---
def test_manager_imports_for_units_of_theirs_only(found, community, district):
    make_quota(found, district)
    other = make_organisation(name="二道区")
    stranger = make_user(Role.TRAINEE, other, name="李四", username="lisi")
    assert faults(
        found,
        ["张三", "a1", "", "二道区"],
        ["李四", "lisi", "", "宽城区"],
        ["王五", "a2", "", "长山花园社区"],
        by=manager_of(district),
    ) == [
        "第 2 行 单位：“二道区”不是您管理的单位，不能替它报名。",
        "第 3 行 账号：这个账号不在您管理的单位里，请联系学院教务处。",
    ]
    assert stranger.memberships.get().organisation == other


def test_manager_learns_nothing_about_people_of_other_units(found, community, district):
    make_quota(found, district)
    busy = make_trainee(make_class(ClassState.ANNOUNCED, name="别的班")).person
    listed = make_trainee(found).person
    rows = [[f"{each}", each.username, "13900001234", "长山花园社区"] for each in (busy, listed)]
    rows[1][2] = "13900001235"
    content = sheet(*rows)
    plan = check_import(training_class=found, content=content, by=manager_of(district))
    assert [f"{fault}" for fault in plan.faults] == [
        "第 2 行 账号：这个账号不在您管理的单位里，请联系学院教务处。",
        "第 3 行 账号：这个账号不在您管理的单位里，请联系学院教务处。",
    ]
    assert (plan.warnings, plan.changes, plan.counts) == ([], [], {"rows": 2, "new": 2})
    told = check_import(training_class=found, content=content, by=None)
    assert "别的班" in told.faults[0].words
    assert "登记的单位" in told.faults[1].words
    assert {warning.column for warning in told.warnings} >= {"手机号"}


def test_file_of_those_who_hold_the_places_is_agreed_at_once(found, community, district):
    make_quota(found, district)
    import_rows(found, ["张三", "a1", "", "长山花园社区", 1, "班长"], by=manager_of(district))
    place = Enrolment.objects.get()
    assert (place.state, place.group, place.post) == (EnrolmentState.APPROVED, None, "")


def test_file_of_a_unit_below_waits_for_those_who_hold_the_places(found, community, district):
    make_quota(found, district, 1)
    above = manager_of(district)
    manager = manager_of(community)
    started = make_import(
        found, *[["张三", f"a{n}", "", "长山花园社区"] for n in range(2)], by=manager
    )
    confirm_import(roster_import=started, by=manager)
    run_jobs()
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.NOMINATED}
    notice = Notice.objects.get(person=above)
    assert (notice.title, notice.text) == (
        "“书记班”有报名等您审批",
        "长山花园社区 推荐 张三等 2 人。",
    )


@pytest.mark.parametrize(
    "role", [Role.TRAINEE, Role.INSTRUCTOR, Role.LEADER, Role.AUDITOR, Role.ORGANISATION_MANAGER]
)
def test_nobody_else_imports(found, role):
    with pytest.raises(ActionError, match="只有教务"):
        make_import(found, ["张三"], by=make_user(role))


def test_manager_no_longer_one_imports_nothing(found, community):
    make_quota(found, community)
    manager = manager_of(community)
    started = make_import(found, ["张三", "a1", "", "长山花园社区"], by=manager)
    confirm_import(roster_import=started, by=manager)
    manager.memberships.all().delete()
    run_jobs()
    started.refresh_from_db()
    assert started.state == ImportState.REFUSED
    assert started.faults[0][2].startswith("只有教务")
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("state", [ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED])
def test_list_of_a_class_that_is_over_is_closed(state):
    with pytest.raises(ActionError, match="名单不能再改"):
        make_import(make_class(state), ["张三"])


def test_others_imports_are_not_ones_own(found, community):
    make_quota(found, community)
    started = make_import(found, ["张三", "a1", "", "长山花园社区"], by=make_planner())
    with pytest.raises(ActionError, match="只有上传的人和教务"):
        confirm_import(roster_import=started, by=manager_of(community))


# --- Taken back ---
def test_undo_takes_back_all_that_nobody_used(found, community):
    before = make_user(Role.TRAINEE, community, name="李四", username="lisi")
    bare = make_user(name="钱二", username="qian")
    done = import_rows(
        found,
        ["张三", "", "13800001234", "长山花园社区", 3],
        ["李四", "lisi", "", "长山花园社区"],
        ["钱二", "qian", "", "长山花园社区"],
    )
    planner = make_planner()
    undone = undo_import(roster_import=done, by=planner)
    assert undo_import(roster_import=done, by=planner).undone_at == undone.undone_at
    assert (undone.state, undone.left) == (ImportState.UNDONE, [])
    assert not Enrolment.objects.exists()
    assert not ClassGroup.objects.exists()
    assert set(User.objects.all()) == {before, bare, planner}
    assert bare.memberships.filter(ended_on=None).count() == 0
    assert before.memberships.filter(ended_on=None).count() == 1
    assert RosterImportRow.objects.filter(person=None).count() == 1
    told = Notice.objects.filter(title__contains="您不在名单上")
    assert set(told.values_list("person", flat=True)) == {before.pk, bare.pk}
    again = import_rows(found, ["张三", "", "13800001234", "长山花园社区"])
    assert again.new_people == 1


def test_undo_keeps_what_something_rests_on_and_says_so(found, community):
    rows = [[f"学员{n}", f"a{n}", "", "长山花园社区"] for n in range(4)]
    done = import_rows(found, *rows)
    present, changed, signed_in, _ = Enrolment.objects.order_by("pk")
    Attendance.objects.create(session=make_session(found), enrolment=present, state="present")
    Enrolment.objects.filter(pk=changed.pk).update(post="life", version=2)
    User.objects.filter(pk=signed_in.person_id).update(last_login="2026-11-01T00:00Z")
    undone = undo_import(roster_import=done, by=make_planner())
    assert undone.left == [
        (2, "学员0", "已有考勤、请假或办理记录"),
        (3, "学员1", "后来又改过"),
        (4, "学员2", "不再在名单上；账号已经启用或另有记录，保留"),
    ]
    assert set(Enrolment.objects.all()) == {present, changed}
    assert set(User.objects.filter(username__startswith="a").values_list("name", flat=True)) == {
        "学员0",
        "学员1",
        "学员2",
    }


def test_undo_gives_groups_and_posts_back(found, community):
    import_rows(found, ["张三", "a1", "", "长山花园社区", 1, "班长"])
    done = import_rows(found, ["张三", "a1", "", "长山花园社区", 2, "学习委员"])
    undo_import(roster_import=done, by=make_planner())
    place = Enrolment.objects.get()
    assert (place.group.number, place.post) == (1, "monitor")
    assert list(ClassGroup.objects.values_list("number", flat=True)) == [1]


def test_what_was_not_written_is_not_undone(found, community):
    started = make_import(found, ["张三", "a1", "", "长山花园社区"])
    with pytest.raises(ActionError, match="没有写入名单"):
        undo_import(roster_import=started, by=make_planner())


def test_undo_asks_again_whether_one_may(found, community, district):
    make_quota(found, district)
    manager = manager_of(district)
    done = import_rows(found, ["张三", "a1", "", "长山花园社区"], by=manager)
    job = ask_undo(roster_import=done, by=manager)
    assert job.params == {"import": done.pk, "by": manager.pk}
    type(found).objects.filter(pk=found.pk).update(state=ClassState.RUNNING)
    done = RosterImport.objects.get()
    for undo in (ask_undo, undo_import):
        with pytest.raises(ActionError, match="不接受单位报名"):
            undo(roster_import=done, by=manager)
    assert Enrolment.objects.count() == 1
    assert undo_import(roster_import=done, by=make_planner()).state == ImportState.UNDONE


def test_undo_is_not_for_units_one_no_longer_manages(found, community, district):
    make_quota(found, district)
    elsewhere = make_organisation(name="二道区")
    make_quota(found, elsewhere)
    manager = manager_of(district)
    done = import_rows(found, ["张三", "a1", "", "长山花园社区"], by=manager)
    manager.memberships.update(organisation=elsewhere)
    for undo in (ask_undo, undo_import):
        with pytest.raises(ActionError, match="不再管理的单位"):
            undo(roster_import=done, by=User.objects.get(pk=manager.pk))
    assert Enrolment.objects.count() == 1


def test_import_is_hidden_from_whom_no_unit_is_left_to(found, community):
    make_quota(found, community)
    manager = manager_of(community)
    done = import_rows(found, ["张三", "a1", "", "长山花园社区"], by=manager)
    assert list(RosterImport.objects.visible_to(manager)) == [done]
    manager.memberships.all().delete()
    former = User.objects.get(pk=manager.pk)
    assert not RosterImport.objects.visible_to(former).exists()
    for undo in (ask_undo, undo_import):
        with pytest.raises(ActionError, match="只有上传的人和教务"):
            undo(roster_import=done, by=former)
    assert Enrolment.objects.count() == 1
    assert list(RosterImport.objects.visible_to(make_planner())) == [done]


# --- What it costs ---
def test_lists_of_imports_leave_the_long_fields_where_they_are(found, community):
    good = make_import(found, ["张三", "a1", "", "长山花园社区"])
    bad = make_import(found, ["张三", "a1", "", "没有的单位"])
    listed = list(RosterImport.objects.listed())
    assert [(each, each.is_faulty) for each in listed] == [(bad, True), (good, False)]
    assert listed[0].get_deferred_fields() == {"faults", "warnings", "changes", "left"}


def test_judging_costs_the_same_for_one_row_and_for_three(found, community):
    def cost(n):
        for each in range(n):
            name = f"a{n}{each}"
            make_user(Role.TRAINEE, community, name="张三", username=name)
        rows = [["张三", f"a{n}{each}", "", "长山花园社区", 1] for each in range(n)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            check_import(training_class=found, content=sheet(*rows), by=None)
        return len(asked)

    assert cost(1) == cost(3) == 8


def test_old_files_are_deleted(found, community):
    import datetime as dt

    from academy.core import clock

    old = make_import(found, ["张三", "a1", "", "长山花园社区"])
    storage, name = old.file.storage, old.file.name
    with clock.at(clock.now() + dt.timedelta(days=31)):
        make_import(found, ["张三", "a1", "", "长山花园社区"])
    assert RosterImport.objects.get(pk=old.pk).file.name == ""
    assert not storage.exists(name)
