"""The admin: authoring programmes, looking up, revoking and reissuing certificates."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import ModelLogEntry

from academy.certification.models import Certificate, Programme
from academy.people.enums import Role
from tests.factories.certification import (
    hours_node,
    make_certificate,
    make_programme,
    make_scope,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LIST_QUERIES = 8


def staff(*codenames: str, role: Role = Role.ADMINISTRATOR, **fields):
    """Somebody of a role, with Wagtail's permissions by code name."""
    user = make_user(role, **fields)
    group = Group.objects.create(name=f"演示{user.pk}")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user.groups.add(group)
    return user


@pytest.fixture
def administrator(client):
    user = staff("view_certificate", "add_programme", "change_programme", "publish_programme")
    client.force_login(user)
    return user


def words_of(response) -> str:
    return response.content.decode()


def test_certificates_are_listed_searched_and_filtered(client, administrator):
    one = make_certificate(person=make_user(name="王小明"))
    other = make_certificate(person=make_user(name="李红"), state="void")
    page = words_of(client.get("/admin/certificate/"))
    assert one.number in page
    assert "有效" in page
    assert other.number not in words_of(client.get("/admin/certificate/?q=小明"))
    assert one.number not in words_of(client.get("/admin/certificate/?state=void"))
    assert one.number in words_of(client.get(f"/admin/certificate/?programme={one.programme_id}"))


def test_the_list_holds_whom_one_may_see(client):
    certificate = make_certificate(person=make_user(Role.INSTRUCTOR))
    client.force_login(staff("view_certificate", role=Role.HEAD_TEACHER))
    assert certificate.number not in words_of(client.get("/admin/certificate/"))
    assert client.get(f"/admin/certificate/inspect/{certificate.pk}/").status_code == 404


def test_queries_of_the_list(client, administrator, django_assert_num_queries):
    client.get("/admin/certificate/")
    make_certificate()
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/admin/certificate/results/")
    make_certificate()
    make_certificate()
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/admin/certificate/results/")


def test_nobody_edits_or_deletes(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))
    certificate = make_certificate()
    for word in ("add/", f"edit/{certificate.pk}/", f"delete/{certificate.pk}/"):
        assert client.get(f"/admin/certificate/{word}").status_code == 404
    assert client.get("/admin/certificate/").status_code == 200
    assert client.get(f"/admin/certificate/inspect/{certificate.pk}/").status_code == 200


def test_one_certificate_says_everything(client, administrator):
    certificate = make_certificate(
        person=make_user(name="王小明"), requirements=[{"wanted": "学时不少于 1", "own": "已有 2"}]
    )
    page = words_of(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))
    for words in (
        "王小明",
        certificate.grouped_number,
        "学时不少于 1：已有 2",
        "作废",
        "换发",
        "PDF",
    ):
        assert words in page


def test_revoking(client, administrator):
    certificate = make_certificate()
    address = f"/admin/certificate/revoke/{certificate.pk}/"
    assert "作废原因" in words_of(client.get(address))
    assert "请填写作废原因" in words_of(client.post(address, {"reason": ""}))
    response = client.post(address, {"reason": "学时有误"})
    assert response.headers["Location"] == f"/admin/certificate/inspect/{certificate.pk}/"
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("void", administrator)
    assert ModelLogEntry.objects.get(action="certification.revoke").data == {"reason": "学时有误"}
    page = words_of(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))
    assert "学时有误" in page
    assert "已作废" in words_of(client.post(address, {"reason": "再来"}))


def test_reissuing(client, administrator):
    certificate = make_certificate(person=make_user(name="王小明"))
    address = f"/admin/certificate/reissue/{certificate.pk}/"
    assert 'value="王小明"' in words_of(client.get(address))
    refused = client.post(address, {"reason": "姓名有误", "name": "王㛃"})
    assert "“㛃”现有字体无法印出" in words_of(refused)
    client.post(address, {"reason": "姓名有误", "name": "王晓明"})
    renewed = Certificate.objects.get(replaces=certificate)
    assert renewed.snapshot["name"] == "王晓明"
    page = words_of(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))
    assert renewed.grouped_number in page


