"""The requirements field: lazy definition, unknown kinds, groups."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.writer import MigrationWriter

from academy.certification.models import Programme
from academy.certification.requirements import (
    REQUIREMENTS,
    RequirementsField,
    UnknownRequirementError,
    leaves,
)
from tests.factories.certification import group_node, hours_node, make_programme, present_node

FIELD = Programme._meta.get_field("requirements")


def unknown_node() -> dict:
    return {"type": "moon_walk", "value": {}}


def store(programme: Programme, nodes: list) -> None:
    """Write past the field, as a hall that was since removed would have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE certification_programme SET requirements = %s WHERE id = %s",
            [json.dumps(nodes), programme.pk],
        )


def test_definition_holds_every_registered_kind_and_the_groups():
    assert set(FIELD.stream_block.child_blocks) == {
        *REQUIREMENTS.items(),
        "all_of",
        "any_of",
        "n_of",
    }


def test_groups_nest_twice_and_no_further():
    first = FIELD.stream_block.child_blocks["any_of"].child_blocks["parts"]
    second = first.child_blocks["all_of"].child_blocks["parts"]
    assert "all_of" in first.child_blocks
    assert set(second.child_blocks) == set(REQUIREMENTS.items())


def test_migrations_name_no_kind():
    _, path, args, kwargs = FIELD.deconstruct()
    assert path == "academy.certification.requirements.RequirementsField"
    assert (args, kwargs) == ([], {"verbose_name": "颁证条件"})
    assert "hours_by_kind" not in MigrationWriter.serialize(FIELD)[0]
    assert isinstance(FIELD.clone(), RequirementsField)


@pytest.mark.parametrize(
    "nodes",
    [
        [unknown_node()],
        [hours_node(), unknown_node()],
        [group_node("any_of", hours_node(), unknown_node())],
        [group_node("all_of", group_node("any_of", unknown_node()))],
    ],
)
def test_an_unknown_kind_is_named_when_loaded(db, nodes):
    programme = make_programme()
    store(programme, nodes)
    with pytest.raises(UnknownRequirementError, match="moon_walk"):
        Programme.objects.get(pk=programme.pk)


def test_a_group_too_deep_is_refused():
    deep = group_node("all_of", group_node("any_of", group_node("all_of", hours_node())))
    with pytest.raises(UnknownRequirementError, match="all_of"):
        FIELD.to_python([deep])


def test_a_revision_with_an_unknown_kind_is_refused_too():
    with pytest.raises(UnknownRequirementError, match="moon_walk"):
        FIELD.to_python(json.dumps([unknown_node()]))


def test_nodes_survive_save_and_load(db):
    nodes = [hours_node("12.5"), group_node("n_of", hours_node("2"), hours_node("3"), count=1)]
    programme = make_programme(*nodes)
    stored = FIELD.stored(Programme.objects.get(pk=programme.pk).requirements)
    assert [(name, value["hours"]) for name, value in leaves(stored)] == [
        ("hours_by_kind", "12.5"),
        ("hours_by_kind", "2"),
        ("hours_by_kind", "3"),
    ]


def test_touching_and_saving_keeps_every_node(db):
    programme = make_programme(hours_node("12.5"), group_node("any_of", hours_node("2")))
    for block in programme.requirements:
        assert block.value
    programme.save()
    stored = FIELD.stored(Programme.objects.get(pk=programme.pk).requirements)
    assert [value["hours"] for _, value in leaves(stored)] == ["12.5", "2"]


def test_n_of_may_not_ask_for_more_than_it_lists():
    value = FIELD.to_python([group_node("n_of", hours_node(), count=2)])
    with pytest.raises(ValidationError) as caught:
        FIELD.stream_block.clean(value)
    assert "不能多于" in str(caught.value.block_errors[0].block_errors["count"])


@pytest.mark.parametrize(
    ("nodes", "labels"),
    [
        ([hours_node(), group_node("any_of", hours_node())], []),
        ([hours_node(), present_node(), present_node()], ["参加培训"]),
        ([group_node("all_of", group_node("any_of", hours_node(), present_node()))], ["参加培训"]),
    ],
)
def test_kinds_that_need_a_scope_are_found_at_any_depth(nodes, labels):
    assert FIELD.labels_needing_scope(FIELD.to_python(nodes)) == labels


def test_a_general_programme_takes_no_kind_that_needs_a_scope(db):
    programme = make_programme(group_node("any_of", hours_node(), present_node()))
    with pytest.raises(ValidationError) as caught:
        programme.full_clean()
    assert caught.value.message_dict == {
        "requirements": [
            "条件“参加培训”只在培训班里计算：请勾选“只用于培训班结业”，或删去这些条件。"
        ]
    }
    programme.is_for_classes = True
    programme.full_clean()
