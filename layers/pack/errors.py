"""The one error of the builder."""


class PackError(RuntimeError):
    """An input of the pack is not what the builder was written for; the message says what to do."""
