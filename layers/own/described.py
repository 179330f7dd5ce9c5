"""A reader's own file as a configuration describes it: where it is, and how it is read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from i18n import Text
from parsing import Choice

from .. import postgis
from ..errors import LayerError, reason
from .given import Given
from .kinds import BY_KEY
from .open import opened
from .proposed import propose

MENDED = ("row", "column", "value")
"""What is said of each cell that the reader wrote again."""


@dataclass(frozen=True)
class Described:
    """One file, or one table of a PostGIS database.

    Attributes
    ----------
    file
        Its path, from the folder of the configuration; empty for a table.
    sha256
        Of its content; empty for any.
    postgis, schema, table
        Address of the database (``postgresql://...``), and where the table is.
    columns
        OwnColumn of the file by column of the kind; None to recognise them by their names.
    projection, policy, quotient, encoding, part, constants, mended
        See :class:`layers.own.given.Given`.
    """

    kind: str
    file: str = ""
    sha256: str = ""
    postgis: str = field(default="", repr=False)  # a password may be in it
    schema: str = "public"
    table: str = ""
    columns: Mapping[str, str] | None = None
    projection: str | None = None
    policy: str = ""
    quotient: float = 0.0
    encoding: str | None = None
    part: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    mended: Sequence[Mapping[str, object]] = ()


def described(one: Given) -> Described:
    """What finds a file again, with the same bytes read in the same way."""
    columns = {key: column for key, column in one.columns if column is not None}
    digest = hashlib.sha256(one.content).hexdigest()
    return Described(
        one.kind,
        one.name,
        digest,
        columns=columns,
        projection=one.projection,
        policy=one.policy,
        quotient=one.quotient,
        encoding=one.encoding,
        part=one.part,
        constants=dict(one.constants),
        mended=tuple(dict(zip(MENDED, cell, strict=True)) for cell in one.mended),
    )


def found(one: Described, folder: Path, kept: Sequence[Given] = ()) -> Given:
    """Read what is described.

    Parameters
    ----------
    folder
        Where the configuration is.
    kept
        Files kept on this installation: they stand in for one that is not in the folder.

    Raises
    ------
    LayerError
        If it is nowhere, if it is not the one described, or if it cannot be read.
    """
    if one.postgis:
        content, name = postgis.features(one.postgis, one.schema, one.table), f"{one.schema}.{one.table}"
    else:
        content, name = _content(one, folder, kept), Path(one.file).name
    kind = BY_KEY[one.kind]
    choice = Choice(one.encoding, one.part)
    columns = propose(opened(content, choice).table, kind) if one.columns is None else one.columns
    ordered = tuple((column.key, columns.get(column.key)) for column in kind.columns)
    constants = tuple(one.constants.items())
    mended = tuple((int(str(cell["row"])), str(cell["column"]), str(cell["value"])) for cell in one.mended)
    return Given(one.kind, name, content, ordered, one.projection, one.policy, one.quotient, *choice, constants, mended)


def _content(one: Described, folder: Path, kept: Sequence[Given]) -> bytes:
    path = folder / one.file
    try:
        content = path.read_bytes()
    except OSError as error:
        same = (k.content for k in kept if hashlib.sha256(k.content).hexdigest() == one.sha256)
        content = next(same, b"")
        if not content:
            raise LayerError(_MISSING.format(file=one.file, folder=folder.resolve(), why=reason(error))) from error
    if one.sha256 and hashlib.sha256(content).hexdigest() != one.sha256:
        raise LayerError(_OTHER.format(file=one.file))
    return content


_MISSING = Text(
    "Le fichier « {file} » ne se lit pas dans le dossier {folder} : {why}. Mettez-le à côté de la configuration.",
    "The file “{file}” cannot be read in the folder {folder}: {why}. Put it beside the configuration.",
)
_OTHER = Text(
    "Le fichier « {file} » n'est plus celui que décrit la configuration : son empreinte (sha256) diffère. Retrouvez "
    "l'ancien, ou effacez la ligne « sha256 » pour prendre celui-ci.",
    "The file “{file}” is no longer the one described: its fingerprint (sha256) differs. Find the former one, or erase "
    "the line “sha256” to take this one.",
)
