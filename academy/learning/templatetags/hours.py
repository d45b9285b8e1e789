"""Hours in templates."""

from decimal import Decimal

from django import template

from academy.learning.rules.hours import figure

register = template.Library()


@register.filter
def hours(value: Decimal) -> str:
    """A number of hours as people write it: {{ line.hours|hours }} → 0.5."""
    return figure(value)
