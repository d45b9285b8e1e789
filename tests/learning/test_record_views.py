"""Archive, feed and rule page as people read them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from academy.core import clock
from academy.learning.actions import (
    append_credit,
    credit_evidence,
    record_statement,
    reverse_credit,
    reverse_evidence,
)
from academy.learning.enums import HourKind, Verb
from academy.learning.models import AnnualTarget, CreditBasis, HourPolicy
from academy.people.enums import Role
from academy.people.models import TraineeCategory
from tests.factories.learning import complete, make_visit_task
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db
ARCHIVE = "/me/archive/"
DAY = dt.date(2026, 3, 2)


def credit(user, kind=HourKind.ONLINE, minutes=20, on=DAY, title="学习"):
    basis = CreditBasis(kind, minutes)
    return append_credit(user=user, title=title, basis=basis, earned_on=on)


def give_targets(user, **hours):
    user.category = TraineeCategory.objects.create(code="cadre", name="社区干部")
    user.save()
    for kind, value in hours.items():
        AnnualTarget.objects.create(
            category=user.category, kind=kind, hours=value, valid_from=dt.date(2023, 1, 1)
        )


def read(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_archive_shows_each_line_with_its_rule_and_sums_them(signed_in, user):
    credit(user, title="网格员的一天")
    credit(user, HourKind.FIELD, 90, title="走访长山花园")

    page = read(signed_in, ARCHIVE, year=2026)

    assert "网络课程 20 分钟，落在 15–30 分钟一档 = 0.5 学时" in page
    assert "现场教学 90 分钟 ÷ 45 = 2 学时" in page
    assert "<b>2.5</b> 学时" in page


def test_archive_shows_what_rests_on_an_attendance_like_the_rest(signed_in, user):
    attended = {"user": user, "evidence": "session:45"}
    basis = CreditBasis(HourKind.CLASSROOM, 90)
    credit_evidence(**attended, title="社区议事规则", basis=basis, earned_on=DAY, words="全勤")

    page = read(signed_in, ARCHIVE, year=2026)
    assert '<th scope="row">社区议事规则</th>' in page
    assert "课堂 90 分钟 ÷ 45 = 2 学时；全勤</td>" in page
    assert "session:45" not in page

    reverse_evidence(**attended, reason="补签未批", entered_by=make_user())
    page = read(signed_in, ARCHIVE, year=2026)
    assert "已冲销" in page
    assert "原因：补签未批" in page


def test_annual_card_keeps_concentrated_and_online_apart(signed_in, user):
    give_targets(user, classroom=90, online=50)
    credit(user)
    credit(user, HourKind.FIELD, 90)
    credit(user, HourKind.DRILL, 45, on=dt.date(2026, 3, 3))

    response = signed_in.get(ARCHIVE, {"year": 2026})

    card = response.context["card"]
    assert (card.concentrated.required, card.concentrated.done) == ("90", "3")
    assert (card.concentrated.left, card.concentrated.percent) == ("87", 3)
    assert (card.online.required, card.online.done, card.online.left) == ("50", "0.5", "49.5")
    assert card.total == Decimal("3.5")


def test_newer_target_replaces_the_older(signed_in, user):
    give_targets(user, online=50)
    AnnualTarget.objects.create(
        category=user.category, kind="online", hours=60, valid_from=dt.date(2026, 1, 1)
    )

    def required(year):
        return signed_in.get(ARCHIVE, {"year": year}).context["card"].online.required

    assert (required(2025), required(2026), required(2022)) == ("50", "60", "")


def test_without_category_nothing_is_claimed_to_be_required(signed_in):
    page = read(signed_in, ARCHIVE)

    assert "未定" in page
    assert "还没有登记学员类别" in page


def test_reversed_line_stays_and_says_why(signed_in, user):
    reverse_credit(entry=credit(user), reason="重复登记", entered_by=make_user())

    page = read(signed_in, ARCHIVE, year=2026)

    assert "已冲销" in page
    assert "原因：重复登记" in page
    assert "-0.5" in page
    assert "<b>0</b> 学时" in page


def test_years_are_kept_apart(signed_in, user):
    credit(user, on=dt.date(2025, 12, 31), title="去年的课")
    credit(user, on=dt.date(2026, 1, 1), title="今年的课")

    page = read(signed_in, ARCHIVE, year=2025)

    assert "去年的课" in page
    assert "今年的课" not in page
    assert 'href="?year=2026"' in page


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "-1", "２０２６", "1e3"])
def test_absurd_year_reads_as_this_year(signed_in, year):
    response = signed_in.get(ARCHIVE, {"year": year})
    assert response.context["card"].year == clock.today().year


def test_empty_archive_says_what_to_do(signed_in):
    assert "这一年还没有学时" in read(signed_in, ARCHIVE)


def test_archive_is_paged_by_fifty(signed_in, user):
    for _ in range(51):
        credit(user)

    assert len(signed_in.get(ARCHIVE, {"year": 2026}).context["page"].object_list) == 50
    second = signed_in.get(ARCHIVE, {"year": 2026, "page": 2})
    assert len(second.context["page"].object_list) == 1
    assert second.context["card"].total == Decimal("25.5")


@pytest.mark.parametrize("lines", [1, 3])
def test_archive_asks_the_same_few_questions(signed_in, user, lines, django_assert_num_queries):
    give_targets(user, classroom=90, online=50)
    for _ in range(lines):
        credit(user)

    # session, user, totals with targets, count, category, lines, unread notices
    with django_assert_num_queries(7):
        signed_in.get(ARCHIVE, {"year": 2026})


def test_visitor_is_asked_to_sign_in(client):
    for url in (ARCHIVE, "/me/feed/", "/people/1/archive/"):
        assert client.get(url).url.startswith("/login/?next=")


def test_manager_opens_the_archive_of_the_own_unit_only(client):
    unit, elsewhere = make_organisation(), make_organisation()
    manager = make_user(Role.ORGANISATION_MANAGER, unit)
    own = make_user(Role.TRAINEE, unit, name="阿依古丽·买买提")
    other = make_user(Role.TRAINEE, elsewhere)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "阿依古丽·买买提的学习档案" in read(client, f"/people/{own.pk}/archive/")
    refused = client.get(f"/people/{other.pk}/archive/")
    assert refused.status_code == 403
    assert "不在您可查看的范围内" in refused.content.decode()
    assert client.get("/people/999999/archive/").status_code == 404


def test_trainee_cannot_open_a_colleagues_archive(signed_in):
    assert signed_in.get(f"/people/{make_user().pk}/archive/").status_code == 403


def test_feed_tells_what_was_done_with_a_way_back(signed_in, user):
    task = make_visit_task(title="走访长山花园")
    complete(user, task)
    record_statement(
        user=user, verb=Verb.CERTIFIED, object_type="certificate", object_id="A-1", title="结业证书"
    )

    page = read(signed_in, "/me/feed/")

    assert f'<a href="/bases/tasks/{task.pk}/">走访长山花园</a>' in page
    assert "计入学时" in page
    assert "现场教学 90 分钟 ÷ 45 = 2 学时" in page
    assert "<b>结业证书</b>" in page
    assert page.count("走访长山花园") == 1
    assert page.count("三个问题都已作答，任务完成。") == 1


def test_feed_shows_one_person_only(signed_in):
    complete(make_user(), make_visit_task(title="别人的任务"))

    page = read(signed_in, "/me/feed/")

    assert "别人的任务" not in page
    assert "还没有学习动态" in page


@pytest.mark.parametrize("tasks", [1, 3])
def test_feed_asks_the_same_few_questions(signed_in, user, tasks, django_assert_num_queries):
    for _ in range(tasks):
        complete(user, make_visit_task())

    # session, user, count, sentences, places of lessons (3) and of bases, unread notices
    with django_assert_num_queries(9):
        signed_in.get("/me/feed/")


def test_rule_page_is_public_and_explains_every_band(client):
    page = read(client, reverse("learning:hours-rule"))

    assert "每 45 分钟计 1 学时" in page
    assert "超过 15 分钟、不足 30 分钟" in page
    for minutes, band, hours in [
        (30, "30 分钟及以上", "1"),
        (20, "15–30 分钟", "0.5"),
        (5, "15 分钟及以内", "0.25"),
    ]:
        assert f"网络课程 {minutes} 分钟，落在 {band}一档 = {hours} 学时" in page
    assert "另加 0.5 学时" in page
    assert "待核" in page


def test_rule_page_tells_former_and_coming_policies(client):
    first = HourPolicy.objects.get()
    for name, days in (("新规则", -1), ("将来的规则", 30)):
        HourPolicy.objects.create(
            name=name,
            valid_from=clock.today() + dt.timedelta(days),
            online_bands=first.online_bands,
        )

    policies = client.get("/help/hours/").context["policies"]

    assert [(item.policy.name, item.standing) for item in policies] == [
        ("将来的规则", "coming"),
        ("新规则", "current"),
        (first.name, "former"),
    ]


def test_rule_page_lists_targets_with_their_source_or_as_unverified(client, user):
    give_targets(user, classroom=90)
    AnnualTarget.objects.filter(kind="classroom").update(source="")

    page = read(client, "/help/hours/")

    assert "社区干部" in page
    assert "待核" in page
