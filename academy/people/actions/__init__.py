"""Every write to people, their posts and their units."""

from academy.people.actions.accounts import (
    change_phone,
    create_person,
    reset_password_by_manager,
    set_own_password,
    unlock_account,
)
from academy.people.actions.memberships import end_membership, grant_membership
from academy.people.actions.organisations import (
    create_organisation,
    import_divisions,
    move_organisation,
)

__all__ = [
    "change_phone",
    "create_organisation",
    "create_person",
    "end_membership",
    "grant_membership",
    "import_divisions",
    "move_organisation",
    "reset_password_by_manager",
    "set_own_password",
    "unlock_account",
]
