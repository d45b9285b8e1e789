"""What people can read of a page, and which of its words are not Chinese."""

import re
from collections.abc import Iterator

import lxml.html

# Not read: code and samples of files, drawings, keys of the keyboard, what was typed into a field.
SILENT = {"script", "style", "svg", "textarea", "iframe", "kbd", "pre", "link", "meta"}
ATTRIBUTES = (
    "alt",
    "title",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "data-w-tooltip-content-value",
    "data-w-progress-active-value",
    "data-default-text",
)
BUTTONS = {"submit", "button", "reset"}
# What Chinese texts write in Latin letters too: products, formats, units.
ALLOWED = {
    *("Wagtail", "JavaScript", "GIFT", "SCORM", "UTF", "GBK", "UTC", "MB", "KB"),
    *("PDF", "CSV", "XLSX", "DOCX", "PPTX", "TXT", "PNG", "JPG", "JPEG", "WEBP"),
    *("MOV", "VTT", "SRT"),
    # The example of an address made of Chinese words.
    *("shequ", "yishi"),
}
# What Wagtail writes without asking any catalogue: bare names of fields, and the name of the
# buttons at the top for those who listen. Its templates are not copied to mend it.
UNAVOIDABLE = {"按“Port”升序排列。", "Actions", "Search"} | {
    *("Link text", "Email address", "Phone number", "Subject", "Body", "Content types"),
    *("Role", "Include descendants", "Page", "Port", "Root page", "Site name", "True", "False"),
}
# Addresses, names of files, types and hosts, numbers of certificates: no words of a language.
CODES = re.compile(r"https?://\S+|\S+@\S+|[\w-]*(?:\.[\w-]+)+|localhost|\w*\d\w*", re.ASCII)
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


def texts(page: str) -> Iterator[str]:
    """Texts of an HTML page or a part of one, and of the attributes that are shown or read out."""
    for element in lxml.html.document_fromstring(page).iter():
        for text in _texts_of(element):
            if text and text.strip():
                yield " ".join(text.split())


def foreign_words(text: str) -> list[str]:
    """Words in Latin letters that have no business in a Chinese text."""
    return [word for word in WORD.findall(CODES.sub(" ", text)) if word not in ALLOWED]


def foreign_texts(page: str) -> list[str]:
    """Texts of a page with such words."""
    return [text for text in texts(page) if foreign_words(text)] if page.strip() else []


def _texts_of(element) -> Iterator[str | None]:
    yield element.tail
    # A counter on the tabs of side panels that is filled, and shown, by a script.
    if element.tag in SILENT or "data-side-panel-toggle-counter" in element.attrib:
        return
    if isinstance(element.tag, str):
        yield element.text
        yield from (element.get(name) for name in ATTRIBUTES)
        if element.tag == "input" and element.get("type") in BUTTONS:
            yield element.get("value")
