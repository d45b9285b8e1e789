"""Certificates as PDF, rendered by Typst from their snapshot alone."""

from __future__ import annotations

import datetime as dt
import io
import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.urls import reverse

from academy.certification.fonts import Weight, font_path
from academy.certification.models import Certificate
from academy.core import clock

TEMPLATE = Path("templates") / "certification" / "certificate.typ"
# One compiler per process keeps fonts and template in memory; it serves one thread at a time.
_compiling = Lock()


def render_pdf(certificate: Certificate) -> bytes:
    """The certificate on A4, with its QR code; a void one says so.

    Typst only warns of a font it cannot find and leaves the text out: a warning is an error here.
    """
    sheet = {"data": json.dumps(_sheet(certificate))}
    made_at = int(certificate.issued_at.timestamp())
    with _compiling:
        pdf, warnings = _compiler().compile_with_warnings(
            format="pdf", sys_inputs=sheet, timestamp=made_at
        )
    if warnings:
        raise RuntimeError(f"{certificate.number}: {'; '.join(str(w) for w in warnings)}")
    return bytes(pdf)


def check_url(number: str) -> str:
    """The public address that says whether a number is valid."""
    base_url: str = settings.WAGTAILADMIN_BASE_URL
    return base_url.rstrip("/") + reverse("certification:check-number", args=[number])


@cache
def _compiler() -> Any:
    """Sees the built fonts and nothing else, so that no other font steps in unseen."""
    directories = sorted({font_path(weight).parent for weight in Weight})
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=directories
    )
    template = Path(settings.BASE_DIR) / TEMPLATE
    return typst.Compiler(template, root=template.parent, font_paths=fonts)


def _sheet(certificate: Certificate) -> dict[str, Any]:
    """What the template shows, all of it plain values."""
    snapshot = certificate.snapshot
    url = check_url(certificate.number)
    return {
        **{key: snapshot[key] for key in ("name", "title", "statement", "issuer", "replaces")},
        "scope": certificate.scope_title,
        "number": certificate.number,
        "grouped_number": certificate.grouped_number,
        "issued_on": in_words(dt.date.fromisoformat(snapshot["issued_on"])),
        "hours": hours_in_words(snapshot["hours"]),
        "qr": _qr(url),
        "check_page": urlsplit(url).netloc + reverse("certification:check"),
        "void": not certificate.is_valid,
        "void_words": _void_words(certificate),
        "sample": settings.DEMO_ACCOUNTS,
    }


def in_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def hours_in_words(hours: dict[str, Any]) -> str:
    """Hours of the year up to the day of issue; empty when there were none."""
    total = str(hours["total"]).rstrip("0").rstrip(".")
    return f"截至颁发之日，{hours['year']}年度累计 {total} 学时" if total not in {"", "0"} else ""


def _void_words(certificate: Certificate) -> str:
    if certificate.revoked_at is None:
        return ""
    return f"已于{in_words(clock.local_date(certificate.revoked_at))}作废"


def _qr(text: str) -> str:
    image = io.BytesIO()
    segno.make(text, error="m").save(image, kind="svg", border=0, dark="#1F2329", scale=4)
    return image.getvalue().decode()
