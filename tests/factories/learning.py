"""Practice bases and their tasks for tests: the activity kind that needs no course."""

from itertools import count
from typing import Any

from wagtail.models import Page, Site

from academy.desk.models import HomePage
from academy.learning.actions import open_attempt, submit_attempt
from academy.learning.models import Activity, Completion
from academy.people.models import User
from bases.models import BaseIndexPage, PracticeBasePage, VisitTask

_serial = count(1)
GOOD_ANSWERS = {f"answer_{n}": ["居民先说事，再议事，后办事，大家评。"] for n in (1, 2, 3)}


def make_home() -> HomePage:
    """The site's home page, made once in a database and set as the root of the site."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="首页", slug=f"home-{next(_serial)}")
        )
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
        )
    return home


def make_base(**fields: Any) -> PracticeBasePage:
    """A published practice base below the index, which is made when missing."""
    index = BaseIndexPage.objects.first()
    if index is None:
        index = make_home().add_child(instance=BaseIndexPage(title="实践基地", slug="bases"))
    n = next(_serial)
    values = {"title": f"演示基地{n}", "slug": f"base-{n}", "summary": "党建引领示范点"} | fields
    return index.add_child(instance=PracticeBasePage(**values))


def make_visit_task(base: PracticeBasePage | None = None, **fields: Any) -> VisitTask:
    """A visit task of 90 minutes (2 hours on site)."""
    n = next(_serial)
    values = {
        "title": f"现场任务{n}",
        "minutes": 90,
        "question_1": "这里的议事会多久开一次？",
        "question_2": "哪一件事让你印象最深？",
        "question_3": "回到社区你打算先做什么？",
    } | fields
    return VisitTask.objects.create(base=base or make_base(), **values)


def complete(user: User, activity: Activity) -> Completion:
    """What the person does to complete a visit task, through the real actions."""
    attempt = open_attempt(user=user, activity=activity)
    submit_attempt(attempt=attempt, answers=GOOD_ANSWERS)
    return Completion.objects.get(user=user, activity=activity)
