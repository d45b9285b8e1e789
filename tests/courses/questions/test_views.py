"""The question bank in the admin, as an instructor meets it."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.questions.gift import parse_gift
from courses.questions.models import Question, QuestionBank
from tests.factories.people import make_user
from tests.factories.questions import FOUR_KINDS, make_bank, true_false_gift

pytestmark = pytest.mark.django_db
URLS = "wagtailsnippets_courses_questionbank"


@pytest.fixture
def instructor():
    """Somebody with the permissions an instructor's group has, and no more."""
    user = make_user()
    group, _ = Group.objects.get_or_create(name="教师")
    names = ["access_admin", "view_questionbank", "add_questionbank", "change_questionbank"]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    user.groups.add(group)
    return user


@pytest.fixture
def desk(client, instructor):
    client.force_login(instructor)
    return client


def page_url(name, pk):
    return reverse(f"{URLS}:{name}", args=[pk])


def upload(text: str):
    return {"file": SimpleUploadedFile("题.gift", text.encode()), "check": "1"}


def test_upload_preview_confirm(desk):
    bank = make_bank("::判断::旧的说法。 {T}")
    url = page_url("import", bank.pk)
    page = desk.post(url, upload(FOUR_KINDS))
    assert "检查通过，还没有导入。</b>共 4 题：新增 3，修改 1，不变 0" in page.content.decode()
    assert bank.questions.count() == 1
    form = page.context["form"]
    sent = {"text": form.initial["text"].replace("\n", "\r\n"), "checked": form.initial["checked"]}
    page = desk.post(url, sent | {"confirm": "1"}, follow=True)
    assert "导入完成：新增 3 题，修改 1 题，不变 0 题。" in page.content.decode()
    assert bank.questions.count() == 4


def test_faults_are_shown_by_line_and_the_text_is_kept(desk):
    bank = make_bank("")
    text = "题一 {T}\n\n题二 {~甲 ~乙}"
    page = desk.post(page_url("import", bank.pk), upload(text) | {"confirm": "1"})
    body = page.content.decode()
    assert "有 1 处问题，一题也没有导入。" in body
    assert "第 3 行：没有正确答案" in body
    assert "题二 {~甲 ~乙}" in body
    assert "确认导入" not in body
    assert bank.questions.count() == 0


def test_what_was_not_previewed_is_not_imported(desk):
    bank = make_bank("")
    url = page_url("import", bank.pk)
    checked = desk.post(url, upload("题一 {T}")).context["form"].initial["checked"]
    page = desk.post(url, {"text": "题二 {F}", "checked": checked, "confirm": "1"})
    assert "检查通过，还没有导入。" in page.content.decode()
    assert bank.questions.count() == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请选择文件，或把题目粘贴到文本框里。"),
        (
            {"file": SimpleUploadedFile("a.gift", b"\xff\xff {T}")},
            "认不出文件的编码，请用“另存为”选择 UTF-8 后再导入",
        ),
        (
            {"file": SimpleUploadedFile("a.gift", b"x" * (2 * 1024 * 1024 + 1))},
            "文件太大，不能超过 2 MB",
        ),
    ],
)
def test_what_cannot_be_read_is_said(desk, sent, words):
    page = desk.post(page_url("import", make_bank("").pk), sent)
    assert words in page.content.decode()
    assert "文本框里改好" not in page.content.decode()


def test_a_file_in_gbk_is_shown_as_it_was_meant(desk):
    bank = make_bank("")
    url = page_url("import", bank.pk)
    file = SimpleUploadedFile("题.gift", "题一 {T}\n\n题二 {~甲 ~乙}".encode("gbk"))
    page = desk.post(url, {"file": file, "check": "1"})
    body = page.content.decode()
    assert "第 3 行：没有正确答案" in body
    assert "在下面的文本框里改好，再检查一次。" in body
    assert page.context["form"].initial["text"] == "题一 {T}\n\n题二 {~甲 ~乙}"


def test_the_list_shows_questions_with_answers_and_retires_one(desk):
    bank = make_bank()
    page = desk.get(page_url("questions", bank.pk))
    body = page.content.decode()
    assert "共 4 题" in body
    assert "正确答案：提议；决议" in body
    assert "-50%　裁决" in body
    assert "100%　居民委员会（对）" in body
    assert "答错时：再想想" in body
    question = Question.objects.get(name="判断")
    page = desk.post(page_url("retire", question.pk), follow=True)
    assert "✗ 已停用" in page.content.decode()
    page = desk.post(page_url("retire", question.pk), {"restore": "1"}, follow=True)
    assert "✗ 已停用" not in page.content.decode()


def test_wagtails_own_screens_lead_there(desk):
    bank = make_bank(title="四步议事题库")
    page = desk.get(reverse(f"{URLS}:list")).content.decode()
    assert "四步议事题库" in page
    assert page_url("import", bank.pk) in page
    page = desk.get(reverse(f"{URLS}:edit", args=[bank.pk])).content.decode()
    assert page_url("questions", bank.pk) in page


def test_a_new_bank_leads_to_importing(desk):
    answer = desk.post(reverse(f"{URLS}:add"), {"title": "四步议事题库", "subject": ""})
    assert answer["Location"] == page_url("import", QuestionBank.objects.get().pk)


def test_the_example_on_the_screen_can_be_imported(desk):
    page = desk.get(page_url("import", make_bank("").pk)).content.decode()
    reading = parse_gift(unescape(re.search(r"<pre>(.*)</pre>", page, re.DOTALL)[1]))
    assert reading.faults == ()
    assert [q.kind for q in reading.questions] == ["single", "multiple", "true_false", "fill_in"]


def test_a_reviewer_reads_the_questions_and_changes_nothing(client):
    bank = make_bank()
    reviewer = make_user()
    names = ["access_admin", "view_questionbank"]
    reviewer.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(reviewer)
    listing = client.get(reverse(f"{URLS}:list")).content.decode()
    assert page_url("questions", bank.pk) in listing
    assert page_url("import", bank.pk) not in listing
    page = client.get(page_url("questions", bank.pk)).content.decode()
    assert "正确答案：提议；决议" in page
    for deed in ("导入题目", "停用"):
        assert deed not in page
    question = bank.questions.first()
    assert client.post(page_url("retire", question.pk)).url == "/admin/"
    question.refresh_from_db()
    assert not question.retired


@pytest.mark.parametrize("name", ["questions", "import"])
def test_others_of_the_admin_are_turned_away(client, name):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(page_url(name, make_bank().pk)).status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_as_many_queries_for_three(desk, size, django_assert_num_queries):
    url = page_url("questions", make_bank(true_false_gift(size)).pk)
    desk.get(url)
    with django_assert_num_queries(11):
        desk.get(url)
