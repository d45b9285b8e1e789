"""Choices of certification."""

from django.db.models import TextChoices


class CertificateState(TextChoices):
    """Whether a certificate still says what it said."""

    VALID = "valid", "有效"
    VOID = "void", "已作废"


class YearRule(TextChoices):
    """Which year's hours a requirement asks about."""

    THIS = "this", "本年度"
    ANY = "any", "任一年度"
    GIVEN = "given", "指定年度"
