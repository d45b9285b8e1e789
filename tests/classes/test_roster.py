"""The list of a class: nominated, agreed, confirmed, taken off."""

import pytest

from academy.classes.actions.groups import assign_place, form_groups
from academy.classes.actions.roster import (
    ListOvertakenError,
    agree,
    confirm_all,
    confirm_enrolment,
    nominate,
    refuse,
    withdraw,
)
from academy.classes.enums import ClassForm, ClassPost, ClassState, EnrolmentState
from academy.classes.models import ClassEvent, Enrolment
from academy.classes.queries.roster import offered_classes, offers, quotas_of
from academy.core.errors import ActionError
from academy.notices.models import Notice
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    make_class,
    make_head_teacher,
    make_planner,
    make_trainee,
)
from tests.factories.people import make_organisation, make_user
from tests.factories.rosters import make_quota

pytestmark = pytest.mark.django_db
NOMINATED, APPROVED = EnrolmentState.NOMINATED, EnrolmentState.APPROVED
CONFIRMED, REFUSED = EnrolmentState.CONFIRMED, EnrolmentState.REFUSED


@pytest.fixture
def district():
    return make_organisation(name="宽城区")


@pytest.fixture
def community(district):
    return make_organisation(district, name="长山花园社区")


@pytest.fixture
def found(district):
    training_class = make_class(ClassState.ANNOUNCED, name="书记班", code="2026-900")
    make_quota(training_class, district, 2)
    return training_class


@pytest.fixture
def upper(district):
    return make_user(Role.ORGANISATION_MANAGER, district, name="区管理员")


@pytest.fixture
def lower(community):
    return make_user(Role.ORGANISATION_MANAGER, community, name="社区管理员")


def trainee_of(unit, name="张三"):
    return make_user(Role.TRAINEE, unit, name=name)


def sent(found, unit, by, name="张三") -> Enrolment:
    person = trainee_of(unit, name)
    return nominate(training_class=found, person=person, organisation=unit, by=by)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("title", flat=True))


# --- Nominated ---
def test_nomination_waits_for_those_who_hold_the_places(found, community, upper, lower):
    enrolment = sent(found, community, lower)
    assert (enrolment.state, enrolment.nominated_by) == (NOMINATED, lower)
    assert told(upper) == ["“书记班”有报名等您审批"]
    assert ClassEvent.objects.get().words == "张三：长山花园社区报名"


def test_nomination_by_those_who_hold_the_places_is_agreed_at_once(found, community, upper):
    assert sent(found, community, upper).state == APPROVED
    assert told(upper) == []


def test_same_nomination_twice_is_one(found, community, lower):
    person = trainee_of(community)
    made = {
        nominate(training_class=found, person=person, organisation=community, by=lower).pk
        for _ in range(2)
    }
    assert len(made) == Enrolment.objects.count() == ClassEvent.objects.count() == 1


def test_unit_without_places_nominates_nobody(found):
    other = make_organisation(name="二道区")
    with pytest.raises(ActionError, match="“二道区”没有这个班的名额"):
        sent(found, other, make_user(Role.ORGANISATION_MANAGER, other))
    assert sent(found, other, make_planner()).state == APPROVED


def test_manager_nominates_people_of_their_own_units_only(found, community, district, lower):
    with pytest.raises(ActionError, match="只有本单位或上级单位"):
        sent(found, district, lower)
    stranger = trainee_of(make_organisation())
    with pytest.raises(ActionError, match="不在“长山花园社区”任职"):
        nominate(training_class=found, person=stranger, organisation=community, by=lower)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.HEAD_TEACHER, Role.LEADER])
def test_nobody_else_nominates(found, community, role):
    with pytest.raises(ActionError, match="只有本单位或上级单位"):
        sent(found, community, make_user(role, community))


