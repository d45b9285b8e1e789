"""Pieces of private files."""

import gc

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from academy.core.serving import (
    MOST_AT_ONCE,
    BlockResponse,
    NotInFile,
    serve_private,
    wanted_bytes,
)

CONTENT = bytes(range(256)) * 40
SIZE = len(CONTENT)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=99-", (99, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=10-500", (10, 99)),
        ("bytes=-1", (99, 99)),
        ("bytes=-30", (70, 99)),
        ("bytes=-500", (0, 99)),
        (" bytes=1-2 ", (1, 2)),
    ],
)
def test_a_piece_is_understood(header, expected):
    assert wanted_bytes(header, 100) == expected


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "lines=0-1", "bytes=0-1,5-6"),
        *("bytes=１-２", "bytes=0x1-2", "bytes=+1-2", "bytes=1 -2", "bytes=\x00-"),
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_what_makes_no_sense_counts_for_nothing(header):
    assert wanted_bytes(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_lies_beyond_the_end_is_told(header):
    with pytest.raises(NotInFile):
        wanted_bytes(header, 100)


def test_an_empty_file_has_no_pieces():
    for header in ["bytes=0-", "bytes=-5"]:
        with pytest.raises(NotInFile):
            wanted_bytes(header, 0)


@given(st.text(), st.integers(0, 10**12))
def test_any_header_gives_a_piece_inside_the_file_or_none(header, size):
    try:
        piece = wanted_bytes(f"bytes={header}", size)
    except NotInFile:
        return
    assert piece is None or 0 <= piece[0] <= piece[1] < size


@pytest.fixture
def name():
    return storages["private"].save("pieces/a.bin", ContentFile(CONTENT))


def get(name, method="get", **headers):
    request = getattr(RequestFactory(), method)("/a.bin", headers=headers)
    return serve_private(request, name, content_type="video/mp4", etag="abc")


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_file(name):
    response = get(name)
    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == '"abc"'
    assert response["Cache-Control"] == "private, no-cache"
    response.close()


@pytest.mark.parametrize(
    ("header", "start", "end"), [("bytes=0-1", 0, 1), ("bytes=1000-", 1000, SIZE - 1)]
)
def test_a_piece(name, header, start, end):
    response = get(name, range=header)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/{SIZE}"
    assert response["Content-Length"] == str(end - start + 1)
    assert body(response) == CONTENT[start : end + 1]


def test_a_piece_beyond_the_end(name):
    response = get(name, range=f"bytes={SIZE}-")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


def test_a_part_of_another_version_is_not_continued(name):
    other = get(name, range="bytes=5-9", if_range='"older"')
    assert (other.status_code, body(other)) == (200, CONTENT)
    same = get(name, range="bytes=5-9", if_range='"abc"')
    assert (same.status_code, body(same)) == (206, CONTENT[5:10])


def test_what_the_browser_has_is_not_sent_again(name):
    response = get(name, if_none_match='"abc"')
    assert response.status_code == 304
    assert response["ETag"] == '"abc"'
    assert get(name, if_none_match='"older"').status_code == 200


def test_only_the_head(name):
    response = get(name, method="head", range="bytes=0-5")
    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert response.content == b""


def test_a_file_that_is_gone(name):
    storages["private"].delete(name)
    with pytest.raises(Http404):
        get(name)


def test_nothing_is_held_whole(name):
    response = get(name)
    assert isinstance(response, BlockResponse)
    large = storages["private"].save("pieces/b.bin", ContentFile(CONTENT * 100))
    blocks = list(get(large).streaming_content)
    assert len(blocks) == 4
    assert max(map(len, blocks)) == BlockResponse.block_size


def test_a_long_range_is_sent_in_parts():
    large = storages["private"].save("pieces/c.bin", ContentFile(CONTENT * 150))
    size = SIZE * 150
    response = get(large, range="bytes=100-")
    assert response["Content-Range"] == f"bytes 100-{100 + MOST_AT_ONCE - 1}/{size}"
    assert body(response) == (CONTENT * 150)[100 : 100 + MOST_AT_ONCE]
    assert get(large, range="bytes=-5")["Content-Range"] == f"bytes {size - 5}-{size - 1}/{size}"


@pytest.fixture
def film():
    return storages["private"].save("pieces/d.bin", ContentFile(CONTENT * 150))


def test_few_whole_films_are_sent_at_once_and_the_others_are_told(film, name):
    first, second = get(film), get(film)
    refused = get(film)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    assert refused.content.decode() == (
        "现在整部下载影片的人太多，请过一分钟再试。在网页里看影片不受影响。"
    )
    assert get(film, range="bytes=0-").status_code == 206
    assert get(film, method="head").status_code == 200
    assert get(name).status_code == 200
    assert body(first) == CONTENT * 150
    first.close()
    first.close()
    assert get(film, if_none_match='"abc"').status_code == 304
    third = get(film)
    assert third.status_code == 200
    assert get(film).status_code == 429
    second.close()
    third.close()


def test_a_server_that_lets_go_without_a_word_blocks_nobody(film):
    for _ in range(5):
        assert get(film).status_code == 200
        gc.collect()


def test_the_server_in_front_sends_it(name, settings):
    settings.PRIVATE_ACCEL = "/private/"
    storages["private"].save("pieces/名 字.bin", ContentFile(b"x"))
    response = get("pieces/名 字.bin", range="bytes=0-5")
    assert response.status_code == 200
    assert response.content == b""
    assert response["X-Accel-Redirect"] == "/private/pieces/%E5%90%8D%20%E5%AD%97.bin"
    assert response["Content-Type"] == "video/mp4"
