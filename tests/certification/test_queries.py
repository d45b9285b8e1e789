"""Evaluation of programmes."""

from decimal import Decimal

import pytest
from wagtail.snippets.blocks import SnippetChooserBlock

from academy.certification.queries import (
    completion_page,
    evaluate_programme,
    evaluate_requirements,
    programmes_for,
)
from academy.certification.requirements import RequirementBlock, RequirementStream, Verdict
from academy.learning.models import YearTotal
from tests.factories.certification import (
    group_node,
    hours_node,
    make_certificate,
    make_programme,
    make_scope,
    present_node,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


class PersonNamed(RequirementBlock):
    """Somebody chosen bears the name of the person: a kind with a target."""

    somebody = SnippetChooserBlock("people.User")

    def evaluate(self, value, person, facts, scope=None):
        chosen = self.target(value, "somebody")
        return Verdict(met=chosen.name == person.name, wanted=f"叫 {chosen.name}", own=person.name)

    class Meta:
        label = "同名"


STREAM = RequirementStream([("person_named", PersonNamed())])


def named(user_id: int) -> dict:
    return {"type": "person_named", "value": {"somebody": user_id}}


def give(user, hours: str) -> None:
    YearTotal.objects.create(user=user, year=2026, kind="online", hours=Decimal(hours))


def test_every_requirement_must_be_met():
    user = make_user()
    give(user, "2")
    programme = make_programme(hours_node("1"), hours_node("3"))
    evaluation = evaluate_programme(programme, user)
    assert [part.met for part in evaluation.parts] == [True, False]
    assert not evaluation.met
    give(user := make_user(), "3")
    assert evaluate_programme(programme, user).met


def test_a_programme_without_requirements_is_never_met():
    programme = make_programme()
    programme.requirements = []
    assert not evaluate_programme(programme, make_user()).met


def test_groups_within_groups():
    user = make_user()
    give(user, "2")
    programme = make_programme(
        group_node(
            "any_of",
            hours_node("9"),
            group_node("n_of", hours_node("1"), hours_node("2"), hours_node("8"), count=2),
        )
    )
    (group,) = evaluate_programme(programme, user).parts
    assert group.met
    assert [part.met for part in group.parts] == [False, True]
    assert group.parts[1].own == "共 3 项，已满足 2 项"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_requirements(count, django_assert_num_queries):
    programme = make_programme(
        *[hours_node(str(n + 1)) for n in range(count)],
        group_node("any_of", *[hours_node(str(n + 1)) for n in range(count)]),
    )
    user = make_user()
    with django_assert_num_queries(1):
        evaluate_programme(programme, user)


@pytest.mark.parametrize("count", [1, 3])
def test_targets_of_a_kind_are_loaded_together(count, django_assert_num_queries):
    nodes = [named(make_user(name="王明").pk) for _ in range(count)]
    person = make_user(name="王明")
    with django_assert_num_queries(1):
        assert evaluate_requirements(STREAM, nodes, person).met


def test_a_deleted_target_is_an_error_in_words():
    verdict = evaluate_requirements(STREAM, [named(987_654)], make_user()).parts[0]
    assert not verdict.met
    assert verdict.wanted == "条件“同名”所指的内容已被删除，请联系教务处理。"


def test_what_needs_a_scope_is_unmet_in_words_without_one():
    user = make_user()
    give(user, "2")
    programme = make_programme(hours_node("1"), group_node("any_of", present_node()))
    hours, group = evaluate_programme(programme, user).parts
    assert hours.met
    assert not group.met
    assert group.parts[0].wanted == "“参加培训”只在培训班里计算"
    assert group.parts[0].own
    hours, group = evaluate_programme(programme, user, make_scope(user)).parts
    assert (hours.met, group.met) == (True, True)


def test_the_completion_page_of_a_scope_is_that_scopes():
    user, scope = make_user(), make_scope()
    programme = make_programme(present_node(), is_for_classes=True)
    make_certificate(programme, user, scope=make_scope())
    own = completion_page(programme, user, user, scope)
    assert (own["certificate"], own["scope"], own["evaluation"].met) == (None, scope, False)
    scope.admit(user)
    certificate = make_certificate(programme, user, scope=scope)
    own = completion_page(programme, user, user, scope)
    assert (own["certificate"], own["evaluation"].met) == (certificate, True)
    assert completion_page(programme, user, user)["certificate"] is None


def test_the_general_list_leaves_classes_out():
    user = make_user()
    general = make_programme()
    make_programme(present_node(), is_for_classes=True)
    make_certificate(general, user, scope=make_scope())
    (found,) = programmes_for(user)
    assert (found, found.is_held, found.was_held) == (general, False, False)
    make_certificate(general, user)
    (found,) = programmes_for(user)
    assert (found.is_held, found.was_held) == (True, True)
