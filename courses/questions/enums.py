"""Kinds of questions."""

from django.db.models import TextChoices


class QuestionKind(TextChoices):
    """The four kinds a machine can mark."""

    SINGLE = "single", "单选"
    MULTIPLE = "multiple", "多选"
    TRUE_FALSE = "true_false", "判断"
    FILL_IN = "fill_in", "填空"
