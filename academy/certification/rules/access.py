"""Who may do what with certificates. Who may see one follows from who may see its holder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.people.enums import Role

if TYPE_CHECKING:
    from academy.people.rules import Standing


def may_void_certificates(standing: Standing) -> bool:
    """Administrators (教务) revoke and reissue."""
    return standing.is_active and (standing.is_superuser or standing.has_any({Role.ADMINISTRATOR}))
