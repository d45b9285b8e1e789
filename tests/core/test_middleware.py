"""Headers of real responses."""

import pytest

from academy.core.middleware import RequestLogMiddleware, client_address
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def directives(response) -> dict[str, str]:
    policy = response["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())


def test_the_site_allows_nothing_inline_and_no_other_host(client):
    for address in ["/", "/login/", "/no/such/page/"]:
        policy = directives(client.get(address))
        assert policy["default-src"] == "'self'"
        assert policy["img-src"] == "'self' data:"
        assert policy["object-src"] == "'none'"
        text = " ".join(policy.values())
        assert "unsafe" not in text
        assert "//" not in text
        assert "*" not in text


def test_the_admin_alone_may_use_inline_code(admin_client):
    policy = directives(admin_client.get("/admin/"))
    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe-eval" not in " ".join(policy.values())


def test_addresses_that_only_look_like_the_admin_stay_strict(client):
    assert "unsafe" not in client.get("/administrator/")["Content-Security-Policy"]


def test_headers_of_every_response(client):
    response = client.get("/healthz")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_json_is_no_document_and_needs_no_policy(client):
    response = client.post("/learn/beats/", b"{}", content_type="application/json")
    assert response["Content-Type"] == "application/json"
    assert "Content-Security-Policy" not in response
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("noted", "behind_proxy", "address"),
    [
        ("", True, "10.0.0.9"),
        ("203.0.113.7", True, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", True, "203.0.113.7"),
        ("203.0.113.7", False, "10.0.0.9"),
    ],
)
def test_the_log_believes_only_our_own_proxy(rf, settings, noted, behind_proxy, address):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": noted})
    assert client_address(request) == address


def test_every_response_names_its_request(client):
    ids = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    ids.add(client.get("/no/such/page/")["X-Request-ID"])
    assert len(ids) == 4
    assert all(len(value) == 36 for value in ids)


def test_the_id_of_the_proxy_is_kept_only_where_it_is_trusted(client, settings):
    sent = {"X-Request-ID": "from-the-proxy"}
    assert client.get("/healthz", headers=sent)["X-Request-ID"] != "from-the-proxy"
    settings.DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
    assert client.get("/healthz", headers=sent)["X-Request-ID"] == "from-the-proxy"


def test_a_signed_in_reader_gets_them_too(client):
    client.force_login(make_user())
    assert "X-Request-ID" in client.get("/healthz")


def test_address_that_is_a_key_is_not_logged(rf):
    line = RequestLogMiddleware.format_request
    assert line(rf.get("/calendar/abc123.ics")) == "GET /calendar/…"
    assert line(rf.get("/classes/sign-in/7.xyz/?a=1")) == "GET /classes/sign-in/…/?a=1"
    assert line(rf.get("/me/calendar/")) == "GET /me/calendar/"
