"""What is said of a file that is not read."""

from i18n import Text


class Refused(Exception):  # noqa: N818 - it refuses a file: nothing went wrong
    """A file is not read: ``message`` says why, and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.fr)
        self.message = message
