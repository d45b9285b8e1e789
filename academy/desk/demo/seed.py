"""The demo academy: people, courses, programmes and weeks of study. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from academy.core.errors import ActionError
from academy.desk.actions.set_up import set_up_academy
from academy.desk.demo.accounts import seed_accounts, seed_trainees, seed_units
from academy.desk.demo.bases import seed_bases
from academy.desk.demo.catalogue import seed_courses
from academy.desk.demo.classes import seed_classes
from academy.desk.demo.duties import seed_duties
from academy.desk.demo.faculty import seed_faculty
from academy.desk.demo.films import seed_films
from academy.desk.demo.history import seed_history
from academy.desk.demo.programmes import seed_programmes


def seed_demo(*, say: Callable[[str], object], with_history: bool = True) -> None:
    """Make what is missing of the demo; refused where demo accounts are not allowed."""
    if not settings.DEMO_ACCOUNTS:
        raise ActionError("本系统未开启演示账号（DEMO_ACCOUNTS），不能生成演示数据。")
    set_up_academy()
    say("学院基础设置")
    communities = seed_units()
    people = seed_accounts(communities)
    say(f"演示账号 {len(people)} 个，社区 {len(communities)} 个")
    author, reviewer = people["jiaoshi"], people["shenhe"]
    films = seed_films(author=author)
    say(f"影片 {len(films)} 部")
    courses = seed_courses(author=author, reviewer=reviewer)
    programmes = seed_programmes(courses=courses, author=author, reviewer=reviewer)
    seed_bases(author=author, reviewer=reviewer)
    say(f"课程 {len(courses)} 门，证书项目 {len(programmes)} 个")
    trainees = seed_trainees(communities)
    if with_history:
        seed_history(
            model=people["xueyuan"], trainees=trainees, courses=courses, programmes=programmes
        )
    seed_duties(courses=courses, people=people)
    say(f"学员 {len(trainees)} 人和他们的学习经历、必学")
    teachers = seed_faculty(people=people)
    made = seed_classes(people=people, trainees=trainees, teachers=teachers)
    say(f"教师 {len(teachers)} 人，培训班（本次新增 {made} 个）")
