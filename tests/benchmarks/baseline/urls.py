"""Four addresses: sign in, read, read and write, write."""

from django.contrib.auth import authenticate, login
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from academy.people.models import Membership

PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ person.name }}</title><h1>{{ person.name }}</h1>"
    "<ul>{% for post in posts %}<li>{{ post.organisation.name }}{% endfor %}</ul>"
)
# One statement; the table is made by tests/benchmarks/prepare.py.
MARK = """INSERT INTO benchmark_mark (person_id, place, marked_at) VALUES (%s, %s, %s)
    ON CONFLICT (person_id) DO UPDATE SET place = excluded.place, marked_at = excluded.marked_at"""


def enter(request: HttpRequest) -> HttpResponse:
    """Sign in, by password; where to go is no business of this page."""
    person = authenticate(
        request, username=request.POST["login"], password=request.POST["password"]
    )
    if person is None:
        return HttpResponse(status=403)
    login(request, person)
    return HttpResponse(status=302, headers={"Location": "/"})


def read(request: HttpRequest) -> HttpResponse:
    """Session, user, one query, a page."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    posts = Membership.objects.filter(user=request.user).select_related("organisation")
    return HttpResponse(PAGE.render({"person": request.user, "posts": posts}))


def record(request: HttpRequest) -> HttpResponse:
    """The page, and one statement that notes it was opened."""
    answer = read(request)
    if request.user.is_authenticated:
        mark(request.user.pk, int(request.GET["place"]))
    return answer


def write(request: HttpRequest) -> HttpResponse:
    """A signed token instead of a session; one statement."""
    person_id = signing.loads(request.POST["token"], salt="write", max_age=3600)
    mark(person_id, int(request.POST["place"]))
    return HttpResponse(b'{"saved": true}', content_type="application/json")


def mark(person_id: int, place: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [person_id, place, timezone.now()])


urlpatterns = [
    path("enter/", enter),
    path("read/", read),
    path("record/", record),
    path("write/", write),
]
