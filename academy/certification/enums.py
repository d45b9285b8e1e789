"""Choices of certification."""

from django.db.models import TextChoices


class CertificateState(TextChoices):
    """Whether a certificate still says what it said."""

    VALID = "valid", "有效"
    VOID = "void", "已作废"
