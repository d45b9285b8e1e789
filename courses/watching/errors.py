"""Refusals of watching."""

from academy.core.errors import ActionError


class WatchError(ActionError):
    """A refusal with the status that it is answered with: 400 unreadable, 401 sign in again,
    403 not open, 409 not begun, 503 later."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
