"""The admin as such: whose it is, and that nothing on it leads to another host."""

import re

import pytest

pytestmark = pytest.mark.django_db


def test_the_first_screen_is_the_academys_and_leads_nowhere_else(admin_client):
    page = admin_client.get("/admin/").content.decode()
    assert "<title>工作台 - 学院管理后台</title>" in page
    body = page[page.index("</noscript>") :]
    assert re.findall(r"https?://[^\s\"&]+", body) == []
