"""Uploads: pictures of pages are public, nothing else is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "secret.png").write_bytes(b"secret")
    for name in ["images/a.width-400.png", "original_images/a.png", "images/deep/a.png"]:
        default_storage.save(name, ContentFile(b"picture"))
    default_storage.save("images/a.svg", ContentFile(b"<svg/>"))


def test_a_rendition_is_served(client):
    response = client.get("/media/images/a.width-400.png")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == b"picture"


@pytest.mark.parametrize(
    "path",
    [
        "original_images/a.png",
        "images/deep/a.png",
        "images/a.svg",
        "images/missing.png",
        "images/",
        "images",
        "images/../original_images/a.png",
        "images/..%2foriginal_images/a.png",
        "images/..%5c..%5csecret.png",
        "../secret.png",
        "images/%2e%2e/%2e%2e/secret.png",
        "images/a.width-400.png%00.png",
        "images/a.width-400.png%0a",
    ],
)
def test_everything_else_is_not_found(client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_only_reading(client):
    assert client.post("/media/images/a.width-400.png").status_code == 405
