"""Choices of the leaf."""

from django.db.models import TextChoices

TEXT_SIZE_COOKIE = "text_size"


class TextSize(TextChoices):
    """Reading sizes offered on every page."""

    STANDARD = "standard", "标准"
    LARGE = "large", "大"
    XLARGE = "xlarge", "特大"
