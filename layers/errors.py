"""What can go wrong with data, said in both languages."""

from i18n import Text


class LayerError(Exception):
    """A layer cannot be had: missing, corrupted, or not covering the territory."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.fr)
        self.message = message
