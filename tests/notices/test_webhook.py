"""Signed requests to a real HTTP server: taken, refused, late, silent, away."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from academy.core import clock
from academy.notices import actions
from academy.notices.channels import channels
from academy.notices.enums import DeliveryState
from academy.notices.models import Delivery, Mute
from academy.notices.webhook import signature
from tests.factories.notices import local, make_reader, tell
from tests.harness.servers import free_port

pytestmark = pytest.mark.django_db
SECRET = "test-only-not-a-secret-of-32-letters"


class Program:
    """What takes the requests. `status`: what it answers; None: it hangs up without a word."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.status: int | None = 204
        program = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                program.received.append((dict(self.headers), body))
                if program.status is None:
                    self.connection.close()
                    return
                self.send_response(program.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/notices?from=academy"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def program(settings):
    found = Program()
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = found.url, SECRET
    yield found
    found.stop()


@pytest.fixture
def hook():
    with clock.at(local(2, 12)):
        yield channels.items()["webhook"]


def send(hook):
    digest = actions.open_digest(channel=hook)
    notices = [row.notice for row in digest.deliveries.select_related("notice").order_by("pk")]
    outcome = hook.send(digest, notices)
    actions.close_digest(digest=digest, outcome=outcome)
    return digest.pk, outcome


def test_a_persons_lot_is_one_signed_request(program, hook):
    person = make_reader(name="wang")
    tell(person, title="甲", text="请在 3月9日 前完成。", url="/me/duties/7/")
    tell(person, title="乙")
    number, outcome = send(hook)
    assert outcome.state == DeliveryState.SENT
    [(headers, body)] = program.received
    letter = json.loads(body)
    assert (letter["id"], letter["account"]) == (number, "wang")
    assert [notice["title"] for notice in letter["notices"]] == ["甲", "乙"]
    assert letter["notices"][0]["url"].endswith("/me/duties/7/")
    assert headers["Idempotency-Key"] == f"digest-{number}"
    seconds = int(local(2, 12).timestamp())
    assert headers["X-Academy-Signature"] == signature(body, seconds, SECRET)
    assert signature(body + b" ", seconds, SECRET) != headers["X-Academy-Signature"]
    assert set(Delivery.objects.filter(channel="webhook").values_list("state")) == {("sent",)}


@pytest.mark.parametrize(
    ("status", "state", "words", "is_down"),
    [
        (200, DeliveryState.SENT, "", False),
        (422, DeliveryState.FAILED, "消息接口拒收（422）", False),
        (401, DeliveryState.WAITING, "消息接口暂时不收（401）", True),
        (302, DeliveryState.WAITING, "消息接口暂时不收（302）", True),
        (503, DeliveryState.WAITING, "消息接口暂时不收（503）", True),
        (None, DeliveryState.UNKNOWN, "消息接口没有回答，不知道对方是否收到", False),
    ],
)
def test_what_programs_answer(program, hook, status, state, words, is_down):
    program.status = status
    tell(make_reader())
    _, outcome = send(hook)
    assert (outcome.state, outcome.words, outcome.is_down) == (state, words, is_down)


def test_what_was_perhaps_taken_is_not_sent_again_and_what_was_not_is(program, hook):
    program.status = None
    tell(make_reader())
    send(hook)
    assert actions.open_digest(channel=hook) is None
    program.status = 503
    tell(make_reader())
    send(hook)
    program.status = 204
    with clock.at(local(2, 13)):
        assert send(hook)[1].state == DeliveryState.SENT
    assert len(program.received) == 3


def test_program_that_is_away_lets_everybody_wait(settings, hook):
    settings.WEBHOOK_URL = f"http://127.0.0.1:{free_port()}/"
    tell(make_reader())
    _, outcome = send(hook)
    assert (outcome.state, outcome.is_down) == (DeliveryState.WAITING, True)


def test_without_an_address_of_the_program_there_is_no_trace(hook):
    tell(make_reader())
    assert not Delivery.objects.filter(channel="webhook").exists()
    assert actions.open_digest(channel=hook) is None


def test_people_choose_it_where_there_is_one(client, program):
    person = make_reader()
    client.force_login(person)
    assert "办公消息" in client.get("/me/notices/mail/").content.decode()
    client.post("/me/notices/mail/", {"mail": "on"})
    assert Mute.objects.get().channel == "webhook"


def test_people_are_not_asked_where_there_is_none(client):
    client.force_login(make_reader())
    assert "办公消息" not in client.get("/me/notices/mail/").content.decode()
