"""Documents of every kind, and hostile ones, read by the process that does it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from courses.texts.reading import MOST_CHARACTERS, READERS
from tests.factories import documents
from tests.factories.documents import FILES, bomb, rewritten

WORDS = ["先听后议", "议而有决", "事事有回音"]


def read(tmp_path, suffix, content, seconds=40):
    path = tmp_path / f"file.{suffix}"
    path.write_bytes(content)
    command = [sys.executable, "-m", "courses.texts.reading", suffix, str(path), str(seconds)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, timeout=60)


def test_every_kind_that_may_be_uploaded_is_read():
    assert set(READERS) == set(settings.WAGTAILDOCS_EXTENSIONS) == set(FILES)


@pytest.mark.parametrize("suffix", FILES)
def test_the_words_of_a_document_are_found(tmp_path, suffix):
    done = read(tmp_path, suffix, FILES[suffix](*WORDS))
    assert done.returncode == 0, done.stderr.decode()
    found = done.stdout.decode()
    assert [word for word in WORDS if word in found] == WORDS


@pytest.mark.parametrize("suffix", ["pdf", "docx", "pptx", "xlsx"])
@pytest.mark.parametrize("content", [b"", b"no document", b"%PDF-1.7\n", b"PK\x03\x04" * 20])
def test_what_is_no_document_ends_in_an_error(tmp_path, suffix, content):
    done = read(tmp_path, suffix, content)
    assert done.returncode != 0 or done.stdout == b""


@pytest.mark.parametrize("suffix", ["docx", "pptx", "xlsx"])
def test_an_archive_that_would_burst_is_not_opened(tmp_path, suffix):
    done = read(tmp_path, suffix, bomb(400))
    assert done.returncode != 0
    assert b"UnreadableError" in done.stderr


@pytest.mark.parametrize("suffix", ["docx", "pptx", "xlsx"])
def test_a_document_cut_off_is_not_read(tmp_path, suffix):
    whole = FILES[suffix](*WORDS)
    assert read(tmp_path, suffix, whole[: len(whole) // 2]).returncode != 0


def test_entities_of_xml_neither_burst_nor_read_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "议议议议">{layers}<!ENTITY f SYSTEM "file://{secret}">]>'
    hostile = documents.word("先听", "后议")
    for entity in ("&a11;", "&f;"):

        def insert(xml, entity=entity):
            head, _, rest = xml.decode().partition("?>")
            return f"{head}?>{doctype}{rest}".replace("先听", f"先听{entity}").encode()

        done = read(tmp_path, "docx", rewritten(hostile, "word/document.xml", insert))
        assert b"SECRET" not in done.stdout
        assert len(done.stdout) < 10_000


def test_no_more_than_enough_is_kept(tmp_path):
    done = read(tmp_path, "txt", ("议" * (MOST_CHARACTERS + 100)).encode())
    assert len(done.stdout.decode()) == MOST_CHARACTERS


def test_memory_is_limited(tmp_path):
    """Rows that a sheet only claims to have would fill the machine."""
    far = b'<c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = rewritten(
        documents.sheet("甲"),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</row></sheetData>", far),
    )
    assert read(tmp_path, "xlsx", content).returncode != 0


def test_no_settings_and_no_database_are_loaded():
    code = "import sys; import courses.texts.reading; assert 'django' not in sys.modules"
    environment = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, check=True)
