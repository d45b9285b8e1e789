"""Choices of courses."""

from django.db.models import TextChoices


class CourseForm(TextChoices):
    """Channel of a course."""

    ONLINE = "online", "线上"
    OFFLINE = "offline", "线下"
    BLENDED = "blended", "线上线下结合"


class Subject(TextChoices):
    """Subjects of the catalogue."""

    PARTY = "party", "党建引领"
    GOVERNANCE = "governance", "基层治理"
    PEOPLE = "people", "群众工作"


class Necessity(TextChoices):
    """Whether a course is required."""

    REQUIRED = "required", "必修"
    ELECTIVE = "elective", "选修"


class DutyState(TextChoices):
    """Where a person stands with what is required of them. Overdue is OPEN past its time."""

    OPEN = "open", "未完成"
    DONE = "done", "已完成"
    WITHDRAWN = "withdrawn", "不再要求"


class LessonState(TextChoices):
    """Where a person stands with a lesson or an activity. TEXT: nothing in it to complete."""

    DONE = "done", "已完成"
    DOING = "doing", "在学"
    TODO = "todo", "未开始"
    TEXT = "text", "课文"
