"""Deleting in the admin what records point at is refused in words, before the database does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import router
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.shortcuts import redirect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from wagtail.snippets.views.snippets import SnippetViewSet


def refuse_deleting_used(request: HttpRequest, instances: Sequence[Model]) -> HttpResponse | None:
    """A way back to the list with the reason, None where everything may be deleted."""
    for instance in instances:
        users = protected_by(instance)
        if users:
            words = (
                f"“{instance}”已被{'、'.join(users)}使用，不能删除。可以停用，或新建一个来代替。"
            )
            messages.error(request, words)
            viewset: SnippetViewSet = instance.snippet_viewset  # type: ignore[attr-defined]
            return redirect(viewset.get_url_name("list"))
    return None


def protected_by(instance: Model) -> list[str]:
    """Names of the kinds of records that keep an object from being deleted."""
    collector = Collector(using=router.db_for_write(type(instance), instance=instance))
    try:
        collector.collect([instance])
    except ProtectedError as error:
        return sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    except RestrictedError as error:
        return sorted({str(row._meta.verbose_name) for row in error.restricted_objects})
    return []
