"""Practice bases as visitors and trainees find them."""

import pytest

from tests.factories.learning import make_base, make_visit_task

pytestmark = pytest.mark.django_db


def read(client, page, **query):
    response = client.get(page.url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_index_lists_published_bases(client):
    index = make_base(title="长山花园社区", district="绿园区").get_parent()
    make_base(title="还没公布", live=False)

    page = read(client, index)

    assert "长山花园社区" in page
    assert "绿园区" in page
    assert "还没公布" not in page


def test_index_is_searched_by_name_district_and_summary(client):
    index = make_base(title="长山花园社区", summary="六治融合").get_parent()
    make_base(title="另一个基地", district="宽城区", summary="老旧小区改造")

    assert "另一个基地" not in read(client, index, q="长山")
    assert "另一个基地" in read(client, index, q="宽城")
    assert "另一个基地" in read(client, index, q="老旧小区")
    assert "没有找到实践基地" in read(client, index, q="不存在的")


def test_index_is_paged(client):
    for _ in range(25):
        index = make_base().get_parent()

    first = client.get(index.url).context["bases"]
    second = client.get(index.url, {"page": 2}).context["bases"]

    assert (len(first), len(second)) == (24, 1)


def test_base_shows_its_published_tasks(client):
    base = make_base(story="<p>每月十五日是居民说事日。</p>")
    task = make_visit_task(base=base, title="走访说事日")
    make_visit_task(base=base, title="草稿任务", live=False)

    page = read(client, base)

    assert "每月十五日是居民说事日。" in page
    assert f'href="/bases/tasks/{task.pk}/"' in page
    assert "草稿任务" not in page


def test_base_without_tasks_says_so(client):
    assert "还没有安排现场任务" in read(client, make_base())


@pytest.mark.parametrize("count", [1, 3])
def test_index_and_base_ask_the_same_few_questions(client, count, django_assert_num_queries):
    for _ in range(count):
        base = make_base()
    for _ in range(count):
        make_visit_task(base=base)
    index = base.get_parent().specific
    client.get(index.url)

    # the way to the page, the page, count, bases
    with django_assert_num_queries(4):
        client.get(index.url)
    # the way to the page, the page, tasks
    with django_assert_num_queries(3):
        client.get(base.url)
