"""Votes at the European election of 9 June 2024."""

from pathlib import Path

import pandas as pd

from i18n import NBSP, Text

from ..publishers.files import Published, commune_codes, not_the_file, numbers, read_csv, reading
from ..source import PAYS_BASQUE, File, Source, unique

NUANCES = (
    "LCOM", "LDIV", "LDVD", "LDVG", "LECO", "LENS", "LEXD",
    "LEXG", "LFI", "LLR", "LREC", "LRN", "LUG", "LVEC",
)  # fmt: skip
"""Official nuances of the lists of the European ballot of 2024 met in the facts, in alphabetical order."""

LABEL = Text("Élections européennes du 9 juin 2024", "European election of 9 June 2024")
COUNTS = {
    "Inscrits": "registered", "Votants": "voters", "Blancs": "blank", "Nuls": "null_votes", "Exprimés": "valid",
}  # fmt: skip
"""Columns of every results file of the Ministère since 2024, and their names here."""

BLOCKS = tuple(range(1, 39))
"""The same thirty-eight lists stood everywhere: one block of columns each, in no common order."""

DOUBTFUL = 0.1
"""Share of communes that do not add up from which the file is not the one expected."""


def insee_codes(codes: pd.Series, label: Text) -> pd.Series:
    """Commune codes of the Ministère's files, whose overseas départements may still be written ZA, ZB, ZC and ZD."""
    written = codes.astype(str).str.strip().str.upper()
    return commune_codes(written.str.replace(r"^Z[A-D](?=\d{3}$)", "97", regex=True), label)


def only_sure(table: pd.DataFrame, sure: pd.Series, label: Text) -> pd.DataFrame:
    """The table, unknown in every figure of the communes whose count does not add up (one null vote is -1 in 2026)."""
    if sure.mean() < 1 - DOUBTFUL:
        raise not_the_file(label, Text("Ses totaux ne tombent pas juste.", "Its totals do not add up."))
    if sure.all():
        return table
    why = pd.Series("", table.index).where(sure, "unavailable")
    return table.where(sure).assign(**{f"{column}__why": why for column in table})


def adds_up(table: pd.DataFrame) -> pd.Series:
    """True where the figures of turnout are those of one count."""
    spent = table["blank"] + table["null_votes"] + table["valid"]
    within = table["voters"].le(table["registered"]) & table["registered"].gt(0)
    return spent.eq(table["voters"]) & within & table.ge(0).all(axis=1)


def by_nuance(nuances: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """Votes of each official nuance, in as many columns; unknown where those of one of its lists are.

    Raises LayerError for a nuance no list of this ballot had.
    """
    blocks = [(nuances[f"Nuance liste {n}"].str.strip(), votes[f"Voix {n}"]) for n in BLOCKS]
    others = sorted({str(name) for names, _ in blocks for name in set(names)} - set(NUANCES))
    if others:
        found = ", ".join(others[:5])
        why = Text(f"Nuances inconnues de ce scrutin{NBSP}: {found}.", f"Nuances unknown to this ballot: {found}.")
        raise not_the_file(LABEL, why)
    return pd.DataFrame({nuance: sum(cast.where(names == nuance, 0.0) for names, cast in blocks) for nuance in NUANCES})


def read_2024(path: Path) -> pd.DataFrame:
    """The Ministère's results by commune: ``;``, UTF-8, thirty-eight blocks of eight columns.

    Paris, Lyon and Marseille are one row each; rows of votes cast abroad are left out.
    """
    blocks = [f"{column} {n}" for n in BLOCKS for column in ("Nuance liste", "Voix")]
    needs = ["Code commune", *COUNTS, *blocks]
    raw = read_csv(path, "resultats-definitifs-par-commune*.csv", label=LABEL, needs=needs)
    codes = insee_codes(raw["Code commune"], LABEL).rename("commune")
    raw = unique(raw[codes.notna()].set_index(codes[codes.notna()]), LABEL)
    with reading(LABEL):
        counts = numbers(raw[list(COUNTS)])[list(COUNTS)].rename(columns=COUNTS)
        votes = numbers(raw[[f"Voix {n}" for n in BLOCKS]])
    table = counts.join(by_nuance(raw, votes))
    cast = table[list(NUANCES)].sum(axis=1, skipna=False)
    return only_sure(table, adds_up(counts) & cast.eq(table["valid"]), LABEL)


EUROPEAN_2024 = Source(
    key="european_2024",
    label=LABEL,
    publisher="Ministère de l'Intérieur",
    origin=Text(
        "Ministère de l'Intérieur, résultats par commune (CA du Pays Basque, tant qu'ils ne sont pas chargés : voix "
        "recalculées d'après les pourcentages publiés)",
        "Ministère de l'Intérieur, results by commune (CA du Pays Basque, until they are loaded: votes rebuilt from "
        "published percentages)",
    ),
    vintages={2024: File(2026, "european_2024.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={
        2024: Published(
            cog=2024,
            # Seen in five public repositories (resource 6a782ef9-8ad6-4e66-832d-338b1041a42d), its 322 columns too.
            url="https://static.data.gouv.fr/resources/resultats-des-elections-europeennes-du-9-juin-2024/20240613-154634/resultats-definitifs-par-commune.csv",
            read=read_2024,
            names=("resultats-definitifs-par-commune*.csv",),
            every_commune=True,
            megabytes=121,
        ),
    },
    rules=dict.fromkeys([*COUNTS.values(), *NUANCES], "sum"),
    scope=PAYS_BASQUE,
)