@pytest.mark.parametrize("state", sorted(set(ClassState) - {ClassState.ANNOUNCED}))
def test_only_announced_classes_take_nominations(found, community, upper, state):
    type(found).objects.filter(pk=found.pk).update(state=state)
    with pytest.raises(ActionError, match="不接受报名"):
        sent(found, community, upper)


def test_places_of_a_quota_are_never_exceeded(found, community, upper, lower):
    for name in ("甲", "乙"):
        sent(found, community, upper, name)
    with pytest.raises(ActionError, match="“宽城区”的名额是 2 人，已经同意 2 人，没有空余名额"):
        sent(found, community, upper, "丙")
    waiting = sent(found, community, lower, "丁")
    with pytest.raises(ActionError, match="没有空余名额"):
        agree(enrolment=waiting, by=upper)
    assert [quota.taken for quota in quotas_of(found)] == [2]


def test_nearest_quota_counts(found, community, upper, lower):
    make_quota(found, community, 1)
    sent(found, community, lower, "甲")
    assert {(q.unit, q.taken) for q in quotas_of(found)} == {("宽城区", 0), ("长山花园社区", 1)}
    with pytest.raises(ActionError, match="“长山花园社区”的名额是 1 人"):
        sent(found, community, upper, "乙")


def test_who_sits_in_another_class_at_that_time_is_named_with_it(found, community, upper):
    person = trainee_of(community)
    other = make_class(ClassState.CONFIRMED, name="网格员班", starts_on=MONDAY, ends_on=MONDAY)
    make_trainee(other, CONFIRMED, person=person)
    with pytest.raises(ActionError) as refused:
        nominate(training_class=found, person=person, organisation=community, by=upper)
    assert refused.value.message == "张三 同期已在“网格员班”（11月30日至11月30日）。"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"form": ClassForm.ONLINE}, CONFIRMED),
        ({"state": ClassState.CANCELLED}, CONFIRMED),
        ({}, REFUSED),
        ({"starts_on": MONDAY.replace(day=1), "ends_on": MONDAY.replace(day=29)}, CONFIRMED),
    ],
    ids=["online", "cancelled", "refused there", "before"],
)
def test_what_is_no_clash_with_another_class(found, community, upper, fields, state):
    person = trainee_of(community)
    make_trainee(make_class(**fields), state, person=person)
    made = nominate(training_class=found, person=person, organisation=community, by=upper)
    assert made.state == APPROVED


# --- Agreed, refused ---
def test_those_who_hold_the_places_agree_once(found, community, upper, lower):
    enrolment = sent(found, community, lower)
    for _ in range(2):
        agree(enrolment=enrolment, by=upper)
    assert enrolment.state == APPROVED
    assert ClassEvent.objects.filter(deed="approved").count() == 1


def test_nobody_else_agrees(found, community, lower):
    enrolment = sent(found, community, lower)
    for person in (lower, make_head_teacher(found), make_user(Role.LEADER)):
        with pytest.raises(ActionError, match="只有名额所在单位"):
            agree(enrolment=enrolment, by=person)
        with pytest.raises(ActionError, match="只有名额所在单位"):
            refuse(enrolment=enrolment, reason="名额不够", by=person)


def test_refusal_has_a_reason_that_person_and_unit_are_told(found, community, upper, lower):
    enrolment = sent(found, community, lower)
    with pytest.raises(ActionError, match="请写明原因"):
        refuse(enrolment=enrolment, reason=" ", by=upper)
    for _ in range(2):
        refuse(enrolment=enrolment, reason="名额不够", by=upper)
    assert (enrolment.state, enrolment.reason) == (REFUSED, "名额不够")
    assert told(enrolment.person) == ["“书记班”的报名没有通过"]
    assert told(lower) == ["张三：“书记班”未通过"]
    with pytest.raises(ActionError, match="不能再次报名"):
        nominate(training_class=found, person=enrolment.person, organisation=community, by=lower)


