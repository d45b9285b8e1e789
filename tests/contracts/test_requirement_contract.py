"""What every kind of requirement must hold, whichever app brings it."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.admin.icons import get_icons

from academy.certification.models import Programme
from academy.certification.queries import evaluate_programme
from academy.certification.requirements import (
    REQUIREMENTS,
    RequirementBlock,
    UnknownRequirementError,
    requirement,
)
from tests.contracts.makers import requirement_case
from tests.factories.certification import make_programme
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

KINDS = REQUIREMENTS.items()
each_kind = pytest.mark.parametrize("name", KINDS)


def verdict(programme, person, scope=None):
    (part,) = evaluate_programme(Programme.objects.get(pk=programme.pk), person, scope).parts
    return part


def programme_of(case):
    """A programme that may ask for what the case holds."""
    return make_programme(case.node, is_for_classes=case.scope is not None)


def test_labels_tell_kinds_apart():
    labels = [kind().label for kind in KINDS.values()]
    assert all(labels)
    assert len(labels) == len(set(labels))


@each_kind
def test_its_icon_is_one_of_the_admins(name):
    assert f'id="icon-{KINDS[name]().meta.icon}"' in get_icons()


@each_kind
def test_a_person_with_nothing_is_told_what_is_wanted_and_what_to_do(name):
    case = requirement_case(name, KINDS[name])
    part = verdict(programme_of(case), make_user(), case.scope)
    assert not part.met
    assert part.wanted
    assert part.own
    assert part.next_words


@each_kind
def test_it_says_whether_it_needs_a_scope_and_is_asked_with_none_otherwise(name):
    case = requirement_case(name, KINDS[name])
    assert KINDS[name].needs_scope == (case.scope is not None)
    part = verdict(programme_of(case), make_user())
    assert not part.met
    assert ("只在培训班里计算" in part.wanted) == KINDS[name].needs_scope


@each_kind
def test_a_person_who_did_it_has_met_it(name):
    case, person = requirement_case(name, KINDS[name]), make_user()
    programme = programme_of(case)
    case.meet(person)
    part = verdict(programme, person, case.scope)
    assert part.met
    assert part.wanted
    assert part.own
    assert (part.next_words, part.next_url) == ("", "")


@each_kind
def test_a_target_that_was_deleted_is_said_in_words(name):
    case = requirement_case(name, KINDS[name])
    programme = programme_of(case)
    if case.forget is None:
        assert not any(
            hasattr(block, "target_model") for block in KINDS[name]().child_blocks.values()
        )
        return
    case.forget()
    part = verdict(programme, make_user(), case.scope)
    assert not part.met
    assert "已被删除" in part.wanted


@each_kind
def test_a_programme_keeps_it_through_draft_and_publication(name):
    case = requirement_case(name, KINDS[name])
    programme = programme_of(case)
    programme.save_revision().publish()
    stored = Programme.objects.get(pk=programme.pk).requirements
    assert [child.block_type for child in stored] == [name]


@each_kind
@pytest.mark.parametrize("size", [1, 3])
def test_three_of_a_kind_take_as_many_queries_as_one(name, size, django_assert_max_num_queries):
    person = make_user()
    cases = [requirement_case(name, KINDS[name]) for _ in range(size)]
    nodes = [case.node for case in cases]
    programme = Programme.objects.get(pk=make_programme(*nodes).pk)
    with django_assert_max_num_queries(8):
        evaluate_programme(programme, person, cases[0].scope)


def test_an_unknown_kind_fails_loudly():
    with pytest.raises(UnknownRequirementError, match="no_such_kind"):
        Programme._meta.get_field("requirements").to_python(
            json.dumps([{"type": "no_such_kind", "value": {}}])
        )


def test_a_kind_that_comes_too_late_is_refused():
    with pytest.raises(ImproperlyConfigured, match="late_kind"):
        requirement("late_kind")(RequirementBlock)
