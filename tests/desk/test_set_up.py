"""An empty academy: what set_up_academy makes, and that repeating it changes nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from wagtail.models import Collection, Page, Site, Task, Workflow, WorkflowContentType

from academy.core.kinds import kinds_of
from academy.desk.actions.inventory import inventory
from academy.desk.actions.set_up import set_up_academy
from academy.desk.models import HomePage
from academy.learning.models import Activity
from academy.people.enums import Role
from academy.people.models import TraineeCategory
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_it_says_what_it_did_and_twice_is_the_same_as_once():
    said = set_up_academy()
    assert "页面《课程》（courses）：已建立" in said
    assert "网站 localhost：首页为《吉林长春社区干部学院》" in said
    assert any(line.startswith("权限组“教师”：权限 ") for line in said)
    assert "学员类别“社区工作者”：年度学时要求 2 条" in said
    assert "权限组“Editors”：已移除" in said
    once = inventory()
    assert set_up_academy() == []
    assert inventory() == once


def test_the_command_reports(capsys):
    call_command("set_up_academy")
    assert "审核流程“课程审核”" in capsys.readouterr().out
    call_command("set_up_academy")
    assert capsys.readouterr().out == "没有变化。\n学院基础设置已就绪。\n"


def test_what_people_changed_since_stays():
    set_up_academy()
    Site.objects.update(hostname="xueyuan.example", site_name="我们的学院")
    Page.objects.filter(slug="courses").update(title="全部课程")
    TraineeCategory.objects.get(code="cadre").delete()
    other = Workflow.objects.create(name="两级审核")
    WorkflowContentType.objects.update(workflow=other)
    own = Group.objects.create(name="Editors")
    make_user().groups.add(own)
    assert set_up_academy() == []
    assert Site.objects.get().site_name == "我们的学院"
    assert not TraineeCategory.objects.filter(code="cadre").exists()
    assert WorkflowContentType.objects.exclude(workflow=other).count() == 0
    assert Group.objects.filter(name="Editors").exists()


def test_what_an_upgrade_brings_is_added():
    set_up_academy()
    kind = kinds_of(Activity)[0]
    content_type = ContentType.objects.get_for_model(kind)
    WorkflowContentType.objects.filter(content_type=content_type).delete()
    authors = Group.objects.get(name=Role.INSTRUCTOR.label)
    authors.permissions.remove(*Permission.objects.filter(content_type=content_type))
    said = set_up_academy()
    assert [line.partition("：")[0] for line in said] == ["权限组“教师”", "审核流程“课程审核”"]


def test_the_site_has_its_root_and_its_indexes():
    set_up_academy()
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert [page.slug for page in home.get_children()] == ["courses", "bases"]


def test_what_wagtail_brings_along_is_named_in_chinese_or_gone():
    set_up_academy()
    assert Page.objects.get(depth=1).title == "全部页面"
    assert Collection.objects.get(depth=1).name == "素材库"
    assert [workflow.name for workflow in Workflow.objects.all()] == ["课程审核"]
    assert [task.name for task in Task.objects.all()] == ["审核员审核"]
    names = Permission.objects.exclude(name__regex="[一-鿿]").values_list("codename", flat=True)
    assert list(names) == ["access_admin"]


def test_instructors_write_every_kind_and_publish_none():
    set_up_academy()
    author = make_user(Role.INSTRUCTOR)
    author.groups.add(Group.objects.get(name=Role.INSTRUCTOR.label))
    for kind in kinds_of(Activity):
        label, name = kind._meta.app_label, kind._meta.model_name
        assert author.has_perm(f"{label}.add_{name}")
        assert not author.has_perm(f"{label}.publish_{name}")


def test_every_kind_goes_through_review():
    set_up_academy()
    for kind in kinds_of(Activity):
        assert kind.get_default_workflow().name == "课程审核"