def test_unit_does_not_refuse_whom_it_agreed_to(found, community, upper):
    enrolment = sent(found, community, upper)
    with pytest.raises(ActionError, match="单位已经同意"):
        refuse(enrolment=enrolment, reason="改了主意", by=upper)
    assert refuse(enrolment=enrolment, reason="条件不符", by=make_planner()).state == REFUSED


def test_who_comes_second_is_told_who_was_first(found, community, upper, lower):
    enrolment = sent(found, community, lower)
    seen = enrolment.version
    refuse(enrolment=enrolment, reason="名额不够", by=upper)
    with pytest.raises(ListOvertakenError, match="刚刚已由区管理员处理（张三：未通过）"):
        withdraw(enrolment=enrolment, reason="有事", by=lower, version=seen)
    assert Enrolment.objects.get().state == REFUSED


# --- Confirmed ---
def test_academy_confirms_and_the_person_is_told(found, community, upper):
    enrolment = sent(found, community, upper)
    for _ in range(2):
        confirm_enrolment(enrolment=enrolment, by=make_planner())
    assert enrolment.state == CONFIRMED
    assert told(enrolment.person) == ["您已列入“书记班”学员名单"]
    assert told(upper) == ["张三：“书记班”已确认"]


def test_who_nominated_many_is_told_once(found, community, upper):
    for _ in range(4):
        make_trainee(found, APPROVED, organisation=community, nominated_by=upper)
    for _ in range(2):
        confirm_all(training_class=found, by=make_planner())
    [title] = told(upper)
    assert title.endswith("等 4 人：“书记班”已确认")


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_confirm(found, community, upper, role):
    enrolment = sent(found, community, upper)
    person = make_user(role, community)
    with pytest.raises(ActionError, match="只有教务可以确认名单"):
        confirm_enrolment(enrolment=enrolment, by=person)
    with pytest.raises(ActionError, match="只有教务可以确认名单"):
        confirm_all(training_class=found, by=person)


def test_nobody_is_confirmed_whose_unit_has_not_agreed(found, community, lower):
    enrolment = sent(found, community, lower)
    with pytest.raises(ActionError, match="现在是“已报名”，不能直接改为“已确认”"):
        confirm_enrolment(enrolment=enrolment, by=make_planner())
    assert confirm_all(training_class=found, by=make_planner()) == 0


def test_class_is_never_filled_beyond_its_places(community, found, upper):
    type(found).objects.filter(pk=found.pk).update(capacity=1)
    first, second = sent(found, community, upper, "甲"), sent(found, community, upper, "乙")
    planner = make_planner()
    with pytest.raises(ActionError, match="本班 1 人，还能确认 1 人，这次要确认 2 人"):
        confirm_all(training_class=found, by=planner)
    assert not Enrolment.objects.filter(state=CONFIRMED).exists()
    assert confirm_all(training_class=found, by=planner, only=[first.pk]) == 1
    with pytest.raises(ActionError, match="还能确认 0 人"):
        confirm_enrolment(enrolment=second, by=planner)


@pytest.mark.parametrize("n", [1, 3])
def test_confirming_costs_two_statements_a_person_and_the_rest_once(
    n, found, community, upper, django_assert_num_queries
):
    type(found).objects.filter(pk=found.pk).update(capacity=40)
    for _ in range(n):
        make_trainee(found, APPROVED, organisation=community)
    planner = make_planner()
    with django_assert_num_queries(13 + 2 * n):
        confirm_all(training_class=found, by=planner)


# --- Taken off ---
def test_person_and_unit_step_back_before_arrival(found, community, lower, upper):
    own = sent(found, community, upper, "甲")
    withdraw(enrolment=own, reason="家里有事", by=own.person)
    assert told(own.person) == []
    assert told(upper) == ["甲：“书记班”已退出"]
    other = sent(found, community, upper, "乙")
    withdraw(enrolment=other, reason="工作需要", by=lower)
    assert told(other.person) == ["您已退出“书记班”"]


