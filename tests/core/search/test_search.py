"""Chinese words are found among real pages, on whatever database the suite runs on."""

from itertools import count

import pytest
from modelsearch.query import Not, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

pytestmark = pytest.mark.django_db

STOCK = "modelsearch.backends.database"


_serial = count(1)


def add_page(title: str) -> Page:
    page = Page(title=title, slug=f"page{next(_serial)}")
    return Page.objects.get(depth=1).add_child(instance=page)


@pytest.fixture
def pages():
    titles = [
        "三会一课制度",
        "四步议事法实务",
        "社区事议不同",
        "长山花园社区 Wagtail 指南",
        "第3课：A类事项的办理",
        "“引号”与(括号)",
    ]
    return {title: add_page(title) for title in titles}


def found(query, method="search", **options) -> list[str]:
    backend = get_search_backend("default")
    results = getattr(backend, method)(query, Page.objects.filter(depth=2), **options)
    return sorted(page.title for page in results)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("三会一课", ["三会一课制度"]),
        ("议事", ["四步议事法实务"]),
        ("会", ["三会一课制度"]),
        ("课", ["三会一课制度", "第3课：A类事项的办理"]),
        ("社区 指南", ["长山花园社区 Wagtail 指南"]),
        ("社区wagtail", ["长山花园社区 Wagtail 指南"]),
        ("WAGTAIL", ["长山花园社区 Wagtail 指南"]),
        ("A类", ["第3课：A类事项的办理"]),
        ("ａ类", ["第3课：A类事项的办理"]),
        ("“引号”", ["“引号”与(括号)"]),
        ("(括号)", ["“引号”与(括号)"]),
        ("事议", ["社区事议不同"]),
        ("法议", []),
        ("议事 没有", []),
        ("wagt", []),
    ],
)
def test_search(pages, query, titles):
    assert found(query) == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("三会", ["三会一课制度"]),
        ("议", ["四步议事法实务", "社区事议不同"]),
        ("议事", ["四步议事法实务"]),
        ("wagt", ["长山花园社区 Wagtail 指南"]),
        ("社区 wag", ["长山花园社区 Wagtail 指南"]),
        ("“", []),
    ],
)
def test_autocomplete(pages, query, titles):
    assert found(query, "autocomplete") == titles


@pytest.mark.parametrize(
    "query",
    ["", " ", '"', "'", '"议事', "议事'", "*", "议事*", "(", "NOT", "AND OR", "%s", "\\", "-议事",
     "议:事", "\x00", "议" * 10_000, "a " * 5_000, "😀"],
)  # fmt: skip
def test_absurd_queries_are_answered(pages, query):
    for method in ["search", "autocomplete"]:
        assert set(found(query, method)) <= set(pages)


def test_a_long_query_is_cut_and_not_refused():
    page = add_page("议" * 200)
    assert found("议" * 10_000) == [page.title]


def test_either_word(pages):
    assert found("议事 括号", operator="or") == ["“引号”与(括号)", "四步议事法实务"]


def test_composed_queries(pages):
    assert found(Phrase("议事法")) == ["四步议事法实务"]
    assert found(PlainText("社区") & PlainText("指南")) == ["长山花园社区 Wagtail 指南"]
    assert found(PlainText("议事") | PlainText("三会")) == ["三会一课制度", "四步议事法实务"]
    assert found(PlainText("社区") & Not(PlainText("指南"))) == ["社区事议不同"]


def test_a_new_title_replaces_the_old(pages):
    page = pages["四步议事法实务"]
    page.title = "协商办法"
    page.save()
    assert found("议事") == []
    assert found("协商") == ["协商办法"]


def test_indexing_leaves_the_page_as_it_is(pages):
    page = pages["四步议事法实务"]
    get_search_backend("default").add(page)
    assert page.title == "四步议事法实务"
    assert "get_search_fields" not in vars(page)


def test_a_page_taken_away_is_found_no_more(pages):
    pages["四步议事法实务"].delete()
    assert found("议事") == []


def test_counting_and_slicing(pages, django_assert_num_queries):
    results = get_search_backend("default").search("课", Page)
    with django_assert_num_queries(1):
        assert results.count() == 2
    with django_assert_num_queries(1):
        assert len(results[:1]) == 1


def test_the_stock_backend_misses_it(settings):
    """The control: without spacing the same page is not found by the same word."""
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": STOCK}}
    add_page("四步议事法实务")
    assert found("议事") == []
    assert found("四步议事法实务") == ["四步议事法实务"]
