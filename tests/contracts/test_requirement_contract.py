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


def verdict(programme, person):
    (part,) = evaluate_programme(Programme.objects.get(pk=programme.pk), person).parts
    return part


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
    part = verdict(make_programme(case.node), make_user())
    assert not part.met
    assert part.wanted
    assert part.own
    assert part.next_words


@each_kind
def test_a_person_who_did_it_has_met_it(name):
    case, person = requirement_case(name, KINDS[name]), make_user()
    programme = make_programme(case.node)
    case.meet(person)
    part = verdict(programme, person)
    assert part.met
    assert part.wanted
    assert part.own
    assert (part.next_words, part.next_url) == ("", "")


@each_kind
def test_a_target_that_was_deleted_is_said_in_words(name):
    case = requirement_case(name, KINDS[name])
    programme = make_programme(case.node)
    if case.forget is None:
        assert not any(
            hasattr(block, "target_model") for block in KINDS[name]().child_blocks.values()
        )
        return
    case.forget()
    part = verdict(programme, make_user())
    assert not part.met
    assert "已被删除" in part.wanted


@each_kind
def test_a_programme_keeps_it_through_draft_and_publication(name):
    case = requirement_case(name, KINDS[name])
    programme = make_programme(case.node)
    programme.save_revision().publish()
    stored = Programme.objects.get(pk=programme.pk).requirements
    assert [child.block_type for child in stored] == [name]


@each_kind
@pytest.mark.parametrize("size", [1, 3])
def test_three_of_a_kind_take_as_many_queries_as_one(name, size, django_assert_max_num_queries):
    person = make_user()
    nodes = [requirement_case(name, KINDS[name]).node for _ in range(size)]
    programme = Programme.objects.get(pk=make_programme(*nodes).pk)
    with django_assert_max_num_queries(8):
        evaluate_programme(programme, person)


def test_an_unknown_kind_fails_loudly():
    with pytest.raises(UnknownRequirementError, match="no_such_kind"):
        Programme._meta.get_field("requirements").to_python(
            json.dumps([{"type": "no_such_kind", "value": {}}])
        )


def test_a_kind_that_comes_too_late_is_refused():
    with pytest.raises(ImproperlyConfigured, match="late_kind"):
        requirement("late_kind")(RequirementBlock)