def test_strangers_take_nobody_off(found, community, upper):
    enrolment = sent(found, community, upper)
    for person in (make_user(Role.TRAINEE, community), make_user(Role.LEADER)):
        with pytest.raises(ActionError, match="只有本人、本单位管理员和班主任"):
            withdraw(enrolment=enrolment, reason="不行", by=person)


def test_after_arrival_only_those_who_keep_the_class(found, upper):
    enrolment = make_trainee(found, organisation=upper.memberships.get().organisation)
    for person in (enrolment.person, upper):
        with pytest.raises(ActionError, match="已经报到"):
            withdraw(enrolment=enrolment, reason="有事", by=person)
    head = make_head_teacher(found)
    assert withdraw(enrolment=enrolment, reason="请假过多", by=head).state == "withdrawn"


def test_place_is_free_again_when_somebody_steps_back(found, community, upper):
    first, _ = sent(found, community, upper, "甲"), sent(found, community, upper, "乙")
    withdraw(enrolment=first, reason="有事", by=upper)
    assert sent(found, community, upper, "丙").state == APPROVED


# --- What managers are offered ---
def test_classes_with_places_for_ones_units_or_those_above(found, upper, lower):
    make_quota(make_class(ClassState.PLANNED), upper.memberships.get().organisation)
    make_quota(make_class(ClassState.ANNOUNCED), make_organisation())
    assert list(offered_classes(upper)) == list(offered_classes(lower)) == [found]
    assert list(offered_classes(make_user(Role.TRAINEE))) == []


def test_figures_are_those_of_ones_own_units(found, community, district, upper, lower):
    sent(found, community, lower, "甲")
    sent(found, district, upper, "乙")
    [above], [below] = offers([found], upper), offers([found], lower)
    assert (above.places, above.nominated, above.agreed) == (2, 1, 1)
    assert (below.places, below.nominated, below.agreed) == (2, 1, 0)


# --- Groups and posts ---
def test_groups_are_even_and_part_people_of_one_unit():
    found = make_class()
    units = [make_organisation() for _ in range(2)]
    for n in range(7):
        make_trainee(found, organisation=units[n // 4])
    make_trainee(found, REFUSED)
    assert form_groups(training_class=found, count=3, by=make_head_teacher(found)) == 7
    sizes = [group.members.count() for group in found.groups.all()]
    assert sorted(sizes) == [2, 2, 3]
    form_groups(training_class=found, count=2, by=make_planner())
    assert [group.members.count() for group in found.groups.all()] == [4, 3]


def test_more_groups_than_people_are_refused():
    found = make_class()
    make_trainee(found)
    with pytest.raises(ActionError, match="只有 1 人，分不成 2 个组"):
        form_groups(training_class=found, count=2, by=make_planner())


def test_group_and_post_are_given_and_taken():
    found = make_class()
    enrolment, head = make_trainee(found), make_head_teacher(found)
    for _ in range(2):
        assign_place(enrolment=enrolment, group=3, post=ClassPost.MONITOR, by=head)
    assert (enrolment.group.number, enrolment.post) == (3, "monitor")
    assert ClassEvent.objects.filter(deed="placed_in_class").count() == 1
    assign_place(enrolment=enrolment, group=None, post="", by=head)
    assert (enrolment.group, enrolment.post) == (None, "")
    with pytest.raises(ListOvertakenError):
        assign_place(enrolment=enrolment, group=1, post="", by=head, version=1)


def test_others_divide_no_class():
    enrolment = make_trainee(make_class())
    with pytest.raises(ActionError, match="只有教务和本班班主任"):
        assign_place(enrolment=enrolment, group=1, post="", by=enrolment.person)
    with pytest.raises(ActionError, match="只有教务和本班班主任"):
        form_groups(training_class=enrolment.training_class, count=1, by=make_user(Role.LEADER))
