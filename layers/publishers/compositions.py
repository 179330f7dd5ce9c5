"""Which communes each EPCI was made of, as INSEE and the DGCL publish it every year."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd

from i18n import Text

from .files import Published, commune_codes, member, not_the_file, pick, reading

LABEL = Text("Composition des intercommunalités", "Composition of intercommunalities")
COLUMNS = ["commune", "siren", "name", "kind"]
NO_EPCI = "ZZZZZZZZZ"
KINDS = {"ME": "METRO", "METLYON": "MET69"}
"""INSEE's words for what the DGCL, and the pack, write otherwise."""
LYON = "200046977"
"""Métropole de Lyon: MET69 in every year, though a mere métropole in some of INSEE's."""

BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""First bytes of an Excel workbook, new and old."""

HEADER_WITHIN = 10
"""Rows among which the header is looked for, under the title."""

_INSEE = "https://www.insee.fr/fr/statistiques/fichier/2510634"
_DGCL = "https://www.collectivites-locales.gouv.fr/files"

PUBLISHED_INSEE: dict[int, str] = {
    # None of these addresses was called. Read in public code: all but 2018 as an address that is downloaded.
    2016: f"{_INSEE}/Intercommunalite_Metropole_au_01-01-2016.zip",
    2017: f"{_INSEE}/Intercommunalite_Metropole_au_01-01-2017.zip",
    2018: f"{_INSEE}/Intercommunalite_Metropole_au_01-01-2018.zip",
}
"""INSEE's base of EPCIs by year. Of the years before, only the name of a file was met: epci-au-01-01-2013.zip."""

PUBLISHED_DGCL: dict[int, str] = {
    # None of these addresses was called. Read in public code, each of them.
    2013: f"{_DGCL}/files/epcicom2013.csv",
    2014: f"{_DGCL}/files/epcicom2014.csv",
    2015: f"{_DGCL}/files/epcicom2015.csv",
}
"""The DGCL's list, whose address moves every year."""


def read_insee(path: Path) -> pd.DataFrame:
    """INSEE's base of EPCIs, zipped or not: columns commune, siren, name, kind.

    A commune in no EPCI is there, with an unknown siren. Sheets and columns are found by their codes (CODGEO,
    EPCI, NATURE_EPCI), under the lines of title.

    Raises
    ------
    LayerError
        If no sheet has these codes.
    """
    with reading(LABEL):
        sheets = list(_sheets(path))
    members = _sheet_with(sheets, "CODGEO", "EPCI", "LIBEPCI")
    kinds = _sheet_with(sheets, "EPCI", "NATURE_EPCI").drop_duplicates("EPCI").set_index("EPCI")["NATURE_EPCI"]
    return _table(members["CODGEO"], members["EPCI"], members["LIBEPCI"], members["EPCI"].map(kinds))


def read_dgcl(path: Path) -> pd.DataFrame:
    """The DGCL's list of EPCIs and members, workbook or CSV: columns commune, siren, name, kind.

    Communes in no EPCI are not there. The SIREN is in column ``siren``, or ``siren_epci`` up to 2015.

    Raises
    ------
    LayerError
        If the columns are not there.
    """
    with reading(LABEL):
        sheets = list(_sheets(path))
    siren = "siren_epci" if any("siren_epci" in set(sheet.iloc[0]) for sheet in sheets if len(sheet)) else "siren"
    rows = _sheet_with(sheets, "insee", siren)
    # Of the layout up to 2015 only the codes are known for sure: names and kinds are taken where they are.
    rest = rows.reindex(columns=["raison_sociale", "nature_juridique"])
    return _table(rows["insee"], rows[siren], rest["raison_sociale"], rest["nature_juridique"])


def history(pack_membership: pd.DataFrame, yearly: Mapping[int, pd.Series]) -> pd.DataFrame:
    """The membership of the pack with further years.

    Parameters
    ----------
    pack_membership
        By commune of the pack's geography: a column per year (int), the SIREN of its EPCI; None where unknown.
    yearly
        By year, the SIREN of each commune, carried to the pack's geography.

    Returns
    -------
    The same rows, columns in the order of years. Of a year that the pack has, what the pack knows stays.
    """
    table = pack_membership.copy()
    for year, sirens in yearly.items():
        found = sirens.reindex(table.index)
        table[year] = table[year].combine_first(found) if year in table else found
    table = table[sorted(table.columns)].astype(object)
    return table.where(table.notna(), None)


CARRY_RULES = {"siren": "same", "name": "same", "kind": "same"}
"""A commune whose parts were in several EPCIs was in none in particular."""


def _by_commune(read: Callable[[Path], pd.DataFrame]) -> Callable[[Path], pd.DataFrame]:
    return lambda path: read(path).set_index("commune")


COMPOSITION_YEARS: dict[int, Published] = {
    # The pack starts in 2019. Before: INSEE where its address is known, else the DGCL.
    **{
        year: Published(cog=year, url=PUBLISHED_DGCL[year], read=_by_commune(read_dgcl), names=(f"epcicom{year}.*",))
        for year in (2013, 2014, 2015)
    },
    **{
        year: Published(
            cog=year,
            url=PUBLISHED_INSEE[year],
            read=_by_commune(read_insee),
            names=(f"Intercommunalite*Metropole_au_01-01-{year}.*",),
            every_commune=True,
            megabytes=1,
        )
        for year in (2016, 2017, 2018)
    },
}


def _sheets(path: Path) -> Iterator[pd.DataFrame]:
    with member(path, "*.xls*", "*.csv") as file:
        content = file.read()
    if not content.startswith(BOOKS):
        yield _csv(content)
        return
    yield from pd.read_excel(BytesIO(content), sheet_name=None, header=None, dtype=str, engine="calamine").values()


def _csv(text: bytes) -> pd.DataFrame:
    # UTF-8 in recent years; the older files are in Windows-1252, in which UTF-8 is seldom valid.
    try:
        text.decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    separator = ";" if b";" in text.partition(b"\n")[0] else ","
    return pd.read_csv(BytesIO(text), sep=separator, header=None, dtype=str, encoding=encoding, keep_default_na=False)


def _sheet_with(sheets: list[pd.DataFrame], *codes: str) -> pd.DataFrame:
    """The rows under the header that has these codes."""
    for sheet in sheets:
        for number, row in enumerate(sheet.head(HEADER_WITHIN).fillna("").itertuples(index=False)):
            cells = [str(cell).strip().casefold() for cell in row]
            if {code.casefold() for code in codes} <= set(cells):
                rows = sheet.iloc[number + 1 :].set_axis([str(cell) for cell in row], axis=1)
                return rows.rename(columns=pick(rows.columns, codes, LABEL)).dropna(subset=codes[0], ignore_index=True)
    listed = ", ".join(codes)
    raise not_the_file(LABEL, Text(f"Aucune feuille n'a les colonnes {listed}.", f"No sheet has the columns {listed}."))


def _table(communes: pd.Series, sirens: pd.Series, names: pd.Series, kinds: pd.Series) -> pd.DataFrame:
    # A cell that a workbook holds as a number may have gained a decimal.
    siren = sirens.str.strip().str.removesuffix(".0")
    table = pd.DataFrame({"commune": commune_codes(communes, LABEL), "siren": siren, "name": names, "kind": kinds})
    table["kind"] = table["kind"].replace(KINDS).mask(siren == LYON, "MET69")
    table.loc[table["siren"] == NO_EPCI, ["siren", "name", "kind"]] = None
    return table.dropna(subset="commune")[COLUMNS].reset_index(drop=True)
