"""The tree of real divisions, from a small stand-in for the npm package's database."""

import sqlite3
from contextlib import closing

import pytest

from academy.core.errors import ActionError
from academy.people.actions import create_organisation, import_divisions
from academy.people.enums import OrganisationLevel
from academy.people.models import Organisation

pytestmark = pytest.mark.django_db

ROWS = {
    "province(code,name)": [("22", "吉林省"), ("23", "黑龙江省")],
    "city(code,name,provinceCode)": [("2201", "长春市", "22"), ("2202", "吉林市", "22")],
    "area(code,name)": [("220102", "南关区"), ("220104", "朝阳区"), ("220202", "昌邑区")],
    "street(code,name)": [
        ("220102001", "南岭街道"),
        ("220104002", "前进街道"),
        ("220202001", "站前街道"),
    ],
    "village(code,name)": [
        ("220102001001", "华阳社区"),
        ("220102001002", "恒安社区"),
        ("220104002001", "东田社区"),
        ("220202001001", "站前社区"),
    ],
}


def write_package(modules, rows):
    folder = modules / "china-division" / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data.sqlite").unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / "data.sqlite")) as database:
        for table, values in rows.items():
            database.execute(f"CREATE TABLE {table}")
            marks = ",".join("?" * len(values[0]))
            database.executemany(f"INSERT INTO {table.split('(')[0]} VALUES ({marks})", values)
        database.commit()


@pytest.fixture
def package(tmp_path, settings):
    settings.NODE_MODULES = tmp_path
    write_package(tmp_path, ROWS)
    return tmp_path


def drawn():
    return [(unit.depth, unit.code, unit.name, unit.level) for unit in Organisation.objects.all()]


def test_a_city_is_built_down_to_its_communities(package):
    done = import_divisions()
    assert (done.created, done.kept) == (8, 0)
    assert drawn() == [
        (1, "2201", "长春市", "city"),
        (2, "220102", "南关区", "district"),
        (3, "220102001", "南岭街道", "street"),
        (4, "220102001001", "华阳社区", "community"),
        (4, "220102001002", "恒安社区", "community"),
        (2, "220104", "朝阳区", "district"),
        (3, "220104002", "前进街道", "street"),
        (4, "220104002001", "东田社区", "community"),
    ]
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_districts_not_named_stay_without_streets(package):
    import_divisions(districts=["朝阳区"])
    codes = {code for _, code, _, _ in drawn()}
    assert codes == {"2201", "220102", "220104", "220104002", "220104002001"}


def test_a_second_run_adds_only_what_is_new(package):
    import_divisions(districts=["朝阳区"])
    street = Organisation.objects.get(code="220104002")
    create_organisation(
        name="办事处", code="own-1", level=OrganisationLevel.COMMUNITY, parent=street
    )
    Organisation.objects.filter(code="220104").update(name="朝阳区（改名）")
    write_package(
        package,
        ROWS | {"village(code,name)": [*ROWS["village(code,name)"], ("220104002002", "新社区")]},
    )
    done = import_divisions()
    assert (done.created, done.kept) == (4, 6)
    assert import_divisions().created == 0
    assert Organisation.objects.get(code="220104").name == "朝阳区（改名）"
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_the_number_of_queries_does_not_grow_with_the_tree(package, django_assert_num_queries):
    with django_assert_num_queries(10):
        import_divisions()
    with django_assert_num_queries(4):
        import_divisions()


def test_an_unknown_city_is_named(package):
    with pytest.raises(ActionError, match="没有“吉林省哈尔滨市”"):
        import_divisions(city="哈尔滨市")


def test_a_missing_package_says_what_to_run(tmp_path, settings):
    settings.NODE_MODULES = tmp_path
    with pytest.raises(ActionError, match="npm ci"):
        import_divisions()
    assert not Organisation.objects.exists()
