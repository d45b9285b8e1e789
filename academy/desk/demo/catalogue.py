"""Demo courses: pages and activities from the files beside this module."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Page

from academy.certification.fonts import Weight, font_path
from academy.desk.demo import drawings
from academy.desk.demo.covers import draw_cover
from academy.learning.models import Activity
from academy.people.models import User
from courses.activities.lecture import Lecture
from courses.activities.micro_film import MicroFilm
from courses.activities.quiz import Quiz
from courses.activities.reading import Reading
from courses.enums import CourseForm, Necessity, Subject
from courses.films.models import Film
from courses.pages import ChapterPage, CourseIndexPage, CoursePage, LessonActivity, LessonPage
from courses.questions.actions import import_questions
from courses.questions.gift import parse_gift
from courses.questions.models import QuestionBank

HERE = Path(__file__).resolve().parent
COURSE_FILES = sorted((HERE / "courses").glob("*.yaml"))
Data = dict[str, Any]


def seed_courses(*, author: User, reviewer: User) -> list[CoursePage]:
    """Every course file becomes a published course; one already there is left alone."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in COURSE_FILES]
    return [seed_course(data, author=author, reviewer=reviewer) for data in files]


@transaction.atomic
def seed_course(data: Data, *, author: User, reviewer: User) -> CoursePage:
    """A published course as a file describes it, or the one of the same slug that is there."""
    index = CourseIndexPage.objects.get()
    found: CoursePage | None = CoursePage.objects.child_of(index).filter(slug=data["slug"]).first()
    if found is not None:
        return found
    course = index.add_child(instance=_course_page(data, author))
    for chapter in data["chapters"]:
        _seed_chapter(course, chapter, author, reviewer)
    # The course goes live last: one edition holds all of it.
    _publish(course, author, reviewer)
    live: CoursePage = CoursePage.objects.get(pk=course.pk)
    return live


def _course_page(data: Data, author: User) -> CoursePage:
    return CoursePage(
        title=data["title"],
        slug=data["slug"],
        summary=data["summary"],
        cover=_cover(**data["cover"]),
        audience=data["audience"],
        form=CourseForm(data["form"]),
        subject=_by_label(Subject, data["subject"]),
        necessity=_by_label(Necessity, data["requirement"]),
        teacher=author,
        owner=author,
        live=False,
    )


def _by_label(choices: Any, label: str) -> str:
    return str(next(value for value, shown in choices.choices if shown == label))


def _seed_chapter(course: CoursePage, data: Data, author: User, reviewer: User) -> None:
    chapter = course.add_child(
        instance=ChapterPage(title=data["title"], slug=data["slug"], owner=author)
    )
    for lesson in data["lessons"]:
        page = LessonPage(
            title=lesson["title"],
            slug=lesson["slug"],
            owner=author,
            body=json.dumps(stream_data(lesson["body"])),
            live=False,
        )
        chapter.add_child(instance=page)
        for order, item in enumerate(lesson["activities"]):
            activity = _seed_activity(item, author, reviewer)
            required = item.get("required", True)
            page.placements.add(
                LessonActivity(activity=activity, sort_order=order, required=required)
            )
        _publish(page, author, reviewer)


def _seed_activity(data: Data, author: User, reviewer: User) -> Activity:
    activity = MAKERS[data["kind"]](data, author)
    activity.save()
    _publish(activity, author, reviewer)
    return activity


def _reading(data: Data, author: User) -> Reading:
    body = json.dumps(stream_data(data["body"]))
    return Reading(title=data["title"], minutes=data["minutes"], body=body, live=False)


def _quiz(data: Data, author: User) -> Quiz:
    return Quiz(
        title=data["title"],
        bank=_seed_bank(data["questions"], f"{data['title']}（题库）", author),
        count=data["count"],
        pass_percent=data["pass_percent"],
        attempts_allowed=data["attempts"],
        time_limit_minutes=data["time_limit_minutes"],
        live=False,
    )


def _micro_film(data: Data, author: User) -> MicroFilm:
    film = Film.objects.get(title=data["film"])
    return MicroFilm(title=data["title"], film=film, summary=data["summary"], live=False)


def _lecture(data: Data, author: User) -> Lecture:
    slides = [{"type": "slide", "value": _slide(item)} for item in data["slides"]]
    film = Film.objects.get(title=data["film"])
    return Lecture(
        title=data["title"],
        film=film,
        summary=data["summary"],
        slides=json.dumps(slides),
        live=False,
    )


def _slide(item: Data) -> Data:
    return {"image": _picture(item)["image"], "start": item["start"]}


MAKERS = {"reading": _reading, "quiz": _quiz, "micro_film": _micro_film, "lecture": _lecture}


def _seed_bank(file_name: str, title: str, author: User) -> QuestionBank:
    """Questions go through the real importer."""
    bank, _ = QuestionBank.objects.get_or_create(title=title)
    text = (HERE / "questions" / file_name).read_text("utf-8")
    import_questions(bank=bank, questions=parse_gift(text).questions, by=author)
    return bank


def _publish(thing: Page | Activity, author: User, reviewer: User) -> None:
    """The author's draft, published by the reviewer: what the review workflow does."""
    thing.save_revision(user=author).publish(user=reviewer)


def stream_data(items: list[Data]) -> list[Data]:
    """File entries as StreamField data; drawings are made and stored as pictures."""
    return [{"type": _block_type(item), "value": BLOCKS[item["type"]](item)} for item in items]


def _block_type(item: Data) -> str:
    return "picture" if item["type"] == "drawing" else str(item["type"])


def _picture(item: Data) -> Data:
    image = {"image": _drawn(item["name"]).pk, "alt_text": item["alt"], "decorative": False}
    return {"image": image, "caption": item.get("caption", "")}


def _case(item: Data) -> Data:
    return {"title": item["title"], "text": item["text"], "question": item.get("question", "")}


BLOCKS: dict[str, Any] = {
    "heading": lambda item: item["value"],
    "paragraph": lambda item: item["value"],
    "keypoints": lambda item: item["points"],
    "case": _case,
    "drawing": _picture,
}


def _drawn(name: str) -> Image:
    return _picture_called(f"示意图 {name}", lambda font: drawings.draw(name, font))


def _cover(words: str, colour: str) -> Image:
    return _picture_called(f"封面 {words}", lambda font: draw_cover(words, colour, font))


def _picture_called(title: str, draw: Callable[[str], bytes]) -> Image:
    """The stored picture of that title, else drawn now with the font of certificates."""
    found = Image.objects.filter(title=title).first()
    if found is not None:
        return found
    png = draw(str(font_path(Weight.BOLD)))
    return Image.objects.create(title=title, file=ContentFile(png, "demo.png"))
