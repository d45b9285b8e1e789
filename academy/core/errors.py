"""The one family of errors that actions raise."""


class ActionError(Exception):
    """An action was refused. The message is for the person: what is wrong and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
