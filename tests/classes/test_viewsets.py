"""Training classes in the admin: planned, moved on, staffed, filed, copied."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from academy.classes.enums import ClassState
from academy.classes.models import ClassPaper, TrainingClass
from academy.desk.actions.permissions import group_of
from academy.desk.actions.set_up import set_up_academy
from academy.people.actions import grant_membership
from academy.people.enums import Role
from tests.factories.classes import MONDAY, make_class, make_head_teacher, make_quota, make_trainee
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db
FACTS = {
    "code": "2026-901",
    "name": "社区书记示范班",
    "form": "concentrated",
    "year": 2026,
    "organiser": "吉林长春社区干部学院",
    "starts_on": "2026-11-30",
    "ends_on": "2026-12-04",
    "capacity": 40,
}


@pytest.fixture
def office(client):
    """Signed in as an administrator, with the rights that post brings."""
    set_up_academy()
    person = make_user()
    unit = make_organisation()
    grant_membership(
        user=person, organisation=unit, role=Role.ADMINISTRATOR, started_on=dt.date(2020, 1, 1)
    )
    client.force_login(person)
    return person


def at(name: str, *args: object) -> str:
    return reverse(f"training_class:{name}", args=args)


def test_class_is_planned_and_shown_on_its_desk(client, office):
    answer = client.post(at("add"), FACTS, follow=True)
    found = TrainingClass.objects.get()
    assert found.created_by == office
    assert answer.redirect_chain[-1][0] == at("inspect", found.pk)
    page = answer.content.decode()
    assert "列入年度计划" in page
    assert "还差：写明目的和内容（方案要点）" in page


def test_refusal_stands_at_the_form_with_everything_that_was_typed(client, office):
    make_class(code="2026-901")
    page = client.post(at("add"), FACTS).content.decode()
    assert "编号" in page
    assert "社区书记示范班" in page
    assert TrainingClass.objects.count() == 1


def test_edit_of_an_older_version_is_refused(client, office):
    found = make_class(ClassState.PLANNED)
    facts = FACTS | {"code": found.code, "version": 1}
    client.post(at("edit", found.pk), facts | {"name": "甲班"})
    page = client.post(at("edit", found.pk), facts | {"name": "乙班"}).content.decode()
    assert "刚刚已由" in page
    assert TrainingClass.objects.get().name == "甲班"


def test_next_step_is_taken_from_the_desk_and_what_is_missing_is_said(client, office):
    found = make_class(ClassState.APPROVED)
    step = {"to": "announced", "version": 1}
    page = client.post(at("move", found.pk), step, follow=True).content.decode()
    assert "指定班主任；给单位分配名额" in page
    make_head_teacher(found)
    make_quota(found)
    client.post(at("move", found.pk), step)
    found.refresh_from_db()
    assert found.state == ClassState.ANNOUNCED


def test_staff_by_account_and_unknown_accounts_are_named(client, office):
    found, head = make_class(), make_user(Role.HEAD_TEACHER, username="zhou")
    page = client.post(at("staff", found.pk), {"head_teachers": "zhou, nobody"}).content.decode()
    assert "没有这些账号：nobody。" in page
    client.post(at("staff", found.pk), {"head_teachers": "zhou", "helpers": ""})
    assert [each.person for each in found.staff.all()] == [head]


def test_quotas_by_code_or_name_with_the_line_of_each_fault(client, office):
    found = make_class()
    kuancheng = make_organisation(name="宽城区", code="220103")
    lines = "宽城区 10\n220103 5\n火星 3\n朝阳区\n"
    page = client.post(at("quotas", found.pk), {"lines": lines}).content.decode()
    assert "第 2 行：宽城区前面已经写过。" in page
    assert "第 3 行：没有“火星”这个单位。" in page
    assert "第 4 行：写法不对" in page
    assert not found.quotas.exists()
    client.post(at("quotas", found.pk), {"lines": "宽城区：10"})
    assert [(each.organisation, each.places) for each in found.quotas.all()] == [(kuancheng, 10)]


def test_paper_is_filed_and_comes_back_under_its_name(client, office):
    found = make_class()
    file = SimpleUploadedFile("方案.pdf", b"%PDF-1.7")
    client.post(at("paper", found.pk), {"kind": "plan", "file": file})
    paper = ClassPaper.objects.get()
    assert "方案" not in paper.file.name
    answer = client.get(reverse("classes:paper", args=[paper.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert "attachment" in answer["Content-Disposition"]
    client.force_login(make_trainee(found).person)
    assert client.get(reverse("classes:paper", args=[paper.pk])).status_code == 403


@pytest.mark.parametrize("name", ["网页.html", "程序.exe", "脚本.svg"])
def test_other_files_are_refused(name, client, office):
    found = make_class()
    file = SimpleUploadedFile(name, b"x")
    page = client.post(at("paper", found.pk), {"kind": "plan", "file": file}).content.decode()
    assert "只收 PDF、办公文档和图片。" in page
    assert not ClassPaper.objects.exists()


def test_class_is_held_once_more(client, office):
    found = make_class()
    fields = {"code": "2027-001", "name": "第二期", "starts_on": "2027-03-01"}
    answer = client.post(at("copy-class", found.pk), fields)
    made = TrainingClass.objects.get(code="2027-001")
    assert answer.url == at("inspect", made.pk)


@pytest.mark.parametrize("name", ["move", "staff", "quotas", "paper", "copy-class"])
def test_deeds_are_refused_to_others(name, client):
    set_up_academy()
    author = make_user(Role.INSTRUCTOR)
    author.groups.add(group_of(Role.INSTRUCTOR))
    client.force_login(author)
    found = make_class()
    assert client.post(at(name, found.pk)).status_code in {302, 403}
    found.refresh_from_db()
    assert found.version == 1


@pytest.mark.parametrize("n", [1, 3])
def test_list_and_desk_cost_the_same_for_one_and_three(
    n, client, office, django_assert_max_num_queries
):
    found = [make_class(starts_on=MONDAY) for _ in range(n)]
    for _ in range(n):
        make_trainee(found[0])
        make_quota(found[0])
    client.get(at("index"))
    with django_assert_max_num_queries(17):
        client.get(at("index"))
    with django_assert_max_num_queries(30):
        client.get(at("inspect", found[0].pk))
