"""What templates ask of certification."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import template

from academy.certification.pdf import hours_in_words
from academy.certification.queries import completion_page

if TYPE_CHECKING:
    from academy.certification.models import Certificate, Programme
    from academy.people.models import User

register = template.Library()


@register.simple_tag
def completion_of(programme: Programme, person: User) -> dict[str, Any]:
    """The completion page's contents, for a preview of a draft."""
    return completion_page(programme, person, person)


@register.filter
def issued_on(certificate: Certificate) -> dt.date:
    """The day printed on a certificate."""
    return dt.date.fromisoformat(certificate.snapshot["issued_on"])


@register.filter
def hours_words(certificate: Certificate) -> str:
    """The hours printed on a certificate, in words."""
    return hours_in_words(certificate.snapshot["hours"])
