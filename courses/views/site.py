"""Catalogue, course, the lesson in the tree, enrolling, my courses."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from academy.core.errors import ActionError
from academy.people.persons import person_of, signed_in
from courses import actions
from courses.forms import CatalogueForm
from courses.models import ChapterPage, CourseIndexPage, CoursePage, LessonPage
from courses.queries import catalogue as shelves
from courses.queries.outline import chapters_of
from courses.queries.player import course_of, lesson_study

COURSES_PER_PAGE = 12
LESSONS_PER_PAGE = 100


def catalogue(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    """The catalogue with its filters."""
    form = CatalogueForm(request.GET, teachers=shelves.teachers_of(page))
    person = person_of(request)
    found = Paginator(shelves.catalogue_courses(page, form.filters, person), COURSES_PER_PAGE)
    shelf = found.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "shelf": shelf,
        "figures": shelves.my_figures(person, list(shelf)),
        "nav": "courses",
    }
    return render(request, "courses/catalogue.html", context)


def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """A course: what it is, its outline, and the way in."""
    view = shelves.course_view(person_of(request), page)
    lessons = Paginator(view.outline.lessons, LESSONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "view": view,
        "lessons": lessons,
        "chapters": chapters_of(list(lessons)),
        "nav": "courses",
    }
    return render(request, "courses/course.html", context)


def chapter(request: HttpRequest, page: ChapterPage) -> HttpResponse:
    """A chapter has no page of its own: its course shows it. The author's preview does."""
    if not request.is_preview:  # type: ignore[attr-defined]
        return redirect(page.get_parent().url)
    return render(request, "courses/chapter.html", {"page": page, "nav": "courses"})


def lesson_page(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """A lesson's address in the tree: leads those enrolled to the player, others to the course."""
    if request.is_preview:  # type: ignore[attr-defined]
        return render(request, "courses/lesson_preview.html", {"page": page, "nav": "courses"})
    person = person_of(request)
    if person and lesson_study(person, page.pk, page):
        return redirect("courses:lesson", page.pk)
    context = {"page": page, "course": course_of(page), "nav": "courses"}
    return render(request, "courses/teaser.html", context)


@require_POST
@login_required
def enrol(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take a course and go to its first lesson; a refusal is said on the course page."""
    course = get_object_or_404(CoursePage, pk=course_id, live=True)
    try:
        actions.enrol(user=signed_in(request), course=course)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect(course.url)
    view = shelves.course_view(signed_in(request), course)
    messages.success(request, f"已选课：《{course.title}》。")
    if view.resume:
        return redirect("courses:lesson", view.resume.id)
    return redirect(course.url)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My courses: in progress, or completed."""
    user, completed = signed_in(request), request.GET.get("state") == "done"
    found = Paginator(shelves.my_courses(user, completed=completed), COURSES_PER_PAGE)
    context = {
        "completed": completed,
        "shelf": found.get_page(request.GET.get("page")),
        # Asked for only where there is nothing to show.
        "others": shelves.my_courses(user, completed=not completed).exists,
        "nav": "learning",
    }
    return render(request, "courses/mine.html", context)
