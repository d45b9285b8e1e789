"""Completion pages, one's certificates, the public check, the PDF."""

import re

import pytest
from django.template.loader import render_to_string

from academy.certification.actions import reissue_certificate, revoke_certificate
from academy.certification.limits import CHECKS_PER_MINUTE
from academy.certification.models import Certificate
from academy.certification.queries import completion_page
from academy.certification.rules.numbers import is_well_formed, normalise_number
from academy.people.enums import Role
from tests.factories.certification import (
    give_hours,
    group_node,
    hours_node,
    make_certificate,
    make_programme,
    make_scope,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user(Role.TRAINEE, name="王小明")


def signed_in(client, user):
    client.force_login(user)
    return client


def words_of(response) -> str:
    return response.content.decode()


# --- The completion page ---


def test_every_requirement_with_own_value_and_next_step(client, person):
    give_hours(person, "2")
    programme = make_programme(hours_node("1"), group_node("any_of", hours_node("5")))
    page = words_of(signed_in(client, person).get(f"/programmes/{programme.code}/"))
    assert "任一年度网络自学不少于 1 学时" in page
    assert "已有 2 学时，还差 3 学时" in page
    assert "以下 1 项满足其中一项" in page
    assert (page.count("✓"), page.count("✗")) == (1, 2)
    assert (page.count("已满足</span>"), page.count("未满足</span>")) == (1, 2)
    assert "继续学习，完成后学时自动记入学习档案" in page
    assert "领取证书</button>" not in page


def test_staff_see_the_same_verdicts(client, person):
    give_hours(person, "2")
    programme = make_programme(hours_node("1"), hours_node("5"))
    own = words_of(signed_in(client, person).get(f"/programmes/{programme.code}/"))
    staff = signed_in(client, make_user(Role.ADMINISTRATOR))
    theirs = words_of(staff.get(f"/programmes/{programme.code}/?person={person.pk}"))
    first, last = own.index('<ul class="requirements">'), own.index("</section>")
    assert own[first:last] in theirs
    assert "王小明" in theirs


def test_other_peoples_pages_are_refused_in_words(client, person):
    programme = make_programme()
    response = signed_in(client, person).get(
        f"/programmes/{programme.code}/?person={make_user().pk}"
    )
    assert response.status_code == 403
    assert "不在您的查看范围内" in words_of(response)


@pytest.mark.parametrize("address", ["/programmes/nothing/", "/programmes/{code}/?person=x"])
def test_nothing_there(client, person, address):
    programme = make_programme()
    assert signed_in(client, person).get(address.format(code=programme.code)).status_code == 404


def test_a_draft_programme_is_not_there(client, person):
    programme = make_programme(live=False)
    assert signed_in(client, person).get(f"/programmes/{programme.code}/").status_code == 404


def test_claiming(client, person):
    give_hours(person, "2")
    programme = make_programme()
    page = words_of(signed_in(client, person).get(f"/programmes/{programme.code}/"))
    assert "姓名将印为：<b>王小明</b>" in page
    response = client.post(f"/programmes/{programme.code}/claim/", follow=True)
    assert response.redirect_chain == [("/me/certificates/", 302)]
    assert Certificate.objects.get().grouped_number in words_of(response)


def test_claiming_too_early_says_what_is_missing(client, person):
    programme = make_programme()
    response = signed_in(client, person).post(f"/programmes/{programme.code}/claim/", follow=True)
    assert "还不能领取证书，未满足的条件：任一年度网络自学不少于 1 学时" in words_of(response)
    assert not Certificate.objects.exists()


def test_claiming_with_an_unprintable_name_names_the_character(client):
    person = make_user(name="王㛃")
    give_hours(person, "2")
    programme = make_programme()
    response = signed_in(client, person).post(f"/programmes/{programme.code}/claim/", follow=True)
    assert "姓名中的“㛃”现有字体无法印出" in words_of(response)
    assert not Certificate.objects.exists()


def test_programmes_for_classes_are_not_among_the_general_ones(client, person):
    give_hours(person, "2")
    programme = make_programme(title="培训班结业证书", is_for_classes=True)
    client = signed_in(client, person)
    assert "培训班结业证书" not in words_of(client.get("/programmes/"))
    assert client.get(f"/programmes/{programme.code}/").status_code == 404
    assert client.post(f"/programmes/{programme.code}/claim/").status_code == 404
    assert not Certificate.objects.exists()


def test_completion_for_a_class_names_it_and_claims_where_the_class_says(person):
    give_hours(person, "2")
    programme = make_programme(is_for_classes=True)
    context = completion_page(programme, person, person, make_scope(title="第3期<示范>班"))
    part = "certification/parts/completion.html"
    page = render_to_string(part, context | {"claim_url": "/classes/3/claim/?a=1&b=2"})
    assert "<p>第3期&lt;示范&gt;班</p>" in page
    assert 'action="/classes/3/claim/?a=1&amp;b=2"' in page
    assert f'action="/programmes/{programme.code}/claim/"' in render_to_string(part, context)


def test_a_class_stands_on_its_certificate_and_on_the_public_check(client, person):
    certificate = make_certificate(person=person, scope=make_scope(title="第3期示范班"))
    words = "<dt>培训班</dt><dd>第3期示范班</dd>"
    assert words in words_of(client.get(f"/certificates/{certificate.number}/"))
    assert words in words_of(signed_in(client, person).get("/me/certificates/"))
    other = make_certificate(person=person)
    assert "培训班</dt>" not in words_of(client.get(f"/certificates/{other.number}/"))


def test_claiming_needs_post(client, person):
    assert signed_in(client, person).get("/programmes/x/claim/").status_code == 405


@pytest.mark.parametrize("address", ["/programmes/", "/programmes/x/", "/me/certificates/"])
def test_visitors_sign_in_first(client, address):
    assert client.get(address).headers["Location"].startswith("/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_completion_page(client, person, count, django_assert_num_queries):
    programme = make_programme(*[hours_node(str(n + 1)) for n in range(count)])
    signed_in(client, person)
    # Session, user, programme, hours of the person, certificate, unread notices.
    with django_assert_num_queries(6):
        client.get(f"/programmes/{programme.code}/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(client, person, count, django_assert_num_queries):
    for _ in range(count):
        make_certificate(person=person)
    signed_in(client, person)
    # Session, user, count, rows, unread notices.
    with django_assert_num_queries(5):
        client.get("/me/certificates/")
    with django_assert_num_queries(5):
        client.get("/programmes/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_programmes_not_held(client, person, count, django_assert_num_queries):
    for _ in range(count):
        make_programme()
    signed_in(client, person)
    # Session, user, count, rows, hours of the person, unread notices.
    with django_assert_num_queries(6):
        client.get("/programmes/")


def test_the_list_says_what_can_be_claimed(client, person):
    give_hours(person, "2")
    make_programme(hours_node("2"), title="够了的")
    make_programme(hours_node("5"), title="不够的")
    make_certificate(make_programme(title="领了的"), person)
    void = make_certificate(make_programme(title="作废的"), person)
    office = make_user(Role.ADMINISTRATOR)
    revoke_certificate(certificate=void, by=office, reason="姓名有误")
    page = words_of(signed_in(client, person).get("/programmes/"))
    said = {
        card.partition("</a>")[0].rpartition(">")[2]: [
            tag for tag in ("可以领取", "已获证书") if tag in card
        ]
        for card in page.split('<article class="card card--link">')[1:]
    }
    assert said == {"够了的": ["可以领取"], "不够的": [], "领了的": ["已获证书"], "作废的": []}


def test_staff_reach_everything_of_a_person_from_the_list(client, person):
    give_hours(person, "2")
    programme = make_programme()
    staff = signed_in(client, make_user(Role.ADMINISTRATOR))
    page = words_of(staff.get(f"/programmes/?person={person.pk}"))
    assert "可以领取" in page
    assert f'href="/programmes/{programme.code}/?person={person.pk}"' in page
    page = words_of(staff.get(f"/programmes/{programme.code}/?person={person.pk}"))
    assert f'<a href="/programmes/?person={person.pk}">证书项目</a>' in page
    assert f'<a href="/units/people/{person.pk}/">王小明</a>' in page


def test_a_strangers_list_is_refused_in_words(client, person):
    stranger = make_user()
    response = signed_in(client, person).get(f"/programmes/?person={stranger.pk}")
    assert response.status_code == 403
    assert "不在您的查看范围内" in words_of(response)


def test_lists_say_when_they_are_empty(client, person):
    signed_in(client, person)
    assert "还没有证书" in words_of(client.get("/me/certificates/"))
    assert "还没有证书项目" in words_of(client.get("/programmes/"))


# --- The PDF ---


def test_the_holder_and_staff_get_the_pdf(client, person):
    certificate = make_certificate(person=person)
    for user in (person, make_user(Role.ADMINISTRATOR), make_user(Role.HEAD_TEACHER)):
        response = signed_in(client, user).get(f"/certificates/{certificate.number}.pdf")
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF")
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "private, no-store"
        assert certificate.number in response["Content-Disposition"]


def test_visitors_and_other_trainees_get_an_explained_403(client, person):
    certificate = make_certificate(person=person)
    address = f"/certificates/{certificate.number}.pdf"
    anonymous = client.get(address)
    other = signed_in(client, make_user(Role.TRAINEE)).get(address)
    for response in (anonymous, other):
        assert response.status_code == 403
        assert "只有持证人本人和教务人员可以下载" in words_of(response)


def test_no_pdf_of_an_unknown_number(client, person):
    assert signed_in(client, person).get("/certificates/CC1.pdf").status_code == 404
    client.logout()
    assert client.get("/certificates/CC1.pdf").status_code == 403


# --- The public check ---


def check(client, number: str):
    return client.get(f"/certificates/{number}/")


def test_a_valid_certificate(client, person):
    certificate = make_certificate(person=person, title="社区治理结业证书")
    response = check(client, certificate.number)
    page = words_of(response)
    assert response.status_code == 200
    assert "证书有效" in page
    assert "王*明" in page
    assert "王小明" not in page
    assert "社区治理结业证书" in page
    assert "2026年11月23日" in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-store"


def test_a_void_certificate_says_so_and_keeps_the_reason_to_itself(client, person):
    certificate = make_certificate(person=person)
    revoke_certificate(certificate=certificate, by=make_user(Role.ADMINISTRATOR), reason="本人违纪")
    page = words_of(check(client, certificate.number))
    assert "现已作废，不再具有证明作用" in page
    assert "证书有效" not in page
    assert "本人违纪" not in page


def test_a_reissued_certificate_does_not_lead_to_the_new_one(client, person):
    certificate = make_certificate(person=person)
    renewed = reissue_certificate(
        certificate=certificate, by=make_user(Role.ADMINISTRATOR), reason="姓名有误"
    )
    page = words_of(check(client, certificate.number))
    assert "证书已作废，已换发" in page
    assert renewed.number not in page
    assert renewed.grouped_number not in page
    assert "证书有效" in words_of(check(client, renewed.number))


def test_unknown_numbers(client):
    real = make_certificate().number
    wrong = real[:-1] + ("0" if real[-1] != "0" else "1")
    response = check(client, wrong)
    assert response.status_code == 404
    assert "末位校验不符" in words_of(response)
    assert "没有这个编号" in words_of(check(client, "CC20260000000000G"))


def test_the_form_takes_a_number_however_typed(client):
    number = make_certificate(number="CC20268K3M9QW2TZ7").number
    response = client.get("/certificates/", {"number": " cc2o26-8k3m9 qw2tz 7"})
    assert response.headers["Location"] == f"/certificates/{number}/"
    assert check(client, "cc2o268k3m9qw2tz7").headers["Location"] == f"/certificates/{number}/"


def test_an_empty_number_is_answered_in_words(client):
    assert "请填写证书编号" in words_of(client.get("/certificates/?number="))
    assert "编号由字母和数字组成" in words_of(client.get("/certificates/?number=--"))
    assert "有 1 处需要修改" not in words_of(client.get("/certificates/"))


def test_typed_markup_stays_text(client):
    typed = "<script>alert(1)</script>"
    assert typed not in words_of(client.get("/certificates/", {"number": typed}, follow=True))


def test_too_many_checks_are_told_when_to_come_back(client):
    for _ in range(CHECKS_PER_MINUTE):
        assert check(client, "CC1").status_code == 404
    response = check(client, "CC1")
    # A minute may have turned meanwhile: then the count starts anew.
    if response.status_code != 429:
        for _ in range(CHECKS_PER_MINUTE):
            response = check(client, "CC1")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert "查验太频繁" in words_of(response)
    assert f"请 {response['Retry-After']} 秒后再试" in words_of(response)


def test_another_address_is_not_held_up(client):
    for _ in range(CHECKS_PER_MINUTE + 1):
        check(client, "CC1")
    assert client.get("/certificates/CC1/", REMOTE_ADDR="10.9.8.7").status_code == 404


@pytest.mark.parametrize("replaced", [False, True])
def test_queries_of_the_check(client, replaced, django_assert_num_queries):
    certificate = make_certificate()
    if replaced:
        reissue_certificate(
            certificate=certificate, by=make_user(Role.ADMINISTRATOR), reason="姓名有误"
        )
    with django_assert_num_queries(1):
        check(client, certificate.number)


def test_the_numbers_among_the_components_could_be_real(client):
    page = words_of(client.get("/components/"))
    numbers = re.findall(r"CC\d{4} \w{5} \w{5} \w", page)
    assert len(numbers) == 3
    assert all(is_well_formed(normalise_number(number)) for number in numbers)
    assert "CCSQ" not in page
