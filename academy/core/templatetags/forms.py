"""Forms in templates."""

from django import forms, template

register = template.Library()


@register.filter
def count_faults(form: forms.BaseForm) -> int:
    """How many faults a bound form names: a field may have several."""
    return sum(len(faults) for faults in form.errors.values())
