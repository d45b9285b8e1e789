"""Wagtail's admin shows the log of deliveries and changes none."""

import pytest
from django.contrib.auth.models import Permission

from academy.notices.models import Delivery
from tests.factories.notices import make_reader, tell
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/notice_deliveries/"


def sign_in(client, *codenames, **fields):
    user = make_user(**fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)


def test_the_office_sees_what_became_of_a_notice(client):
    sign_in(client, "access_admin", "view_delivery")
    tell(make_user(name="王芳"), title="必学：四步议事法")
    page = client.get(LIST).content.decode()
    for words in ["王芳", "必学：四步议事法", "不发送", "没有登记可用的地址"]:
        assert words in page


def test_others_in_the_admin_do_not(client):
    sign_in(client, "access_admin")
    assert client.get(LIST).status_code == 302


def test_not_even_a_superuser_changes_the_log(client):
    sign_in(client, is_superuser=True)
    tell(make_reader())
    delivery = Delivery.objects.get()
    for path in ("new/", f"edit/{delivery.pk}/", f"delete/{delivery.pk}/"):
        assert client.post(LIST + path, {"state": "sent"}).status_code in {302, 404}
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_does_not_grow(client, count, django_assert_num_queries):
    sign_in(client, is_superuser=True)
    for _ in range(count):
        tell(make_reader())
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
