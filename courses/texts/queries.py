"""Which documents are to be read, and who may open which."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from courses.texts.models import Passage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from wagtail.documents.models import AbstractDocument

    from academy.people.models import User


def unread_documents() -> QuerySet[AbstractDocument]:
    """Documents whose present title and file no passages were made from."""
    version = Concat("file_hash", Value(" "), "title")
    passages = Passage.objects.filter(document=OuterRef("pk"), version=OuterRef("version"))
    documents = get_document_model().objects.annotate(version=version)
    unread: QuerySet[AbstractDocument] = documents.exclude(Exists(passages))
    return unread


def version_of(document: AbstractDocument) -> str:
    """The same for the same title and file."""
    return f"{document.file_hash} {document.title}"


def documents_open_to(viewer: User | AnonymousUser) -> QuerySet[AbstractDocument]:
    """The documents that Wagtail's own view would serve to `viewer`: a constant few queries.

    Those behind a shared password are left out: whoever knows it has the address too.
    """
    restrictions = CollectionViewRestriction.objects.select_related("collection")
    own = set(viewer.groups.values_list("pk", flat=True)) if viewer.is_authenticated else set()
    closed = [
        Q(collection__path__startswith=restriction.collection.path)
        for restriction in restrictions.prefetch_related("groups")
        if not _accepts(restriction, viewer, own)
    ]
    documents: QuerySet[AbstractDocument] = get_document_model().objects.all()
    return documents.exclude(reduce(or_, closed, Q(pk__in=[])))


def _accepts(
    restriction: CollectionViewRestriction, viewer: User | AnonymousUser, own: set[int]
) -> bool:
    """What `accept_request` says, without a query for each."""
    if restriction.restriction_type == CollectionViewRestriction.LOGIN:
        return viewer.is_authenticated
    if restriction.restriction_type == CollectionViewRestriction.GROUPS:
        allowed = {group.pk for group in restriction.groups.all()}
        return viewer.is_superuser or bool(own & allowed)
    return bool(restriction.restriction_type == CollectionViewRestriction.NONE)