@pytest.mark.parametrize("role", [Role.HEAD_TEACHER, Role.INSTRUCTOR, Role.REVIEWER, Role.AUDITOR])
@pytest.mark.parametrize("word", ["revoke", "reissue"])
def test_others_in_the_admin_cannot(client, role, word):
    certificate = make_certificate()
    client.force_login(staff("view_certificate", role=role))
    address = f"/admin/certificate/{word}/{certificate.pk}/"
    response = client.post(address, {"reason": "试试", "name": "王"})
    assert response.status_code in {302, 403}
    assert Certificate.objects.get().is_valid


def test_a_programme_is_authored_with_its_requirements(client, administrator):
    add = "/admin/snippets/certification/programme/add/"
    page = words_of(client.get(add))
    for words in ("颁证条件", "满足其中几项", "学时类别", "证书正文"):
        assert words in page or words.encode("unicode_escape").decode() in page
    posted = {
        "title": "社区治理结业证书",
        "code": "governance",
        "summary": "",
        "statement": "准予结业。",
        "issuer": "吉林长春社区干部学院",
        "requirements-count": "1",
        "requirements-0-deleted": "",
        "requirements-0-order": "0",
        "requirements-0-type": "hours_by_kind",
        "requirements-0-id": "",
        "requirements-0-value-kinds": ["online"],
        "requirements-0-value-hours": "50",
        "requirements-0-value-year_rule": "this",
        "requirements-0-value-year": "",
        "action-publish": "action-publish",
    }
    response = client.post(add, posted)
    assert response.status_code == 302, response.content.decode()
    programme = Programme.objects.get(code="governance")
    assert programme.live
    assert programme.live_revision is not None
    (block,) = programme.requirements
    assert block.value["kinds"] == ["online"]


def test_a_draft_leaves_the_published_requirements_alone():
    programme = make_programme(hours_node("1"))
    programme.requirements = [hours_node("9")]
    programme.save_revision()
    live = Programme.objects.get(pk=programme.pk)
    assert [str(block.value["hours"]) for block in live.requirements] == ["1"]
    draft = live.get_latest_revision_as_object()
    assert [str(block.value["hours"]) for block in draft.requirements] == ["9"]


def test_the_preview_shows_the_completion_page(client, administrator):
    programme = make_programme(hours_node("7"))
    request = client.get("/admin/certificate/").wsgi_request
    assert "不少于 7 学时" in words_of(programme.make_preview_request(request))


@pytest.mark.parametrize("deed", [{}, {"action-publish": "action-publish"}])
def test_a_kind_of_classes_is_refused_in_words_until_the_programme_is_for_them(
    client, administrator, deed
):
    add = "/admin/snippets/certification/programme/add/"
    assert "只用于培训班结业" in words_of(client.get(add))
    posted = {
        "title": "培训班结业证书",
        "code": "class-completion",
        "summary": "",
        "statement": "准予结业。",
        "issuer": "吉林长春社区干部学院",
        "requirements-count": "1",
        "requirements-0-deleted": "",
        "requirements-0-order": "0",
        "requirements-0-type": "present_in_scope",
        "requirements-0-id": "",
    } | deed
    refused = client.post(add, posted)
    assert refused.status_code == 200
    words = "条件“参加培训”只在培训班里计算"
    page = words_of(refused)
    assert words in page or words.encode("unicode_escape").decode() in page
    assert not Programme.objects.exists()
    assert client.post(add, posted | {"is_for_classes": "on"}).status_code == 302
    programme = Programme.objects.get()
    assert (programme.is_for_classes, programme.live) == (True, bool(deed))


def test_the_admin_says_what_a_certificate_was_for(client, administrator):
    certificate = make_certificate(scope=make_scope(title="第3期示范班"))
    page = words_of(client.get(f"/admin/certificate/inspect/{certificate.pk}/"))
    assert "<dt>培训班</dt><dd>第3期示范班</dd>" in page
