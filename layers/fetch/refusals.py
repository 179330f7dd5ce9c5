"""Why a file could not be had, in sentences."""

from errno import EDQUOT, ENOSPC, EROFS

import requests

from i18n import NBSP, Text

from ..errors import LayerError, reason


def wrong_hash(url: str) -> LayerError:
    """The sentence for a file that is not the one expected."""
    return LayerError(
        Text(
            f"Le fichier reçu n'est pas celui attendu (empreinte différente), il n'a pas été gardé{NBSP}: {url}",
            f"The file received is not the one expected (different hash), it was not kept: {url}",
        )
    )


def refused(url: str, why: Text) -> LayerError:
    """The sentence for a file that the publisher did not give."""
    return LayerError(
        Text(
            f"L'éditeur n'a pas donné le fichier ({why.fr}). Recommencez plus tard, ou déposez-le à la main{NBSP}: "
            f"{url}",
            f"The publisher did not give the file ({why.en}). Try again later, or drop it by hand: {url}",
        )
    )


def unwritten(error: OSError, url: str) -> LayerError:
    """The sentence for a file that could be neither had nor written."""
    if error.errno in (ENOSPC, EDQUOT):
        return LayerError(
            Text(
                f"Plus de place sur le disque. Libérez-en, puis recommencez{NBSP}: rien n'est perdu ({url}).",
                f"No space left on the disk. Make some room and start again: nothing is lost ({url}).",
            )
        )
    if isinstance(error, PermissionError) or error.errno == EROFS:
        return LayerError(
            Text(
                f"Le dossier des données n'est pas ouvert en écriture ({error.filename}). Donnez-en un autre par la "
                f"variable CAGE_CACHE.",
                f"The data folder cannot be written to ({error.filename}). Give another one in the variable "
                f"CAGE_CACHE.",
            )
        )
    if isinstance(error, requests.ConnectionError):
        return refused(url, Text("connexion impossible", "no connection"))
    if isinstance(error, requests.RequestException):
        return refused(url, Text("réponse interrompue", "answer cut short"))
    said = Text(
        "Le fichier n’a pas pu être écrit sur cette machine ({why}) : {url}",
        "The file could not be written on this machine ({why}): {url}",
    )
    return LayerError(said.format(why=reason(error), url=url))
