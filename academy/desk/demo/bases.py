"""Demo practice bases: the one the source tells of, with its visit task."""

from __future__ import annotations

from django.db import transaction

from academy.people.models import User
from bases.models import VisitTask
from bases.pages import BaseIndexPage, PracticeBasePage

# Facts from the academy's published material; no liaison, no telephone is invented.
STORY = (
    "<p>长山花园社区在长春市宽城区团山街道，20 名社区工作者服务 7000 多位居民。"
    "社区以党建引领，把组织和“三长”延伸到楼栋和家庭，十多个区域内外单位组成“1+1”大党委。</p>"
    "<p>居民自 2010 年起自己管自己的事：议事、停车、粉刷楼道，大家的事大家议、大家定、大家办。"
    "14 支红马甲志愿服务队，十多个议事点和邻里守望岗，把一万多件日常问题解决在家门口。</p>"
)


@transaction.atomic
def seed_bases(*, author: User, reviewer: User) -> PracticeBasePage:
    """长山花园社区 with three questions to take along."""
    index = BaseIndexPage.objects.get()
    found: PracticeBasePage | None = (
        PracticeBasePage.objects.child_of(index).filter(slug="changshan-huayuan").first()
    )
    if found is not None:
        return found
    page = PracticeBasePage(
        title="长山花园社区",
        slug="changshan-huayuan",
        district="长春市宽城区团山街道",
        summary="昔日“老大难”，如今样板间：组织到楼到户，居民的事居民商量着办。",
        story=STORY,
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(user=author).publish(user=reviewer)
    _seed_task(page, author, reviewer)
    return page


def _seed_task(page: PracticeBasePage, author: User, reviewer: User) -> None:
    task = VisitTask(
        title="带着三个问题去长山花园",
        minutes=90,
        base=page,
        question_1="一件小事从居民提出到办完，在这里要经过哪几步？",
        question_2="志愿服务队由谁召集，人少了怎么补？",
        question_3="哪一个做法您下个月就能在自己的社区试？从哪里开始？",
        live=False,
    )
    task.save()
    task.save_revision(user=author).publish(user=reviewer)
