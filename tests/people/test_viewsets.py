"""People, posts and units in Wagtail's admin."""

import pytest
from django.contrib.auth.models import Permission

from academy.core import clock
from academy.people import actions
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, Organisation, TraineeCategory, User
from tests.factories.people import PASSWORD, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = make_user(username="admin", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def administrator():
    """An administrator as the academy sets one up: may add and change, never delete."""
    user = make_user(username="jiaowu")
    actions.grant_membership(user=user, organisation=make_organisation(), role=Role.ADMINISTRATOR)
    names = ["add_user", "change_user", "access_admin", "add_membership", "change_membership"]
    user.groups.get().permissions.set(Permission.objects.filter(codename__in=names))
    return user


def words(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def person_form(**more):
    return {
        "username": "WangFang",
        "name": "王芳",
        "phone": "138 0000 1234",
        "email": "",
        "category": "",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | more


# --- people ---


def test_a_person_is_added_with_name_phone_and_category(client, root):
    category = TraineeCategory.objects.create(code="community", name="社区工作者")
    page = words(client, "/admin/users/new/")
    for label in ("账号", "姓名", "手机号", "学员类别", "首次登录须改密码"):
        assert label in page
    for gone in ("first_name", "last_name", 'name="groups"'):
        assert gone not in page
    answer = client.post("/admin/users/new/", person_form(category=category.pk))
    assert answer.status_code == 302
    person = User.objects.get(username="wangfang")
    assert (person.name, person.phone, person.category) == ("王芳", "13800001234", category)
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("phone", "123", "11 位数字"),
        ("phone", "13900000001", "另一个人的账号"),
        ("username", "13900000000", "另一个人的手机号"),
        ("username", "TAKEN", "已被占用"),
    ],
)
def test_clashing_names_are_refused_in_words(client, root, field, typed, why):
    make_user(username="taken", phone="13900000000")
    make_user(username="13900000001")
    page = client.post("/admin/users/new/", person_form(**{field: typed}))
    assert why in page.content.decode()
    assert not User.objects.filter(name="王芳").exists()


def test_a_person_is_found_by_name_and_edited(client, root):
    person = make_user(name="李敏", username="limin")
    assert "李敏" in words(client, "/admin/users/?q=李敏&ordering=name")
    data = person_form(username="limin", name="李敏敏", is_active="on", password1="", password2="")
    assert client.post(f"/admin/users/edit/{person.pk}/", data).status_code == 302
    person.refresh_from_db()
    assert person.name == "李敏敏"
    assert person.check_password(PASSWORD)


def test_an_administrator_promotes_nobody_and_leaves_superusers_alone(client, administrator):
    boss = make_user(username="boss", name="院长", is_superuser=True)
    client.force_login(administrator)
    assert "is_superuser" not in words(client, "/admin/users/new/")
    client.post("/admin/users/new/", person_form(is_superuser="on"))
    assert not User.objects.get(username="wangfang").is_superuser
    data = person_form(phone="", password1="taken-over-9", password2="taken-over-9", is_active="on")
    client.post(f"/admin/users/edit/{boss.pk}/", data)
    boss.refresh_from_db()
    assert (boss.username, boss.name) == ("boss", "院长")
    assert boss.check_password(PASSWORD)


def test_bulk_work_on_accounts_is_for_superusers(client, administrator):
    person = make_user()
    client.force_login(administrator)
    address = f"/admin/bulk/people/user/set_active_state/?id={person.pk}"
    client.post(address, {"mark_as_active": "", "next": "/admin/users/"})
    person.refresh_from_db()
    assert person.is_active


def test_people_are_in_one_menu_with_their_units(client, root):
    menu = words(client, "/admin/")
    people, posts = menu.index("/admin/users/"), menu.index("/admin/people/posts/")
    assert people < posts < menu.index("/admin/people/units/")
    assert "姓名" in words(client, "/admin/users/")


def test_nobody_is_asked_for_first_and_last_name(client, root):
    page = words(client, "/admin/account/")
    assert "first_name" not in page
    assert "外观偏好" in page


def test_what_people_use_is_not_deleted_nor_people_in_bulk(client, root):
    category = TraineeCategory.objects.create(code="community", name="社区工作者")
    person = make_user(name="王芳", category=category)
    answer = client.post(f"/admin/people/categories/delete/{category.pk}/", follow=True)
    assert "“社区工作者”已有人员，不能删除。" in answer.content.decode()
    answer = client.post(f"/admin/bulk/people/user/delete/?id={person.pk}", follow=True)
    assert "人员不能批量删除" in answer.content.decode()
    client.post(f"/admin/users/delete/{person.pk}/")
    assert not User.objects.filter(pk=person.pk).exists()


# --- posts ---


def test_a_post_is_granted_and_ended_and_the_group_follows(client, root):
    person, unit = make_user(name="李老师"), make_organisation(name="教研室")
    today = clock.today().isoformat()
    assert f'value="{today}"' in words(client, "/admin/people/posts/new/")
    data = {
        "user": person.pk,
        "organisation": unit.pk,
        "role": Role.INSTRUCTOR,
        "started_on": clock.today().isoformat(),
    }
    assert client.post("/admin/people/posts/new/", data).status_code == 302
    assert [group.name for group in person.groups.all()] == ["教师"]
    post = Membership.objects.get(user=person)
    page = words(client, "/admin/people/posts/")
    assert "李老师" in page
    assert "教研室" in page
    assert "结束" in words(client, f"/admin/people/posts/edit/{post.pk}/")
    data = {"ended_on": clock.today().isoformat()}
    assert client.post(f"/admin/people/posts/edit/{post.pk}/", data).status_code == 302
    post.refresh_from_db()
    assert post.ended_on == clock.today()
    assert not person.groups.exists()


def test_a_refused_post_says_why(client, root):
    person, unit = make_user(), make_organisation()
    data = {
        "user": person.pk,
        "organisation": unit.pk,
        "role": Role.TRAINEE,
        "started_on": "2999-01-01",
    }
    page = client.post("/admin/people/posts/new/", data)
    assert "任职开始日期不能晚于今天" in page.content.decode()
    assert not Membership.objects.exists()


def test_posts_are_never_deleted(client, root):
    post = actions.grant_membership(
        user=make_user(), organisation=make_organisation(), role=Role.TRAINEE
    )
    client.post(f"/admin/people/posts/delete/{post.pk}/")
    assert Membership.objects.filter(pk=post.pk).exists()


# --- units ---


def test_units_stand_in_tree_order_with_level_and_parent(client, root):
    city = make_organisation(name="长春市", code="2201", level=OrganisationLevel.CITY)
    make_organisation(city, name="南关区", code="220102", level=OrganisationLevel.DISTRICT)
    make_organisation(name="另一市", code="2202", level=OrganisationLevel.CITY)
    page = words(client, "/admin/people/units/")
    assert page.index("长春市") < page.index("　南关区") < page.index("另一市")
    assert "区县" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_units_takes_a_fixed_number_of_queries(
    client, root, count, django_assert_num_queries
):
    city = make_organisation()
    for _ in range(count):
        make_organisation(Organisation.objects.get(pk=city.pk))
    words(client, "/admin/people/units/")
    with django_assert_num_queries(8):
        words(client, "/admin/people/units/")


def test_a_unit_is_added_renamed_and_moved(client, root):
    city = make_organisation(name="长春市")
    data = {"name": "南关区", "code": "n1", "level": "district", "parent": city.pk}
    assert client.post("/admin/people/units/new/", data).status_code == 302
    unit = Organisation.objects.get(code="n1")
    assert unit.get_parent() == city
    assert str(city.pk) in words(client, f"/admin/people/units/edit/{unit.pk}/")
    data |= {"name": "新南关区", "parent": ""}
    assert client.post(f"/admin/people/units/edit/{unit.pk}/", data).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.depth) == ("新南关区", 1)
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_a_unit_cannot_go_below_itself(client, root):
    unit = make_organisation(code="u1")
    below = make_organisation(Organisation.objects.get(pk=unit.pk))
    data = {"name": "单位", "code": "u1", "level": "district", "parent": below.pk}
    page = client.post(f"/admin/people/units/edit/{unit.pk}/", data)
    assert "不能放到自己或自己的下级单位里" in page.content.decode()


