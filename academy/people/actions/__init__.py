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
from academy.people.actions.registration import (
    NewTrainee,
    grant_trainee_posts,
    register_trainees,
    remove_unused_trainees,
)

__all__ = [
    "NewTrainee",
    "change_phone",
    "create_organisation",
    "create_person",
    "end_membership",
    "grant_membership",
    "grant_trainee_posts",
    "import_divisions",
    "move_organisation",
    "register_trainees",
    "remove_unused_trainees",
    "reset_password_by_manager",
    "set_own_password",
    "unlock_account",
]
