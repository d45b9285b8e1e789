"""The Chinese catalogues of the project: complete, alive, whole, with one word per idea."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.forms.utils import pretty_name
from wagtail.admin.forms import choosers, workflows
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.sites.views import IndexView
from wagtail.users.views.bulk_actions.assign_role import RoleForm

OURS = settings.PROJECT_DIR / "core/locale/zh_Hans/LC_MESSAGES"
DOMAINS = ["django", "djangojs"]
# Forms whose fields have no label, so that Wagtail shows the bare name; ours translate it.
FORMS = [
    *(choosers.ExternalLinkChooserForm, choosers.EmailLinkChooserForm),
    *(choosers.PhoneLinkChooserForm, workflows.WorkflowContentTypeForm, workflows.WorkflowPageForm),
    *(DefaultPageForm, RoleForm),
]
# Words of Wagtail's Chinese catalogue, and ours for the same idea.
ONE_WORD = {
    "工作流": "审核流程",
    "任务": "环节",
    "批准": "通过",
    "拒绝": "退回",
    "驳回": "退回",
    "评论": "批注",
    "片段": "内容",
    "集合": "文件夹",
    "选集": "文件夹",
    "站点": "网站",
    "父页面": "上级页面",
    "子页面": "下级页面",
    "缩略名": "网址名",
    "用户": "人员",
    "群组": "权限组",
    "图像": "图片",
    "修订": "版本",
    "动作": "操作",
    "创建": "新建",
    "禁用": "停用",
    "撤下": "取消发布",
    "送审": "提交审核",
    "过滤": "筛选",
    "帐号": "账号",
    "注销": "退出",
    "你": "您",
}
REFUSED = {"新建%(model_name)s被拒绝。", "修改%(model_name)s被拒绝。"}
# The link would lead to another host.
WITHOUT_LINK = "管理后台需要 JavaScript，请在浏览器设置中打开。"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r'</?\w+|[\w-]+="[^"]*"')


@cache
def messages(path: Path, language: str) -> dict[str, Message]:
    """What a catalogue translates, by the text in the singular; fuzzy entries are not used."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        ids_of(message)[0]: message
        for message in catalogue
        if message.id and not message.fuzzy and (language == "en" or all(words_of(message)))
    }


def ids_of(message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def words_of(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def ours(domain):
    return messages(OURS / f"{domain}.po", "zh_Hans")


def installed(domain, language, prefix=""):
    """What the installed apps and Django itself have in a language, ours left out."""
    import django

    folders = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith(prefix)]
    if not prefix:
        folders.append(Path(django.__file__).parent / "conf")
    found = {}
    for folder in folders:
        path = folder / f"locale/{language}/LC_MESSAGES/{domain}.po"
        if path.exists() and path.parent != OURS:
            found |= messages(path, language)
    return found


def bare_names():
    """What Wagtail makes of the names of fields and columns that have no label."""
    fields = [item for form in FORMS for item in form.base_fields.items()]
    columns = [column.label for column in IndexView.columns]
    return {pretty_name(name) for name, field in fields if not field.label} | {*map(str, columns)}


@pytest.mark.parametrize("domain", DOMAINS)
def test_wagtail_says_nothing_that_is_not_in_chinese(domain):
    english = installed(domain, "en", "wagtail")
    chinese = installed(domain, "zh_Hans", "wagtail")
    assert len(english) > 80
    assert sorted(english.keys() - chinese.keys() - ours(domain).keys()) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_entry_is_dead(domain):
    assert sorted(ours(domain).keys() - installed(domain, "en").keys() - bare_names()) == []


MODEL_NAME = "%(model_name)s"


@pytest.mark.parametrize("domain", DOMAINS)
def test_placeholders_are_kept(domain):
    """A plural may lose the number to the singular's "one", never gain a name.

    Wagtail has no name of a model where it lists pages of many: it would print None.
    """
    wrong = []
    for message in ours(domain).values():
        ids = [set(PLACEHOLDER.findall(text)) for text in ids_of(message)]
        wrong += [
            words
            for words in words_of(message)
            if not ids[0] - {MODEL_NAME} <= set(PLACEHOLDER.findall(words)) <= set().union(*ids)
        ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_markup_is_kept(domain):
    wrong = [
        words
        for text, message in ours(domain).items()
        for words in words_of(message)
        if words != WITHOUT_LINK and sorted(MARKUP.findall(words)) != sorted(MARKUP.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_one_word_per_idea(domain):
    shown = installed(domain, "zh_Hans", "wagtail") | ours(domain)
    other = [
        (words, other, word)
        for message in shown.values()
        for words in words_of(message)
        for other, word in ONE_WORD.items()
        if other in words and words not in REFUSED
    ]
    assert other == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_compiled_is_what_is_written(domain):
    """`make` compiles the catalogues: `make test` does so before the tests."""
    with (OURS / f"{domain}.mo").open("rb") as file:
        compiled = {ids_of(m)[0]: words_of(m) for m in read_mo(file) if m.id}
    assert compiled == {text: words_of(message) for text, message in ours(domain).items()}
