"""Active associations by commune (RNA)."""

import fnmatch
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from i18n import Text

from ..cog import carry
from ..projections import department
from ..publishers.files import Published, not_the_file, pick, reading, zeros_back
from ..reference import COG, raw
from ..source import Source

LABEL = Text("Associations", "Associations")
NEEDS = ["adrs_codeinsee", "adrs_codepostal", "position"]
MEMBERS = "rna_waldec_*.csv"
LOCAL_LAW = {"57", "67", "68"}
"""Alsace and Moselle: their associations are in another register, kept by the courts."""

UNPLACED = 0.05
"""Share of a département's associations without a usable commune above which its counts would be too low to show."""


@contextmanager
def _files(path: Path) -> Iterator[Iterator[IO[bytes]]]:
    """The register of each département: the members of the zip, or the file itself."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield iter([file])
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if fnmatch.fnmatch(name.rsplit("/", 1)[-1].lower(), MEMBERS)]
        yield (archive.open(name) for name in names)


def _active(file: IO[bytes]) -> pd.DataFrame:
    """Active associations of one register by what is written as their commune: code, postal, active."""
    # Some registers are in UTF-8, some in Windows-1252: what is read here is ASCII in both.
    table = pd.read_csv(
        file, sep=";", dtype=str, keep_default_na=False, encoding="latin-1",
        usecols=lambda name: str(name).strip().casefold() in NEEDS,
    )  # fmt: skip
    table = table.rename(columns=pick(table.columns, NEEDS, LABEL))
    known = table["position"].isin(["A", "D", "S"])
    if known.mean() < 0.99:
        raise not_the_file(LABEL, Text("Des positions y sont inconnues.", "Some of its positions are unknown."))
    here = table.loc[table["position"].eq("A"), NEEDS[:2]].apply(lambda cells: cells.str.strip().str.upper())
    return here.set_axis(["code", "postal"], axis=1).value_counts().rename("active").reset_index()


def _placed(rows: pd.DataFrame) -> pd.Series:
    """Commune of today of each row: leading zeros given back, former codes followed; None for a postal code."""
    code, postal = zeros_back(rows["code"], 5), zeros_back(rows["postal"], 5)
    code = code.where(code.ne(postal), "")
    return carry(pd.DataFrame({"commune": code, "row": rows.index}), COG, COG, {})["commune"]


def _by_commune(rows: pd.DataFrame) -> tuple[str, pd.Series | None]:
    """The département of a register, and its counts by commune; None where too many have no usable commune."""
    rows = rows.assign(commune=_placed(rows))
    counts = rows.dropna().groupby("commune")["active"].sum()
    where = counts.groupby([department(str(code)) for code in counts.index]).sum()
    lost = 1 - counts.sum() / rows["active"].sum()
    return str(where.idxmax()) if len(where) else "", None if lost > UNPLACED else counts


def read_2026(path: Path) -> pd.DataFrame:
    """The register of 1 October 2026: one CSV by département, ``;``.

    Every commune of today has a row: in a register, a commune that no association gives as its seat has none (0).
    Unknown: Alsace, Moselle, the départements whose register is missing or too poorly located, and the communes
    whose code is also a postal code that some wrote in its place.
    """
    with reading(LABEL), _files(path) as files:
        registers = [_active(file) for file in files]
    registers = [rows for rows in registers if len(rows)]
    if not registers:
        raise not_the_file(LABEL, Text("Aucune association active n'y est.", "It holds no active association."))
    counted = [_by_commune(rows) for rows in registers]
    poor = {code for code, counts in counted if counts is None}
    covered = {code for code, _ in counted} - poor - LOCAL_LAW
    known = [counts for _, counts in counted if counts is not None]
    everywhere = pd.concat(known).groupby(level=0).sum() if known else pd.Series(dtype=float)
    rows = pd.concat(registers)
    doubtful = set(rows.loc[rows["code"].eq(rows["postal"]), "code"])
    communes = pd.Index(sorted(raw("communes.parquet")["commune"]), name="commune")
    sure = [department(code) in covered and code not in doubtful for code in communes]
    active = everywhere.reindex(communes, fill_value=0).astype(float).where(sure)
    return pd.DataFrame({"active": active, "active__why": active.isna().map({True: "unavailable", False: ""})})


ASSOCIATIONS = Source(
    key="associations",
    label=LABEL,
    publisher="Ministère de l'Intérieur",
    origin=Text(
        "Répertoire national des associations (RNA) : déclarées ou modifiées depuis 2009 et non dissoutes ; l'Alsace "
        "et la Moselle n'y sont pas",
        "National register of associations (RNA): declared or changed since 2009 and not dissolved; Alsace and Moselle "
        "are not in it",
    ),
    published={
        2026: Published(
            cog=COG,
            # One file each month, under another name each time; this one was read by a public program on 2026-10-01.
            url="https://media.interieur.gouv.fr/rna/rna_waldec_20261001.zip",
            read=read_2026,
            names=("rna_waldec_2026*.zip", "rna_waldec_2026*.csv"),
            megabytes=500,
        ),
    },
    rules={"active": "sum"},
)
