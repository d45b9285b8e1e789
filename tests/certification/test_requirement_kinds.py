"""HoursByKind."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from academy.certification.models import Programme
from academy.certification.queries import evaluate_programme
from academy.core import clock
from academy.learning.models import YearTotal
from tests.factories.certification import hours_node, make_programme
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
THIS_YEAR = clock.today().year


def total(user, hours: str, year: int = THIS_YEAR, kind: str = "online") -> None:
    YearTotal.objects.create(user=user, year=year, kind=kind, hours=Decimal(hours))


def verdict_of(user, **node):
    return evaluate_programme(make_programme(hours_node(**node)), user).parts[0]


def test_hours_reached():
    user = make_user()
    total(user, "50")
    verdict = verdict_of(user, hours="50", year_rule="this")
    assert verdict.met
    assert verdict.wanted == f"本年度（{THIS_YEAR}年）网络自学不少于 50 学时"
    assert verdict.own == "已有 50 学时"
    assert verdict.next_words == ""


def test_hours_missing_are_counted():
    user = make_user()
    total(user, "12.25")
    verdict = verdict_of(user, hours="50", year_rule="this")
    assert not verdict.met
    assert verdict.own == "已有 12.25 学时，还差 37.75 学时"
    assert verdict.next_words == "继续学习，完成后学时自动记入学习档案"


def test_kinds_add_up():
    user = make_user()
    total(user, "2")
    total(user, "3", kind="field")
    total(user, "9", kind="drill")
    verdict = verdict_of(user, hours="5", kinds=("online", "field"), year_rule="this")
    assert verdict.met
    assert verdict.wanted.endswith("网络自学、现场教学合计不少于 5 学时")


@pytest.mark.parametrize(
    ("rule", "year", "met"),
    [
        ("this", None, False),
        ("any", None, True),
        ("given", THIS_YEAR - 1, True),
        ("given", THIS_YEAR - 2, False),
    ],
)
def test_years(rule, year, met):
    user = make_user()
    total(user, "5", year=THIS_YEAR - 1)
    assert verdict_of(user, hours="5", year_rule=rule, year=year).met is met


def test_any_year_does_not_add_years_up():
    user = make_user()
    total(user, "3")
    total(user, "3", year=THIS_YEAR - 1)
    assert not verdict_of(user, hours="6", year_rule="any").met


def test_nobody_elses_hours_count():
    total(make_user(), "50")
    assert verdict_of(make_user(), hours="1").own == "已有 0 学时，还差 1 学时"


def test_a_given_year_must_be_named():
    stream = Programme._meta.get_field("requirements").stream_block
    with pytest.raises(ValidationError) as caught:
        stream.clean(stream.to_python([hours_node(year_rule="given")]))
    assert "请填写年份" in str(caught.value.block_errors[0].block_errors["year"])
