"""The ledger cannot be altered, totals follow it, the audit finds what was tampered with."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError, Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from academy.core.errors import ActionError
from academy.learning.actions import (
    append_credit,
    credit_evidence,
    credit_evidence_of_many,
    reverse_credit,
    reverse_evidence,
)
from academy.learning.actions.evidence import CHUNK
from academy.learning.enums import HourKind
from academy.learning.models import CreditBasis, CreditEntry, Statement, YearTotal
from academy.people.models import User
from tests.factories.learning import complete, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
CREDITING, REPEATING = 9, 6


def credit(user, kind=HourKind.ONLINE, minutes=20, on=DAY, **values):
    basis = CreditBasis(kind, minutes)
    values = {"entered_by": user} | values
    return append_credit(user=user, title="学习", basis=basis, earned_on=on, **values)


def attend(user, minutes=90, on=DAY, evidence="talk:45", **values):
    basis = CreditBasis(HourKind.CLASSROOM, minutes)
    return credit_evidence(
        user=user, evidence=evidence, title="社区议事", basis=basis, earned_on=on, **values
    )


def run_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_line_says_its_rule_policy_day_and_year():
    entry = credit(make_user())

    assert entry.rule == "网络课程 20 分钟，落在 15–30 分钟一档 = 0.5 学时"
    assert (entry.hours, entry.year, entry.earned_on) == (Decimal("0.5"), 2026, DAY)
    assert entry.policy.valid_from <= DAY


def test_nothing_earned_writes_no_line():
    assert credit(make_user(), minutes=0) is None
    assert not CreditEntry.objects.exists()


def test_day_before_any_policy_is_refused_in_words():
    with pytest.raises(ActionError, match="2019-12-31 没有可用的学时规则"):
        credit(make_user(), on=dt.date(2019, 12, 31))


def test_day_limit_spans_the_concentrated_kinds_of_one_day():
    user = make_user()
    credit(user, HourKind.CLASSROOM, minutes=315)
    second = credit(user, HourKind.FIELD, minutes=90)
    online = credit(user, HourKind.ONLINE, minutes=45)
    next_day = credit(user, HourKind.FIELD, minutes=90, on=dt.date(2026, 3, 3))

    assert second.rule == (
        "现场教学 90 分钟 ÷ 45 = 2 学时；当天已计 7 学时，每天最多 8 学时，计 1 学时"
    )
    assert [second.hours, online.hours, next_day.hours] == [1, 1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE learning_creditentry SET hours = 99",
        "UPDATE learning_creditentry SET rule = 'x' WHERE id > 0",
        "DELETE FROM learning_creditentry",
    ],
)
def test_database_refuses_to_alter_a_line(statement):
    credit(make_user())

    with pytest.raises(DatabaseError, match="append-only"):
        run_sql(statement)

    assert CreditEntry.objects.get().hours == Decimal("0.5")


def test_database_refuses_each_vendors_way_around_its_triggers():
    credit(make_user())
    ways = {
        "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE learning_creditentry CASCADE",
        "sqlite": "REPLACE INTO learning_creditentry SELECT * FROM learning_creditentry",
    }

    with pytest.raises(DatabaseError, match="append-only"):
        run_sql(ways[connection.vendor])


def test_person_with_hours_cannot_be_deleted():
    user = make_user()
    credit(user)

    with pytest.raises(ProtectedError):
        user.delete()


def test_reversal_keeps_the_original_and_takes_its_hours_back():
    user, clerk = make_user(), make_user()
    entry = credit(user)

    reversal = reverse_credit(entry=entry, reason=" 重复登记 ", entered_by=clerk)

    assert (reversal.hours, reversal.reason, reversal.entered_by) == (
        Decimal("-0.5"),
        "重复登记",
        clerk,
    )
    assert (reversal.year, reversal.kind, reversal.earned_on) == (2026, "online", DAY)
    entry.refresh_from_db()
    assert entry.hours == Decimal("0.5")
    assert YearTotal.objects.get(user=user).hours == 0
    assert Statement.objects.filter(user=user, verb="reversed").count() == 1


def test_reversal_needs_a_reason_and_happens_once():
    user, clerk = make_user(), make_user()
    entry = credit(user)
    with pytest.raises(ActionError, match="必须写明原因"):
        reverse_credit(entry=entry, reason="  ", entered_by=clerk)
    reversal = reverse_credit(entry=entry, reason="登记有误", entered_by=clerk)

    with pytest.raises(ActionError, match="已经冲销过"):
        reverse_credit(entry=entry, reason="再来一次", entered_by=clerk)
    with pytest.raises(ActionError, match="本身就是冲销记录"):
        reverse_credit(entry=reversal, reason="冲销冲销", entered_by=clerk)


def test_line_of_evidence_says_what_it_rests_on_and_its_rule():
    clerk = make_user()
    entry = attend(make_user(), words="实到 2 节，应到 2 节", entered_by=clerk)

    entry.refresh_from_db()
    assert entry.rule == "课堂 90 分钟 ÷ 45 = 2 学时；实到 2 节，应到 2 节"
    assert (entry.evidence, entry.evidence_count, entry.completion) == ("talk:45", 1, None)
    assert (entry.hours, entry.year, entry.entered_by) == (2, 2026, clerk)
    statement = Statement.objects.get(user=entry.user)
    assert (statement.verb, statement.object_type) == ("credited", "credit")
    assert statement.object_id == str(entry.pk)
    assert statement.result == {"hours": "2", "words": entry.rule}


def test_evidence_credited_twice_is_one_line():
    user = make_user()
    first, second = attend(user), attend(user, minutes=135)

    assert first == second == CreditEntry.objects.get()
    assert first.rule == "课堂 90 分钟 ÷ 45 = 2 学时"
    assert YearTotal.objects.get().hours == 2
    assert Statement.objects.count() == 1


def test_reversed_evidence_is_credited_again():
    user, clerk = make_user(), make_user()
    entry = attend(user)

    reversal = reverse_evidence(user=user, evidence="talk:45", reason="签到有误", entered_by=clerk)
    again = attend(user, minutes=45)

    assert (reversal.reverses, reversal.reason) == (entry, "签到有误")
    assert (reversal.evidence, reversal.evidence_count) == ("talk:45", 1)
    assert (again.evidence_count, again.hours) == (2, 1)
    assert attend(user) == again
    assert YearTotal.objects.get().hours == 1
    call_command("audit_hours", verbosity=0)


def test_without_a_standing_line_there_is_nothing_to_reverse():
    user, other = make_user(), make_user()
    attend(other)
    back = partial(reverse_evidence, user=user, reason="更正", entered_by=other)

    assert back(evidence="talk:45") is None
    attend(user)
    back(evidence="talk:45")
    assert back(evidence="talk:45") is None
    assert CreditEntry.objects.filter(reverses=None).count() == 2
    assert CreditEntry.objects.exclude(reverses=None).count() == 1


def test_taking_evidence_back_needs_a_reason():
    user = make_user()
    attend(user)
    with pytest.raises(ActionError, match="必须写明原因"):
        reverse_evidence(user=user, evidence="talk:45", reason=" ", entered_by=user)


def test_unnamed_evidence_is_a_slip_of_the_caller():
    user = make_user()
    with pytest.raises(ValueError, match="must be named"):
        attend(user, evidence="")
    with pytest.raises(ValueError, match="must be named"):
        reverse_evidence(user=user, evidence="", reason="更正", entered_by=user)


def test_evidence_shares_the_days_limit_with_everything_else():
    user = make_user()
    credit(user, HourKind.FIELD, minutes=315)

    second = attend(user)
    third = attend(user, evidence="talk:46")
    next_day = attend(user, evidence="talk:47", on=dt.date(2026, 3, 3))

    assert second.rule == "课堂 90 分钟 ÷ 45 = 2 学时；当天已计 7 学时，每天最多 8 学时，计 1 学时"
    assert (second.hours, third, next_day.hours) == (1, None, 2)


def test_online_evidence_knows_no_day_limit():
    user = make_user()
    credit(user, HourKind.FIELD, minutes=360)
    online = credit_evidence(
        user=user,
        evidence="course:12",
        title="线上",
        basis=CreditBasis(HourKind.ONLINE, 20),
        earned_on=DAY,
    )
    assert online.hours == Decimal("0.5")


def test_a_plain_line_for_evidence_that_stands_is_refused_in_words():
    user, clerk = make_user(), make_user()
    first = credit(user, evidence="course:12")
    assert (first.evidence, first.evidence_count) == ("course:12", 1)
    with pytest.raises(ActionError, match="已经计过学时"):
        credit(user, evidence="course:12")

    reverse_credit(entry=first, reason="更正", entered_by=clerk)
    assert credit(user, evidence="course:12").evidence_count == 2
    assert credit(user).evidence_count == 0


def test_database_lets_one_line_of_a_number_in():
    entry = attend(make_user())
    values = {
        field.name: getattr(entry, field.name)
        for field in CreditEntry._meta.fields
        if field.name != "id"
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.create(**values)


def attend_all(users, minutes=90):
    basis = CreditBasis(HourKind.CLASSROOM, minutes)
    return credit_evidence_of_many(
        users=users, evidence="talk:45", title="社区议事", basis=basis, earned_on=DAY
    )


def test_many_are_credited_each_by_what_they_had():
    new, full, had, back, clerk = (make_user() for _ in range(5))
    credit(full, HourKind.FIELD, minutes=360)
    standing = attend(had)
    attend(back)
    reverse_evidence(user=back, evidence="talk:45", reason="更正", entered_by=clerk)

    found = attend_all([back, had, full, new, new], minutes=45)

    assert set(found) == {new.pk, had.pk, back.pk}
    assert found[had.pk] == standing
    assert (found[new.pk].hours, found[back.pk].hours) == (1, 1)
    assert (found[new.pk].evidence_count, found[back.pk].evidence_count) == (1, 2)
    totals = dict(YearTotal.objects.filter(kind="classroom").values_list("user", "hours"))
    assert totals == {new.pk: 1, had.pk: 2, back.pk: 1}
    assert attend_all([back, had, full, new]) == found
    call_command("audit_hours", verbosity=0)


def test_more_people_than_fit_one_statement_are_all_credited():
    names = [f"xueyuan{n}" for n in range(CHUNK + 1)]
    users = User.objects.bulk_create([User(username=name, name=name) for name in names])

    found = attend_all(users)

    assert found == {line.user_id: line for line in CreditEntry.objects.all()}
    assert len(found) == CHUNK + 1
    assert YearTotal.objects.filter(hours=2).count() == CHUNK + 1
    assert Statement.objects.filter(verb="credited").count() == CHUNK + 1
    call_command("audit_hours", verbosity=0)


def test_nobody_to_credit_is_no_work():
    assert attend_all([]) == {}


@pytest.mark.parametrize("people", [1, 3])
def test_many_cost_what_one_costs(people, django_assert_num_queries):
    users = [make_user() for _ in range(people)]
    # Savepoint and its release, policy, lock, lines so far, hours of the day, lines, totals, log.
    with django_assert_num_queries(CREDITING):
        attend_all(users)
    # Nothing is written the second time.
    with django_assert_num_queries(REPEATING):
        attend_all(users)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(HourKind),
        st.integers(0, 600),
        st.sampled_from([DAY, dt.date(2026, 12, 31), dt.date(2027, 1, 1)]),
        st.booleans(),
    ),
    max_size=12,
)


class TotalsFollowTheLines(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_total_is_the_sum_of_lines_after_any_history(self, steps):
        user, clerk = make_user(), make_user()
        for kind, minutes, day, is_reversed in steps:
            entry = credit(user, kind, minutes, on=day)
            if entry and is_reversed:
                reverse_credit(entry=entry, reason="更正", entered_by=clerk)

        lines = CreditEntry.objects.filter(user=user).values_list("year", "kind")
        sums = {(year, kind): hours for year, kind, hours in lines.annotate(Sum("hours"))}
        totals = YearTotal.objects.filter(user=user).values_list("year", "kind", "hours")
        assert {(year, kind): hours for year, kind, hours in totals} == sums
        day = CreditEntry.objects.filter(user=user, earned_on=DAY).exclude(kind="online")
        assert (day.aggregate(Sum("hours"))["hours__sum"] or 0) <= 8
        call_command("audit_hours", verbosity=0)


def audit(capsys):
    with pytest.raises(CommandError) as failure:
        call_command("audit_hours")
    return capsys.readouterr().out, failure.value


def test_audit_passes_over_an_honest_ledger(capsys):
    user = make_user()
    complete(user, make_visit_task())
    entry = credit(user)
    reverse_credit(entry=entry, reason="更正", entered_by=make_user())

    call_command("audit_hours")

    assert capsys.readouterr().out == "核对 3 笔学时记录，全部一致。\n"


def test_audit_names_person_and_year_of_an_altered_total(capsys):
    user = make_user(name="阿依古丽·买买提", username="ayiguli")
    credit(user)
    run_sql("UPDATE learning_yeartotal SET hours = 90 WHERE user_id = %s", user.pk)

    out, failure = audit(capsys)

    assert out == "阿依古丽·买买提（ayiguli） 2026 年：网络自学合计 90，明细相加 0.5\n"
    assert failure.returncode == 1


def test_audit_finds_a_deleted_total(capsys):
    user = make_user(name="张三", username="zhangsan")
    entry = credit(user)
    run_sql("DELETE FROM learning_yeartotal")

    out, _ = audit(capsys)

    assert out == f"张三（zhangsan） 2026 年：第 {entry.pk} 笔 0.5 学时没有计入任何年度合计\n"


def test_audit_finds_a_completion_without_its_credit(capsys):
    user = make_user(name="李四", username="lisi")
    complete(user, make_visit_task(title="走访", earns_hours=False))
    run_sql("UPDATE learning_completion SET hours = 2")

    out, _ = audit(capsys)

    assert "李四（lisi）" in out
    assert "完成“走访”应计 2 学时，台账 0 学时" in out


def test_audit_finds_a_credit_moved_to_another_person(capsys):
    owner, other = make_user(), make_user(name="王五", username="wangwu")
    complete(owner, make_visit_task())
    run_sql("UPDATE learning_completion SET user_id = %s", other.pk)

    out, _ = audit(capsys)

    assert "的完成记录属于另一个人" in out


def test_audit_finds_a_forged_reversal(capsys):
    user = make_user(name="赵六", username="zhaoliu")
    entry = credit(user)
    CreditEntry.objects.create(
        user=user,
        kind=entry.kind,
        hours=Decimal("-0.25"),
        earned_on=DAY,
        year=2026,
        policy=entry.policy,
        rule="",
        title="",
        reverses=entry,
    )
    run_sql("UPDATE learning_yeartotal SET hours = 0.25")

    out, _ = audit(capsys)

    assert "赵六（zhaoliu） 2026 年" in out
    assert f"与原记录第 {entry.pk} 笔不符" in out


@pytest.mark.parametrize("people", [1, 3])
def test_audit_asks_the_same_few_questions_whatever_the_number(people, django_assert_num_queries):
    for _ in range(people):
        complete(make_user(), make_visit_task())

    with django_assert_num_queries(13):
        call_command("audit_hours", verbosity=0)


def test_audit_finds_a_line_that_rests_on_nothing(capsys):
    user = make_user(name="孙七", username="sunqi")
    entry = credit(user, entered_by=None)

    out, _ = audit(capsys)

    assert out == f"孙七（sunqi） 2026 年：第 {entry.pk} 笔 0.5 学时没有依据，也没有经办人\n"


def test_audit_finds_evidence_that_counts_twice(capsys):
    user = make_user(name="周八", username="zhouba")
    first = attend(user)
    second = CreditEntry.objects.create(
        user=user,
        kind="classroom",
        hours=2,
        earned_on=DAY,
        year=2026,
        policy=first.policy,
        rule="",
        title="",
        evidence="talk:45",
        evidence_count=7,
    )
    run_sql("UPDATE learning_yeartotal SET hours = 4")

    out, _ = audit(capsys)

    words = f"同一依据“talk:45”计了两次学时：第 {first.pk} 笔和第 {second.pk} 笔"
    assert out == f"周八（zhouba） 2026 年：{words}\n"


def test_audit_finds_a_reversal_of_other_evidence(capsys):
    entry = attend(make_user(name="吴九", username="wujiu"))
    CreditEntry.objects.create(
        user=entry.user,
        kind=entry.kind,
        hours=-entry.hours,
        earned_on=DAY,
        year=2026,
        policy=entry.policy,
        rule="",
        title="",
        evidence="talk:46",
        evidence_count=1,
        reverses=entry,
        reason="更正",
        entered_by=entry.user,
    )
    run_sql("UPDATE learning_yeartotal SET hours = 0")

    out, _ = audit(capsys)

    assert f"与原记录第 {entry.pk} 笔不符" in out
