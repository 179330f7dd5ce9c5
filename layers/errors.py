"""What can go wrong with data, said in both languages."""

from collections.abc import Mapping
from errno import (
    EACCES,
    EADDRINUSE,
    EADDRNOTAVAIL,
    EBUSY,
    EDQUOT,
    EEXIST,
    EFBIG,
    EIO,
    EISDIR,
    ELOOP,
    EMFILE,
    ENAMETOOLONG,
    ENFILE,
    ENOENT,
    ENOMEM,
    ENOSPC,
    ENOTDIR,
    ENOTEMPTY,
    EPERM,
    EROFS,
)  # fmt: skip

from i18n import Text


class LayerError(Exception):
    """A layer cannot be had: missing, corrupted, or not covering the territory."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.fr)
        self.message = message


_DENIED = Text("accès refusé", "permission denied")
_FULL = Text("plus de place sur le disque", "no space left on the disk")
_TOO_MANY = Text("trop de fichiers ouverts à la fois", "too many files open at once")
_WHY: Mapping[int, Text] = {
    EACCES: _DENIED,
    EPERM: _DENIED,
    ENOSPC: _FULL,
    EDQUOT: _FULL,
    EFBIG: _FULL,
    EMFILE: _TOO_MANY,
    ENFILE: _TOO_MANY,
    ENOENT: Text("introuvable", "not found"),
    EISDIR: Text("c’est un dossier, et non un fichier", "it is a folder, not a file"),
    ENOTDIR: Text("un fichier porte le nom d’un dossier du chemin", "a file has the name of a folder of the path"),
    EEXIST: Text("quelque chose porte déjà ce nom", "something already has this name"),
    ENOTEMPTY: Text("quelque chose porte déjà ce nom", "something already has this name"),
    EROFS: Text("ce disque est en lecture seule", "this disk is read-only"),
    ENAMETOOLONG: Text("ce nom est trop long", "this name is too long"),
    ELOOP: Text("des liens renvoient l’un à l’autre", "links point to one another"),
    EBUSY: Text("un autre programme l’occupe", "another program holds it"),
    EIO: Text("le disque ne répond pas comme il faut", "the disk does not answer as it should"),
    ENOMEM: Text("mémoire insuffisante", "not enough memory"),
    EADDRINUSE: Text("ce port est déjà pris", "this port is taken already"),
    EADDRNOTAVAIL: Text("cette adresse n’est pas celle de la machine", "this address is not one of this machine"),
}
"""What the system refuses with, by its number: its own words are in its own language."""


def reason(error: OSError) -> Text:
    """Why the system refused, to put in a sentence."""
    known = _WHY.get(error.errno or 0)
    return known or Text("refus du système n° {n}", "refusal no. {n} of the system").format(n=error.errno or "?")


def refusal(error: OSError) -> Text:
    """The sentence for a refusal that no caller has put in its own words."""
    where = f" ({error.filename})" if error.filename else ""
    why = reason(error)
    return Text(f"Le système a refusé{where} : {why.fr}.", f"The system refused{where}: {why.en}.")
