"""Rules, targets and the ledger as administrators handle them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from academy.learning.actions import append_credit, reverse_credit
from academy.learning.enums import HourKind
from academy.learning.models import AnnualTarget, CreditBasis, CreditEntry, HourPolicy, YearTotal
from academy.people.models import TraineeCategory
from tests.factories.learning import complete, make_visit_task
from tests.factories.people import make_user
from tests.learning.conftest import BACKEND

pytestmark = pytest.mark.django_db
POLICY = "wagtailsnippets_learning_hourpolicy"
NEW_POLICY = {
    "name": "2027 年学时规则",
    "valid_from": "2027-01-01",
    "minutes_per_hour": "45",
    "half_day_hours": "4",
    "day_max_hours": "8",
    "bands": "≥40 = 1\n>20 = 0.5",
    "test_bonus": "0",
    "source": "",
}


def credit(user, title="学习"):
    basis = CreditBasis(HourKind.ONLINE, 20)
    return append_credit(user=user, title=title, basis=basis, earned_on=dt.date(2026, 3, 2))


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_new_policy_is_written_line_by_line(admin_client):
    admin_client.post(reverse(f"{POLICY}:add"), NEW_POLICY)

    policy = HourPolicy.objects.get(name="2027 年学时规则")
    assert policy.online_bands == [
        {"minutes": 40, "at_least": True, "hours": "1"},
        {"minutes": 20, "at_least": False, "hours": "0.5"},
    ]


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ("30 分钟 1 学时", "第 1 行写法不对"),
        ("≥30 = 1\n>30 = 0.5", "两个分档的起点相同"),
        ("≥30 = 0.5\n>15 = 1", "学时不能更少"),
    ],
)
def test_bands_that_are_no_rule_are_refused(admin_client, bands, words):
    response = admin_client.post(reverse(f"{POLICY}:add"), NEW_POLICY | {"bands": bands})

    assert words in page_of(response)
    assert HourPolicy.objects.count() == 1


def test_unused_policy_can_be_edited(admin_client):
    policy = HourPolicy.objects.get()
    edit = reverse(f"{POLICY}:edit", args=[policy.pk])
    assert "≥30 = 1" in page_of(admin_client.get(edit))

    admin_client.post(edit, NEW_POLICY | {"name": "改过", "valid_from": "2020-01-01"})

    policy.refresh_from_db()
    assert policy.name == "改过"


def test_used_policy_is_neither_edited_nor_deleted(admin_client):
    credit(make_user())
    policy = HourPolicy.objects.get()

    edit = admin_client.post(reverse(f"{POLICY}:edit", args=[policy.pk]), NEW_POLICY)
    delete = admin_client.post(reverse(f"{POLICY}:delete", args=[policy.pk]), follow=True)

    assert "已用于 1 笔学时，不能修改" in page_of(edit)
    assert "已被学时记录使用，不能删除" in page_of(delete)
    assert HourPolicy.objects.get().name == policy.name


def test_activity_with_records_is_not_deleted(admin_client):
    task = make_visit_task(title="走访")
    complete(make_user(), task)

    url = reverse("wagtailsnippets_bases_visittask:delete", args=[task.pk])
    page = page_of(admin_client.post(url, follow=True))

    assert "“走访”已被" in page
    assert "学习记录" in page


def test_target_is_entered(admin_client):
    category = TraineeCategory.objects.create(code="a", name="社区干部")

    admin_client.post(
        reverse("wagtailsnippets_learning_annualtarget:add"),
        {
            "category": category.pk,
            "kind": "online",
            "hours": "50",
            "valid_from": "2026-01-01",
            "source": "",
        },
    )

    assert AnnualTarget.objects.get().hours == 50


def test_ledger_is_searched_and_filtered(admin_client):
    person = make_user(name="阿依古丽·买买提")
    entry = credit(person, title="网格员的一天")
    reverse_credit(entry=entry, reason="重复登记", entered_by=make_user())
    credit(make_user(name="李四"), title="另一课")

    def listed(**query):
        return page_of(admin_client.get(reverse("ledger:index_results"), query))

    assert "另一课" in listed(year=2026)
    assert "另一课" not in listed(year=2025)
    assert "另一课" not in listed(q="阿依古丽")
    assert "网格员的一天" in listed(q="阿依古丽")
    assert "重复登记" in listed(reversal="true")
    assert "另一课" not in listed(reversal="true")
    assert "另一课" in listed(kind="online")


def test_ledger_offers_to_reverse_and_nothing_else(admin_client):
    entry = credit(make_user())

    page = page_of(admin_client.get(reverse("ledger:index")))

    assert reverse("ledger:reverse", args=[entry.pk]) in page
    for action in ("edit", "delete", "new"):
        assert f"/admin/ledger/{action}" not in page


def test_reversing_needs_a_reason_and_keeps_who_did_it(admin_client):
    person = make_user()
    url = reverse("ledger:reverse", args=[credit(person).pk])
    assert "冲销会新记一笔 −0.5 学时" in page_of(admin_client.get(url))

    admin_client.post(url, {"reason": "  "})
    assert CreditEntry.objects.count() == 1
    admin_client.post(url, {"reason": "重复登记"})

    reversal = CreditEntry.objects.exclude(reverses=None).get()
    assert (reversal.reason, reversal.entered_by.name) == ("重复登记", "管理员")
    assert YearTotal.objects.get(user=person).hours == 0
    assert "已经冲销过了" in page_of(admin_client.post(url, {"reason": "再来"}))


def test_looking_does_not_allow_reversing(client):
    clerk = make_user()
    clerk.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_creditentry"])
    )
    client.force_login(clerk, backend=BACKEND)
    entry = credit(make_user())

    page = page_of(client.get(reverse("ledger:index")))
    url = reverse("ledger:reverse", args=[entry.pk])

    assert url not in page
    assert client.post(url, {"reason": "越权"}).status_code in {302, 403}
    assert CreditEntry.objects.count() == 1


@pytest.mark.parametrize("lines", [1, 3])
def test_ledger_asks_the_same_few_questions(admin_client, lines, django_assert_num_queries):
    for _ in range(lines):
        credit(make_user())
    admin_client.get(reverse("ledger:index_results"))

    with django_assert_num_queries(5):
        admin_client.get(reverse("ledger:index_results"))
