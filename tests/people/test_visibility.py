"""The predicates of rules and the QuerySets' visible_to say the same, over every role and place."""

import datetime as dt
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.core import clock
from academy.people import rules
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User, standing_of
from tests.factories.people import make_organisation

pytestmark = pytest.mark.django_db

LONG_AGO = dt.date(2020, 1, 1)


def make_tree():
    root = make_organisation()
    own = make_organisation(root)
    below = make_organisation(own)
    other = make_organisation(root)
    return [Organisation.objects.get(pk=unit.pk) for unit in (root, own, below, other)]


def make_person(name, *posts, ended=None, **fields):
    person = User.objects.create(username=name, name=name, **fields)
    Membership.objects.bulk_create(
        Membership(user=person, organisation=unit, role=role, started_on=LONG_AGO, ended_on=ended)
        for role, unit in posts
    )
    return person


def make_everybody(tree):
    """Every role at every place, now and in the past; several roles; none; nobody's friends."""
    root, own, below, other = tree
    yesterday = clock.today() - dt.timedelta(days=1)
    for number, (role, unit, ended) in enumerate(product(Role, tree, (None, yesterday))):
        make_person(f"p{number}", (role, unit), ended=ended)
    make_person("two", (Role.TRAINEE, other), (Role.ORGANISATION_MANAGER, own))
    make_person("three", (Role.LEADER, root), (Role.LIAISON, below), (Role.TRAINEE, below))
    make_person("twice", (Role.ORGANISATION_MANAGER, own), (Role.ORGANISATION_MANAGER, other))
    make_person("none")
    make_person("root", is_superuser=True)
    make_person("gone", (Role.ADMINISTRATOR, root), is_active=False)
    make_person("gone-root", is_superuser=True, is_active=False)


def assert_pairs_agree(viewers):
    people = {person: standing_of(person) for person in User.objects.all()}
    posts = list(Membership.objects.select_related("organisation"))
    units = list(Organisation.objects.all())
    for viewer in viewers:
        standing = standing_of(viewer)
        assert set(User.objects.visible_to(viewer)) == {
            person for person, theirs in people.items() if rules.can_see_person(standing, theirs)
        }, standing
        assert set(Organisation.objects.visible_to(viewer)) == {
            unit for unit in units if rules.can_see_organisation(standing, unit.path)
        }, standing
        assert set(Membership.objects.visible_to(viewer)) == {
            post for post in posts if sees_post(standing, post)
        }, standing


def sees_post(standing, post):
    return rules.can_see_membership(
        standing,
        user_id=post.user_id,
        post=rules.Post(post.role, post.organisation.path),
        is_current=post.ended_on is None or post.ended_on > clock.today(),
    )


def test_predicates_and_querysets_agree_for_every_role_and_place():
    make_everybody(make_tree())
    assert_pairs_agree([*User.objects.all(), AnonymousUser()])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    parents=st.lists(st.integers(0, 5), min_size=1, max_size=6),
    posts=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(Role), st.integers(0, 6), st.booleans()),
        max_size=8,
    ),
)
def test_predicates_and_querysets_agree_on_random_trees(parents, posts):
    with transaction.atomic():
        units = [make_organisation()]
        for parent in parents:
            units.append(
                make_organisation(Organisation.objects.get(pk=units[parent % len(units)].pk))
            )
        people = [make_person(f"r{n}") for n in range(4)]
        for who, role, where, has_ended in posts:
            Membership.objects.get_or_create(
                user=people[who],
                organisation=units[where % len(units)],
                role=role,
                ended_on=clock.today() if has_ended else None,
                defaults={"started_on": LONG_AGO},
            )
        assert_pairs_agree([*people, AnonymousUser()])
        transaction.set_rollback(True)


def test_who_sees_whom_in_words():
    root, own, below, other = make_tree()
    trainee = make_person("t", (Role.TRAINEE, below))
    stranger = make_person("s", (Role.TRAINEE, other))
    teacher = make_person("j", (Role.INSTRUCTOR, root))
    manager = make_person("m", (Role.ORGANISATION_MANAGER, own))
    head = make_person("h", (Role.HEAD_TEACHER, root))
    jiaowu = make_person("a", (Role.ADMINISTRATOR, root))

    def seen_by(viewer):
        return set(User.objects.visible_to(viewer))

    assert seen_by(trainee) == {trainee}
    assert seen_by(teacher) == {teacher}
    assert seen_by(manager) == {manager, trainee}
    assert seen_by(head) == {head, trainee, stranger}
    assert seen_by(jiaowu) == {trainee, stranger, teacher, manager, head, jiaowu}
    assert seen_by(AnonymousUser()) == set()


def test_a_post_that_begins_tomorrow_gives_nothing_today():
    _, own, below, _ = make_tree()
    trainee = make_person("t", (Role.TRAINEE, below))
    manager = make_person("m")
    Membership.objects.create(
        user=manager,
        organisation=own,
        role=Role.ORGANISATION_MANAGER,
        started_on=clock.today() + dt.timedelta(days=1),
    )
    assert trainee not in User.objects.visible_to(manager)


@pytest.mark.parametrize("trainees", [1, 3])
def test_the_people_of_a_subtree_take_two_queries(trainees, django_assert_num_queries):
    _, own, below, _ = make_tree()
    manager = make_person("m", (Role.ORGANISATION_MANAGER, own))
    for number in range(trainees):
        make_person(f"t{number}", (Role.TRAINEE, below))
    with django_assert_num_queries(2):
        assert User.objects.visible_to(manager).count() == trainees + 1
