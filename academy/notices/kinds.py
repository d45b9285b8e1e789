"""The kinds of notices. Apps bring theirs in a module `notice_kinds.py`."""

from __future__ import annotations

from dataclasses import dataclass

from academy.core.kinds import Registry

MAIL = "mail"
WEBHOOK = "webhook"


@dataclass(frozen=True)
class NoticeKind:
    """What a notice is about, and by which channels it goes besides standing on the site."""

    name: str
    title: str
    channels: tuple[str, ...]


notice_kinds: Registry[NoticeKind] = Registry("notice_kinds")


def notice_kind(name: str, *, title: str, channels: tuple[str, ...] = (MAIL, WEBHOOK)) -> str:
    """Register the kind `name`, written `app.subject`; gives the name back."""
    return notice_kinds.register(name, NoticeKind(name, title, channels)).name
