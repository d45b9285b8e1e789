"""Several halls answering where an activity is done."""

from academy.learning.places import PLACE_PROVIDERS, Place, ask_providers

OPEN, CLOSED = Place("课", "/open/", True), Place("课", "/closed/", False, "请先选课。")


def answering(**places):
    return lambda user, ids: {int(pk[1:]): place for pk, place in places.items()}


def test_open_place_comes_before_a_closed_one_whatever_the_order():
    providers = [answering(_1=CLOSED, _2=OPEN), answering(_1=OPEN)]

    assert ask_providers(providers, None, [1, 2, 3]) == {1: OPEN, 2: OPEN}


def test_first_closed_place_is_named():
    other = Place("任务", "/other/", False, "暂不开放。")

    assert ask_providers([answering(_1=CLOSED), answering(_1=other)], None, [1]) == {1: CLOSED}


def test_nobody_is_asked_about_what_is_open_already():
    asked = []
    providers = [answering(_1=OPEN), lambda user, ids: asked.append(set(ids)) or {}]

    for ids in ([1, 2], [1], []):
        ask_providers(providers, None, ids)

    assert asked == [{2}]


def test_courses_are_asked_first():
    """Most is done there. Whoever imports a hall's places before they are sought changes that."""
    assert [provider.__module__ for provider in PLACE_PROVIDERS] == [
        "courses.places",
        "bases.places",
    ]