def test_a_unit_in_use_is_not_deleted(client, root):
    unit = make_organisation(name="演示区")
    below = make_organisation(Organisation.objects.get(pk=unit.pk), name="演示社区")
    make_user(Role.TRAINEE, below)
    answer = client.post(f"/admin/people/units/delete/{unit.pk}/", follow=True)
    assert "“演示区”还有下级单位，不能删除。" in answer.content.decode()
    answer = client.post(f"/admin/people/units/delete/{below.pk}/", follow=True)
    assert "“演示社区”已有任职，不能删除。" in answer.content.decode()
    assert Organisation.objects.count() == 2


def test_categories_are_kept(client, root):
    data = {"code": "shequ", "name": "社区工作者"}
    assert client.post("/admin/people/categories/new/", data).status_code == 302
    assert "社区工作者" in words(client, "/admin/people/categories/")


# --- choosers ---


def chosen_from(answer):
    return answer.json()["html"] if "json" in answer["Content-Type"] else answer.content.decode()


@pytest.mark.parametrize("view", ["", "results/"])
def test_people_and_units_are_chosen_by_name(client, root, view):
    make_user(name="李敏", username="limin")
    make_organisation(name="南关区", code="220102")
    for typed in ("李", "LiM"):
        page = chosen_from(client.get(f"/admin/people/choose-person/{view}", {"q": typed}))
        assert "李敏" in page
        assert root.name not in page
    page = client.get(f"/admin/people/choose-organisation/{view}", {"q": "2201"})
    assert "南关区" in chosen_from(page)


def test_an_author_cannot_list_everybody_in_the_chooser(client, administrator):
    author = make_user(username="jiaoshi")
    author.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(author)
    page = client.get("/admin/people/choose-person/results/")
    assert administrator.name not in page.content.decode()


def test_nobody_learns_a_name_by_trying_numbers(client, administrator):
    author = make_user(username="jiaoshi")
    author.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(author)
    unit = make_organisation()
    for address in (
        f"/admin/people/choose-person/chosen/{administrator.pk}/",
        f"/admin/people/choose-instructor/chosen/{administrator.pk}/",
        f"/admin/people/choose-organisation/chosen/{unit.pk}/",
    ):
        assert client.get(address).status_code == 404


def test_teachers_are_offered_to_all_who_author(client, administrator):
    author = make_user(Role.INSTRUCTOR, name="李文")
    author.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    colleague = make_user(Role.INSTRUCTOR, name="高敏")
    client.force_login(author)
    page = client.get("/admin/people/choose-instructor/results/").content.decode()
    assert "李文" in page
    assert "高敏" in page
    assert administrator.name not in page
    answer = client.get(f"/admin/people/choose-instructor/chosen/{colleague.pk}/")
    assert answer.json()["result"]["title"] == "高敏"
