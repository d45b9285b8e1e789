"""Roles and levels. Words: domain glossary."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does in an organisation; one person may hold several."""

    TRAINEE = "trainee", "学员"
    INSTRUCTOR = "instructor", "教师"
    REVIEWER = "reviewer", "审核员"
    HEAD_TEACHER = "head_teacher", "班主任"
    ADMINISTRATOR = "administrator", "教务"
    LIAISON = "liaison", "基地联络员"
    ORGANISATION_MANAGER = "organisation_manager", "单位管理员"
    LEADER = "leader", "院领导"
    AUDITOR = "auditor", "审计员"


class OrganisationLevel(TextChoices):
    """Levels of the organisation tree, top to bottom."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区县"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    ACADEMY = "academy", "学院"
