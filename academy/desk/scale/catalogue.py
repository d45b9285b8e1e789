"""Courses, practice bases and programmes at scale, made through the editor's own ways."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import yaml
from django.db import transaction

from academy.desk.demo.catalogue import COURSE_FILES, seed_course
from bases.models import VisitTask
from bases.pages import BaseIndexPage, PracticeBasePage

if TYPE_CHECKING:
    from academy.people.models import User
    from courses.pages import CoursePage

Data = dict[str, Any]

TOPICS = (
    *("议事协商", "入户走访", "矛盾调解", "网格巡查", "志愿服务", "物业共治", "为老服务"),
    *("青年参与", "三会一课", "党建联盟", "邻里互助", "居务公开", "应急值守", "民情记录"),
    *("新就业群体", "楼栋治理", "社区公约", "活动策划", "群众来访", "数字助手"),
)
LEAST_CHAPTERS, MOST_CHAPTERS = 2, 4
# Of the bases outside the academy's own story the source gives two by name, and no more.
NAMED_BASES = ("福建军门社区", "宁波划船社区")
QUESTIONS = (
    "这里哪一件事，您觉得自己的社区最该学？",
    "这件事在这里由谁牵头，先后经过哪几步？",
    "要在自己的社区试，先要补上什么？",
)


def seed_courses(
    count: int, teachers: Sequence[User], reviewer: User, seed: int
) -> Iterator[CoursePage]:
    """So many published courses, put together from the chapters of the demo courses."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in COURSE_FILES]
    for number in range(1, count + 1):
        data = _course(number, files, seed)
        author = teachers[number % len(teachers)]
        yield seed_course(data, author=author, reviewer=reviewer)


def _course(number: int, files: Sequence[Data], seed: int) -> Data:
    """A course's data as a file of the demo holds it."""
    chance = random.Random(f"{seed}:course:{number}")  # noqa: S311 - a mixture, not a secret
    pool = [_with_all_required(chapter) for data in files for chapter in data["chapters"]]
    size = chance.randint(LEAST_CHAPTERS, MOST_CHAPTERS)
    topic = TOPICS[number % len(TOPICS)]
    return {
        **chance.choice(files),
        "title": f"{topic}（演示课程 {number:03d}）",
        "slug": f"demo-course-{number:03d}",
        "summary": f"演示课程：由其他演示课程的章节组成，说明{topic}怎么做。",
        "chapters": chance.sample(pool, k=min(size, len(pool))),
    }


def _with_all_required(chapter: Data) -> Data:
    """What the demo leaves to people's liking, its films, everybody does here."""
    lessons = [
        {**lesson, "activities": [{**item, "required": True} for item in lesson["activities"]]}
        for lesson in chapter["lessons"]
    ]
    return {**chapter, "lessons": lessons}


def seed_bases(count: int, author: User, reviewer: User) -> Iterator[VisitTask]:
    """So many practice bases of which nothing is known yet, each with a visit task."""
    index = BaseIndexPage.objects.get()
    for number in range(1, count + 1):
        yield _seed_base(index, number, author, reviewer)


@transaction.atomic
def _seed_base(index: BaseIndexPage, number: int, author: User, reviewer: User) -> VisitTask:
    slug = f"demo-base-{number:02d}"
    found: VisitTask | None = VisitTask.objects.filter(base__slug=slug).first()
    if found is not None:
        return found
    named = number <= len(NAMED_BASES)
    title = NAMED_BASES[number - 1] if named else f"演示实践基地 {number:02d}"
    page = PracticeBasePage(
        title=title, slug=slug, summary="资料待补。", story="<p>资料待补。</p>", live=False
    )
    index.add_child(instance=page)
    page.save_revision(user=author).publish(user=reviewer)
    first, second, third = QUESTIONS
    task = VisitTask(
        title=f"带着三个问题去{title}",
        minutes=90,
        base=page,
        question_1=first,
        question_2=second,
        question_3=third,
        live=False,
    )
    task.save()
    task.save_revision(user=author).publish(user=reviewer)
    return task
