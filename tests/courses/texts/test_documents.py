"""Documents from their upload to the search: the form, the task, the job, who may open them."""

import io
import os

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, ReferenceIndex

from academy.core.uploads import DISK_FULL
from academy.jobs.actions import claim_job, run_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from courses.tasks import request_readings
from courses.texts.models import Passage
from courses.texts.queries import documents_open_to
from tests.factories.documents import (
    bomb,
    make_collection,
    make_document,
    make_read_document,
    pdf,
    text,
)
from tests.factories.people import make_user
from tests.harness.limits import files_up_to

pytestmark = pytest.mark.django_db
ADD = "/admin/documents/multiple/add/"


@pytest.fixture
def author(client):
    person = make_user(is_superuser=True)
    client.force_login(person)
    return person


def upload(client, content, name="议事规则.txt", **fields):
    file = io.BytesIO(content)
    file.name = name
    data = {"files[]": file, "title": "议事规则", "collection": "1"} | fields
    return client.post(ADD, data, headers={"x-requested-with": "XMLHttpRequest"})


def work():
    """What the scheduler asks for, then the next job; the job as it is then."""
    request_readings()
    job = claim_job(worker="tests")
    run_job(job=job)
    job.refresh_from_db()
    return job


def passages():
    return list(Passage.objects.order_by("number").values_list("text", flat=True))


def test_an_uploaded_document_is_read_in_a_job(client, author):
    assert upload(client, text("居民的事居民议")).json()["success"]
    job = work()
    assert (job.state, job.owner, job.title) == (JobState.DONE, author, "读取文档《议事规则》")
    assert job.words == "已读取 7 字，可以搜到了。"
    assert passages() == ["议事规则 居民的事居民议"]


def test_a_new_title_or_file_is_read_again_and_the_same_is_not(client, author):
    upload(client, text("居民的事居民议"))
    work()
    document = get_document_model().objects.get()
    edit = f"/admin/documents/edit/{document.pk}/"
    client.post(edit, {"title": "议事规则", "collection": "1", "tags": ""})
    request_readings()
    assert Job.objects.count() == 1
    client.post(edit, {"title": "新规则", "collection": "1", "tags": ""})
    work()
    assert passages() == ["新规则 居民的事居民议"]
    file = io.BytesIO(text("换过的"))
    file.name = "b.txt"
    client.post(edit, {"title": "新规则", "collection": "1", "tags": "", "file": file})
    work()
    assert passages() == ["新规则 换过的"]


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"no pdf", "pdf"), (bomb(400), "docx"), (b"", "xlsx"), (b"\xff\xff\xff", "txt")],
)
def test_a_document_that_cannot_be_read_is_found_by_its_title(content, suffix):
    make_document(content, suffix)
    job = work()
    assert job.state == JobState.FAILED
    assert "读不出这份文件里的文字" in job.error
    assert passages() == ["议事规则"]


def test_a_file_that_never_ends_is_given_up(settings):
    settings.DOCUMENT_READ_SECONDS = 0
    document = make_document()
    path = document.file.path
    os.remove(path)
    os.mkfifo(path)
    assert "读不出" in work().error


def test_a_document_deleted_meanwhile_is_forgotten():
    make_document().delete()
    job = work()
    assert Job.objects.count() == 1
    assert (job.state, job.words) == (JobState.DONE, "文档已经删除，不用再读。")


def test_one_that_cannot_be_read_is_asked_for_once():
    make_document(b"no pdf", "pdf")
    assert work().state == JobState.FAILED
    request_readings()
    assert Job.objects.count() == 1


def test_every_way_in_is_noticed():
    get_document_model().objects.create(title="甲", file=ContentFile(text("乙"), "a.txt"))
    work()
    assert passages() == ["甲 乙"]
    get_document_model().objects.update(title="丙")
    work()
    assert passages() == ["丙 乙"]


def test_passages_go_with_their_document_and_are_no_use_of_it():
    document = make_read_document()
    assert not ReferenceIndex.get_references_to(document).exists()
    document.delete()
    assert passages() == []


def test_a_long_document_is_read_to_its_end():
    make_read_document(text("议" * 30_000 + "最后一句"))
    assert len(passages()) == 3
    assert passages()[-1].endswith("最后一句")


def test_a_pdf_without_words_is_found_by_its_title():
    make_document(pdf(""), "pdf")
    assert work().state == JobState.DONE
    assert passages() == ["议事规则"]


def test_a_document_too_large_is_refused(client, author, settings):
    settings.DOCUMENT_MAX_MB = 1
    answer = upload(client, b"x" * (1024 * 1024 + 1)).json()
    assert "文件太大：最大 1 MB。" in answer["error_message"]
    assert not get_document_model().objects.exists()


def test_a_full_disk_is_told(client, author):
    with files_up_to(4 * 1024 * 1024):
        answer = upload(client, b"x" * 5 * 1024 * 1024).json()
    assert DISK_FULL in answer["error_message"]
    assert not get_document_model().objects.exists()


# --- who may open which ---------------------------------------------------------------------


@pytest.fixture
def documents():
    """One behind each kind of restriction, and one in a collection below a restricted one."""
    group = Group.objects.create(name="甲班")
    made = {"public": make_document(title="public")}
    for kind in ["login", "groups", "password"]:
        collection = make_collection(kind)
        restriction = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=kind, password="x"
        )
        restriction.groups.set([group])
        made[kind] = make_document(title=kind, collection=collection)
    below = collection.get_parent().get_children().get(name="groups").add_child(name="below")
    made["below"] = make_document(title="below", collection=below)
    return made


def viewers():
    member = make_user()
    member.groups.add(Group.objects.get(name="甲班"))
    return {
        "outsider": AnonymousUser(),
        "person": make_user(),
        "member": member,
        "superuser": make_user(is_superuser=True),
    }


OPEN = {
    "outsider": {"public"},
    "person": {"public", "login"},
    "member": {"public", "login", "groups", "below"},
    "superuser": {"public", "login", "groups", "below"},
}


def test_the_search_opens_what_wagtail_opens(documents):
    for name, viewer in viewers().items():
        client = Client()
        if viewer.is_authenticated:
            client.force_login(viewer)
        served = {
            title for title, document in documents.items() if client.get(document.url).streaming
        }
        found = set(documents_open_to(viewer).values_list("title", flat=True))
        assert found == served == OPEN[name], name


@pytest.mark.parametrize("count", [1, 3])
def test_asking_takes_constant_queries(documents, count, django_assert_num_queries):
    for _ in range(count):
        CollectionViewRestriction.objects.create(
            collection=make_collection(), restriction_type="groups"
        ).groups.add(Group.objects.get(name="甲班"))
    person = make_user()
    with django_assert_num_queries(4):
        assert len(documents_open_to(person)) == 2
