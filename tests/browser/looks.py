"""What is looked for on a page: axe's rules, sideways scrolling, sizes of text, targets, page."""

from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from academy.core.enums import TextSize

LOOKS = Path(__file__).with_name("looks.js").read_text()


@cache
def axe_source() -> str:
    return (settings.NODE_MODULES / "axe-core" / "axe.min.js").read_text()


def faults_of(page: Page) -> list[str]:
    """Everything wrong with the page as it stands, in the largest text and in the standard one.

    The policy of the page does not reach what the browser's own tools run in it.
    """
    faults = []
    for size in (TextSize.XLARGE.value, TextSize.STANDARD.value):
        found = page.evaluate(f"size => ({LOOKS}).faults(size)", size)
        faults += [f"{size}: {fault}" for fault in found]
    page.evaluate(axe_source())
    return faults + page.evaluate(f"() => ({LOOKS}).axe()")
