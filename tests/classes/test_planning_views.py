"""The pages of the timetabling help in the admin."""

import pytest
from django.urls import reverse

from academy.classes.actions.planning import propose_class
from academy.classes.enums import ProposalItemState
from academy.classes.models import Proposal, Session
from academy.desk.actions.permissions import group_of
from academy.desk.actions.set_up import set_up_academy
from academy.jobs.models import Job
from academy.people.enums import Role
from tests.factories.classes import at, make_class, make_planner, make_session, place
from tests.factories.people import make_user
from tests.factories.planned import make_task, pretend_now, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_week_before():
    with pretend_now():
        yield


@pytest.fixture
def office(client):
    set_up_academy()
    person = make_planner()
    person.groups.add(group_of(Role.ADMINISTRATOR))
    client.force_login(person)
    return person


def planning_of(found):
    return reverse("classes_planning", args=[found.code])


def proposal_for(found, by):
    work_off(propose_class(training_class=found, by=by))
    return Proposal.objects.get()


def test_desk_leads_to_the_help(client, office):
    found, *_ = make_task(1)
    page = client.get(reverse("training_class:inspect", args=[found.pk])).content.decode()
    for address in (planning_of(found), reverse("classes_absence")):
        assert address in page
    assert "检查排不下的课次" in page


def test_page_names_what_cannot_stand_and_why(client, office):
    found, _, room = make_task(1, ends_on=at("08:30").date())
    other = make_class(name="党建班", contact="班主任 周明")
    for time in ("08:30", "10:20", "13:30", "15:20"):
        place(make_session(other, title="占课"), time, room=room)
    page = client.get(planning_of(found)).content.decode()
    assert "考虑了 4 种安排，没有一种可行：教室已被占用 4 种。" in page
    assert "教室一号教室已有“占课”（党建班），联系班主任 周明" in page


def test_class_is_arranged_and_items_accepted_one_by_one(client, office):
    found, *_ = make_task(2)
    answer = client.post(planning_of(found), {"key": "8f14e45f-ceea-467f-a0e6-a2b0d1bd3c31"})
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    work_off(job)
    address = Job.objects.get().result_url
    page = client.get(address).content.decode()
    assert "2 次课有建议。" in page
    first, second = Proposal.objects.get().items.all()
    page = client.post(address, {"item": first.pk, "accept": "1"}, follow=True).content.decode()
    assert "已采纳，课次已经排好。" in page
    client.post(address, {"item": second.pk, "drop": "1"})
    placed = Session.objects.exclude(starts_at=None)
    assert [each.pk for each in placed] == [first.session_id]
    states = list(Proposal.objects.get().items.values_list("state", flat=True))
    assert sorted(states) == [ProposalItemState.ACCEPTED, ProposalItemState.DROPPED]
    assert "✓ 已处理" in client.get(planning_of(found)).content.decode()


def test_refusal_is_said_and_stays_at_the_item(client, office):
    found, *_ = make_task(1)
    proposal = proposal_for(found, office)
    item = proposal.items.get()
    place(make_session(make_class(name="党建班"), title="插班课"), room=item.room)
    address = reverse("classes_proposal", args=[proposal.pk])
    page = client.post(address, {"all": "1"}, follow=True).content.decode()
    assert "已采纳 0 条，1 条没有采纳，原因写在各条下面。" in page
    assert "“插班课”（党建班）" in page


def test_items_of_another_proposal_are_not_found(client, office):
    found, *_ = make_task(1)
    proposal = proposal_for(found, office)
    address = reverse("classes_proposal", args=[proposal.pk])
    for wrong in ("0", "x", ""):
        assert client.post(address, {"item": wrong, "accept": "1"}).status_code == 404


def test_one_of_the_five_best_places_is_taken(client, office):
    found, teacher, room = make_task(1)
    session = found.sessions.get()
    address = reverse("classes_best", args=[session.pk])
    page = client.get(address).content.decode()
    assert page.count("就排这里") == 5
    assert "符合课次顺序" in page
    chosen = {"starts_at": at("10:20").isoformat(), "version": 1}
    chosen |= {"room": room.pk, "teachers": [teacher.pk]}
    answer = client.post(address, chosen)
    assert answer.url == planning_of(found)
    session.refresh_from_db()
    assert (session.starts_at, session.room) == (at("10:20"), room)
    page = client.post(address, chosen | {"starts_at": at("08:30").isoformat()}).content.decode()
    assert "您的改动没有保存" in page
    session.refresh_from_db()
    assert session.starts_at == at("10:20")


@pytest.mark.parametrize("wrong", ["", "heute", "2026-11-30T08:30:00"])
def test_a_place_that_is_none_is_refused_in_words(wrong, client, office):
    session = make_session()
    address = reverse("classes_best", args=[session.pk])
    page = client.post(address, {"starts_at": wrong, "version": 1}).content.decode()
    assert "填写的内容已经不能用了" in page
    session.refresh_from_db()
    assert session.starts_at is None


def test_absence_is_asked_for_and_refused_in_words(client, office):
    _, teacher, _ = make_task(1)
    address = reverse("classes_absence")
    facts = {"teacher": teacher.pk, "starts_at": "2026-12-01T08:00", "reason": "病假"}
    page = client.post(address, facts | {"ends_at": "2026-11-30T08:00"}).content.decode()
    assert "请假的结束时间要晚于开始时间。" in page
    answer = client.post(address, facts | {"ends_at": "2026-12-02T18:00"})
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert job.params["starts_at"] == "2026-12-01T08:00:00+08:00"


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_pages_are_refused_to_others(role, client, office):
    found, *_ = make_task(1)
    proposal = proposal_for(found, office)
    person = make_user(role)
    person.groups.add(group_of(role))
    client.force_login(person)
    session = found.sessions.get()
    for address in (
        planning_of(found),
        reverse("classes_absence"),
        reverse("classes_best", args=[session.pk]),
        reverse("classes_proposal", args=[proposal.pk]),
    ):
        for ask in (client.get, client.post):
            assert ask(address).status_code in {302, 403}
    assert Job.objects.count() == 1


@pytest.mark.parametrize("n", [1, 3])
def test_pages_cost_the_same_for_one_and_three(n, client, office, django_assert_max_num_queries):
    found, *_ = make_task(n)
    addresses = [planning_of(found)]
    addresses.append(reverse("classes_proposal", args=[proposal_for(found, office).pk]))
    addresses.append(reverse("classes_best", args=[found.sessions.first().pk]))
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(40):
            client.get(address)


def test_pins_are_saved_and_refused_in_words(client, office):
    session = place(make_session(title="社区协商"))
    address = reverse("classes_best", args=[session.pk])
    page = client.post(address, {"pin": "1", "version": 2, "room": "on"}).content.decode()
    assert "这节课还没有排教室" in page
    client.post(address, {"pin": "1", "version": 2, "time": "on"})
    session.refresh_from_db()
    assert (session.pinned_time, session.pinned_room) == (True, False)
    assert "时间" in client.get(planning_of(session.training_class)).content.decode()
