"""People in templates."""

from django import template

from academy.people import rules

register = template.Library()


@register.filter
def masked(phone: str | None) -> str:
    """A phone number with its middle hidden."""
    return rules.mask_phone(phone)
