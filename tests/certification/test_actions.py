"""Granting, revoking and reissuing."""

import pytest
from django.db import IntegrityError, connection, transaction

from academy.certification.actions import (
    grant_certificate,
    reissue_certificate,
    revoke_certificate,
)
from academy.certification.models import Certificate
from academy.certification.rules.numbers import is_well_formed
from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.models import Statement
from academy.people.enums import Role
from tests.factories.certification import (
    give_hours,
    hours_node,
    make_certificate,
    make_programme,
    make_scope,
    present_node,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
THIS_YEAR = clock.today().year


@pytest.fixture
def programme():
    return make_programme(hours_node("2", year_rule="this"))


@pytest.fixture
def person():
    user = make_user(name="阿依古丽·买买提")
    give_hours(user, "3.50", year=THIS_YEAR)
    return user


@pytest.fixture
def certificate(programme, person):
    return grant_certificate(programme=programme, person=person)


@pytest.fixture
def administrator():
    return make_user(Role.ADMINISTRATOR)


def test_a_certificate_is_a_snapshot(programme, person, certificate):
    assert is_well_formed(certificate.number)
    assert certificate.number.startswith(f"CC{THIS_YEAR}")
    assert Certificate.objects.get().snapshot == {
        "name": "阿依古丽·买买提",
        "title": "社区治理结业证书",
        "statement": "参加社区治理专题学习，考核合格，准予结业。",
        "issuer": "吉林长春社区干部学院",
        "scope": "",
        "programme_revision": None,
        "requirements": [
            {
                "met": True,
                "wanted": f"本年度（{THIS_YEAR}年）网络自学不少于 2 学时",
                "own": "已有 3.5 学时",
                "next_words": "",
                "next_url": "",
                "parts": [],
            }
        ],
        "hours": {"year": THIS_YEAR, "total": "3.50", "last_entry": person.credits.get().pk},
        "issued_on": clock.today().isoformat(),
        "replaces": "",
    }


def test_the_published_revision_is_named(programme, person):
    programme.save_revision().publish()
    programme.refresh_from_db()
    certificate = grant_certificate(programme=programme, person=person)
    assert certificate.snapshot["programme_revision"] == programme.live_revision_id


def test_granting_is_logged_once(programme, person, certificate):
    assert grant_certificate(programme=programme, person=person) == certificate
    statement = Statement.objects.get(user=person)
    assert (statement.verb, statement.object_id) == ("certified", certificate.number)


def test_unmet_requirements_are_named(programme):
    with pytest.raises(ActionError, match="网络自学不少于 2 学时") as caught:
        grant_certificate(programme=programme, person=make_user())
    assert "还不能领取" in caught.value.message
    assert not Certificate.objects.exists()


def test_an_unpublished_programme_grants_nothing(person):
    with pytest.raises(ActionError, match="尚未发布"):
        grant_certificate(programme=make_programme(live=False), person=person)


@pytest.mark.parametrize("character", ["㛃", "𬱖", "\u0007"])
def test_a_character_without_a_glyph_is_named_and_nothing_is_consumed(programme, character):
    user = make_user(name=f"王{character}")
    give_hours(user, "2", year=THIS_YEAR)
    with pytest.raises(ActionError) as caught:
        grant_certificate(programme=programme, person=user)
    assert f"姓名中的“{character}”现有字体无法印出" in caught.value.message
    assert Certificate.objects.count() == 0
    assert Statement.objects.count() == 0


def test_an_unprintable_statement_is_not_blamed_on_the_name(person):
    programme = make_programme(hours_node("1"), statement="学完㛃")
    with pytest.raises(ActionError, match="证书正文中的“㛃”"):
        grant_certificate(programme=programme, person=person)


def test_revoking_keeps_the_number_and_says_why(certificate, administrator):
    revoke_certificate(certificate=certificate, by=administrator, reason=" 学时有误 ")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == ("void", "学时有误")
    assert certificate.revoked_by == administrator
    assert certificate.revoked_at is not None


def test_a_revoked_certificate_is_not_simply_claimed_again(
    programme, person, certificate, administrator
):
    revoke_certificate(certificate=certificate, by=administrator, reason="学时有误")
    with pytest.raises(ActionError, match="不能自行再次领取"):
        grant_certificate(programme=programme, person=person)
    assert Certificate.objects.count() == 1


def test_revoking_twice_is_refused(certificate, administrator):
    revoke_certificate(certificate=certificate, by=administrator, reason="学时有误")
    with pytest.raises(ActionError, match="已作废"):
        revoke_certificate(certificate=certificate, by=administrator, reason="学时有误")


@pytest.mark.parametrize("role", [None, Role.TRAINEE, Role.INSTRUCTOR, Role.REVIEWER, Role.LEADER])
@pytest.mark.parametrize("action", [revoke_certificate, reissue_certificate])
def test_only_administrators(certificate, role, action):
    with pytest.raises(ActionError, match="只有教务"):
        action(certificate=certificate, by=make_user(role), reason="试试")
    assert Certificate.objects.get().is_valid


@pytest.mark.parametrize("action", [revoke_certificate, reissue_certificate])
def test_a_reason_is_required(certificate, administrator, action):
    with pytest.raises(ActionError, match="填写原因"):
        action(certificate=certificate, by=administrator, reason="  ")


def test_reissuing_gives_a_new_number_and_voids_the_old(certificate, administrator):
    renewed = reissue_certificate(
        certificate=certificate, by=administrator, reason="姓名有误", name="阿依古丽•买买提江"
    )
    certificate.refresh_from_db()
    assert not certificate.is_valid
    assert renewed.is_valid
    assert renewed.number != certificate.number
    assert renewed.replaces == certificate
    assert renewed.snapshot["replaces"] == certificate.number
    assert renewed.snapshot["name"] == "阿依古丽·买买提江"
    assert renewed.snapshot["hours"] == certificate.snapshot["hours"]
    assert renewed.snapshot["requirements"] == certificate.snapshot["requirements"]


def test_a_replaced_certificate_is_not_reissued_again(certificate, administrator):
    reissue_certificate(certificate=certificate, by=administrator, reason="姓名有误")
    with pytest.raises(ActionError, match="已换发过"):
        reissue_certificate(certificate=certificate, by=administrator, reason="姓名有误")


def test_a_revoked_certificate_can_be_reissued(certificate, administrator):
    revoke_certificate(certificate=certificate, by=administrator, reason="误操作")
    assert reissue_certificate(certificate=certificate, by=administrator, reason="恢复").is_valid


def test_a_reissue_refused_for_a_glyph_leaves_the_old_valid(certificate, administrator):
    with pytest.raises(ActionError, match="“㛃”"):
        reissue_certificate(certificate=certificate, by=administrator, reason="改名", name="王㛃")
    certificate.refresh_from_db()
    assert certificate.is_valid


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certification_certificate SET number = 'CC2026'",
        "UPDATE certification_certificate SET snapshot = '{}'",
        "UPDATE certification_certificate SET holder_id = holder_id + 1",
        "UPDATE certification_certificate SET programme_id = programme_id + 1",
        "UPDATE certification_certificate SET scope = 'class:12'",
        "UPDATE certification_certificate SET issued_at = '2020-01-01 00:00:00'",
        "UPDATE certification_certificate SET replaces_id = id",
        "DELETE FROM certification_certificate",
    ],
)
def test_the_database_keeps_what_was_granted(certificate, statement):
    with (
        pytest.raises(IntegrityError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_lets_no_row_take_a_certificates_place(certificate):
    ways = {
        "sqlite": "REPLACE INTO certification_certificate SELECT * FROM certification_certificate",
        "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE certification_certificate CASCADE",
    }
    with (
        pytest.raises(IntegrityError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(ways[connection.vendor])


def test_the_database_keeps_void_void(certificate, administrator):
    revoke_certificate(certificate=certificate, by=administrator, reason="学时有误")
    with pytest.raises(IntegrityError, match="stays void"), transaction.atomic():
        Certificate.objects.update(state="valid")


def test_the_database_lets_one_valid_certificate_in(certificate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            number="CC2026X",
            programme=certificate.programme,
            holder=certificate.holder,
            snapshot={},
        )


def test_the_database_lets_one_valid_certificate_of_a_scope_in(certificate):
    programme, holder = certificate.programme, certificate.holder
    scope = make_scope()
    make_certificate(programme, holder, scope=scope)
    make_certificate(programme, holder, scope=scope, state="void")
    make_certificate(programme, holder, scope=make_scope())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_certificate(programme, holder, scope=scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_certificate(programme, holder)


# --- For a class ---


@pytest.fixture
def completion():
    """A programme of classes."""
    return make_programme(present_node(), is_for_classes=True)


def test_a_certificate_for_a_scope_says_what_it_was_for(completion, person):
    scope = make_scope(person, title="第3期社区书记示范培训班")
    certificate = grant_certificate(programme=completion, person=person, scope=scope)
    assert certificate.scope == scope.key
    assert certificate.snapshot["scope"] == "第3期社区书记示范培训班"
    (verdict,) = certificate.snapshot["requirements"]
    assert verdict["wanted"] == "参加过“第3期社区书记示范培训班”"
    assert grant_certificate(programme=completion, person=person, scope=scope) == certificate


def test_each_scope_has_its_own_certificate(completion, person, administrator):
    first, second = make_scope(person), make_scope(person)
    one = grant_certificate(programme=completion, person=person, scope=first)
    other = grant_certificate(programme=completion, person=person, scope=second)
    assert one != other
    revoke_certificate(certificate=one, by=administrator, reason="补考未过")
    assert grant_certificate(programme=completion, person=person, scope=second) == other
    with pytest.raises(ActionError, match="不能自行再次领取"):
        grant_certificate(programme=completion, person=person, scope=first)


def test_what_the_scope_does_not_bear_out_is_unmet(completion, person):
    with pytest.raises(ActionError, match="未满足的条件：参加过"):
        grant_certificate(programme=completion, person=person, scope=make_scope())
    assert not Certificate.objects.exists()


def test_a_programme_for_classes_grants_nothing_without_one(person):
    programme = make_programme(hours_node("1"), is_for_classes=True, title="培训班结业证书")
    with pytest.raises(ActionError, match="证书项目“培训班结业证书”只用于培训班结业"):
        grant_certificate(programme=programme, person=person)
    assert not Certificate.objects.exists()


def test_a_class_whose_name_cannot_be_printed_is_refused(completion, person):
    with pytest.raises(ActionError, match="证书正文中的“㛃”"):
        grant_certificate(
            programme=completion, person=person, scope=make_scope(person, title="㛃村培训班")
        )


def test_a_reissued_certificate_is_for_the_same_scope(completion, person, administrator):
    scope = make_scope(person)
    certificate = grant_certificate(programme=completion, person=person, scope=scope)
    renewed = reissue_certificate(certificate=certificate, by=administrator, reason="姓名有误")
    assert (renewed.scope, renewed.scope_title) == (scope.key, scope.title)
    assert grant_certificate(programme=completion, person=person, scope=scope) == renewed


def test_a_certificate_older_than_scopes_is_reissued(administrator):
    old = make_certificate()
    snapshot = {key: value for key, value in old.snapshot.items() if key != "scope"}
    older = Certificate.objects.create(
        number="CC2026OLDER", programme=make_programme(), holder=old.holder, snapshot=snapshot
    )
    renewed = reissue_certificate(certificate=older, by=administrator, reason="姓名有误")
    assert (renewed.scope, older.scope_title, renewed.scope_title) == ("", "", "")
