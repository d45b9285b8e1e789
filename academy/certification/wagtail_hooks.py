"""What certification adds to the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from academy.certification.deletion import refuse_deletion
from academy.certification.viewsets import CertificateViewSet, ProgrammeViewSet

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Page

register_snippet(ProgrammeViewSet)


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return CertificateViewSet()


@hooks.register("register_log_actions")
def register_deeds(registry: LogActionRegistry) -> None:
    """Deeds that must stay answerable."""
    registry.register_action("certification.revoke", "作废证书", "作废了证书")
    registry.register_action("certification.reissue", "换发证书", "换发了证书")


@hooks.register("before_delete_page")
def keep_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_deletion(request, [page])


@hooks.register("before_delete_snippet")
def keep_snippets(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances)


@hooks.register("before_bulk_action")
def keep_all(
    request: HttpRequest, action_type: str, objects: list[Model], action: Any
) -> HttpResponse | None:
    return refuse_deletion(request, objects) if action_type == "delete" else None
