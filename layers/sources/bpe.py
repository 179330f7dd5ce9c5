"""Facilities with their point (INSEE, BPE): those that serve a social policy, one code map per vintage."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from i18n import NBSP, Text

from ..publishers.files import Published, commune_codes, member, not_the_file, pick, reading
from ..publishers.places import as_places, degrees, joined, legal_projection
from ..source import Source

LABEL = Text("Équipements (BPE)", "Facilities (BPE)")

TYPES_2019 = {
    "A124": "justice", "A206": "poste", "A207": "poste", "A208": "poste",
    "C101": "ecole", "C102": "ecole", "C104": "ecole", "C105": "ecole", "C201": "college", "C301": "lycee",
    "C302": "lycee", "C303": "lycee", "D108": "maison-de-sante", "D113": "maison-de-sante", "D201": "medecin",
    "D221": "dentiste", "D231": "sage-femme", "D232": "infirmier", "D301": "pharmacie",
    "D401": "hebergement-personnes-agees", "D402": "soins-a-domicile", "D403": "aide-a-domicile",
    "D502": "petite-enfance", "F307": "bibliotheque",
}  # fmt: skip
TYPES_2024 = {
    "A124": "justice", "A125": "justice", "A126": "justice", "A128": "acces-aux-droits",
    "A206": "poste", "A207": "poste", "A208": "poste", "C107": "ecole", "C108": "ecole", "C109": "ecole",
    "C201": "college", "C301": "lycee", "C302": "lycee", "C303": "lycee", "D108": "maison-de-sante",
    "D109": "sante-mentale", "D113": "maison-de-sante", "D114": "addictions", "D115": "sante-maternelle",
    "D265": "medecin", "D277": "dentiste", "D278": "sage-femme", "D281": "infirmier", "D307": "pharmacie",
    "D401": "hebergement-personnes-agees", "D402": "soins-a-domicile", "D403": "aide-a-domicile",
    "D502": "petite-enfance", "D504": "relais-petite-enfance", "D506": "centre-social", "D605": "travail-protege",
    "D701": "protection-enfance", "D702": "protection-enfance", "D703": "hebergement-social",
    "D704": "hebergement-social", "D705": "hebergement-social", "F307": "bibliotheque",
}  # fmt: skip
"""Theme of each type of facility. INSEE gave most types another code between 2023 and 2024: D301 was the pharmacy,
D307 is; D201 was the doctor, D265 is."""

NETWORKS = {"acces-aux-droits": "france-service", "poste": "la-poste"}
ABSENT = ("_Z", "_U")
"""How INSEE writes "not applicable" and "unknown"."""

GEOLOC_AT_RANDOM = ("31", "32", "33")
"""Street unknown: a point at random in the commune (``QUALITE_GEOLOC``)."""

XY_BAD = ("Mauvaise", "M")


def reader(year: int, types: Mapping[str, str], columns: tuple[str, ...]) -> Callable[[Path], pd.DataFrame]:
    """The reader of one vintage: its year, its types, its columns besides DEPCOM, TYPEQU and AN."""

    def read(path: Path) -> pd.DataFrame:
        with reading(LABEL):
            table = _chosen(path, set(types), ("AN", "DEPCOM", "TYPEQU", *columns))
        if set(table["AN"]) - {str(year)}:
            given = ", ".join(sorted(set(table["AN"]))[:3])
            raise not_the_file(LABEL, Text(f"Année{NBSP}: {given}, attendue {year}.", f"Year {given}, not {year}."))
        return _places(table.mask(table.isin(ABSENT), ""), types, year)

    return read


def _chosen(path: Path, types: set[str], needs: tuple[str, ...]) -> pd.DataFrame:
    """Rows of these types, all text: the file has three million rows and is read block by block."""
    with member(path, "*bpe*.csv") as file:
        header = file.readline().decode("utf-8-sig").rstrip("\r\n")
    names = [name.strip('"') for name in header.split(";")]
    found = pick(names, needs, LABEL)
    text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), include_columns=list(found))
    read = csv.ReadOptions(column_names=names, skip_rows=1, block_size=1 << 24)
    with member(path, "*bpe*.csv") as file:
        blocks = csv.open_csv(
            file,
            read_options=read,
            parse_options=csv.ParseOptions(delimiter=";"),
            convert_options=text,
        )
        kept = [
            pa.Table.from_batches([one]).filter(pc.field(_of(found, "TYPEQU")).isin(sorted(types))) for one in blocks
        ]
    return pa.concat_tables(kept).to_pandas().rename(columns=found).fillna("")


def _of(found: Mapping[str, str], name: str) -> str:
    return next(column for column, asked in found.items() if asked == name)


def _places(table: pd.DataFrame, types: Mapping[str, str], year: int) -> pd.DataFrame:
    commune = commune_codes(table["DEPCOM"], LABEL)
    theme = table["TYPEQU"].map(types)
    lon, lat = _points(table, commune)
    rough = table["QUALITE_XY"].isin(XY_BAD)
    if "QUALITE_GEOLOC" in table:
        rough |= table["QUALITE_GEOLOC"].isin(GEOLOC_AT_RANDOM)
    parts = [name for name in ("NUMVOIE", "TYPVOIE", "LIBVOIE") if name in table]
    places = pd.DataFrame(
        {
            "name": table.get("NOMRS", ""),
            "theme": theme,
            "network": theme.map(NETWORKS).fillna(""),
            "form": table["TYPEQU"],
            "commune": commune,
            "lon": lon,
            "lat": lat,
            "address": joined(table, parts) if parts else "",
            "source": f"INSEE, BPE {year}",
            "point_quality": pd.Series("own", table.index).mask(rough, "commune"),
        }
    )
    # Doctors of one practice are one place: a journey is the same to each of them.
    once = places.sort_values(["commune", "theme", "lon", "lat", "name"], kind="stable")
    once = once[~once.duplicated(["commune", "theme", "lon", "lat"]) | once["lon"].isna()]
    number = once.groupby(["commune", "form"], dropna=False).cumcount().astype(str)
    return as_places(once.set_index("bpe-" + once["commune"].fillna("") + "-" + once["form"] + "-" + number), LABEL)


def _points(table: pd.DataFrame, commune: pd.Series) -> tuple[pd.Series, pd.Series]:
    if "LONGITUDE" in table:
        lon, lat = (pd.to_numeric(table[name], errors="coerce") for name in ("LONGITUDE", "LATITUDE"))
        return lon, lat
    x, y = (pd.to_numeric(table[name], errors="coerce") for name in ("LAMBERT_X", "LAMBERT_Y"))
    found = degrees(x, y, legal_projection(commune))
    return pd.Series(found[0], table.index), pd.Series(found[1], table.index)


RECENT = ("NOMRS", "NUMVOIE", "TYPVOIE", "LIBVOIE", "LONGITUDE", "LATITUDE", "QUALITE_XY", "QUALITE_GEOLOC")

BPE = Source(
    key="bpe",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, base permanente des équipements", "INSEE, permanent database of facilities"),
    published={
        2019: Published(
            cog=2020,
            url="https://www.insee.fr/fr/statistiques/fichier/3568638/bpe19_ensemble_xy_csv.zip",
            read=reader(2019, TYPES_2019, ("LAMBERT_X", "LAMBERT_Y", "QUALITE_XY")),
            names=("bpe19_ensemble_xy*.csv", "bpe19_ensemble_xy*.zip"),
            megabytes=60,
        ),
        2024: Published(
            cog=2024,
            url="https://www.insee.fr/fr/statistiques/fichier/8217525/BPE24.zip",
            read=reader(2024, TYPES_2024, RECENT),
            names=("BPE24*.csv", "BPE24*.zip"),
            megabytes=140,
        ),
        # Read by a public project on 2026-09-02: one member of 1.5 GB, 2,921,770 rows, codes of 2024.
        2025: Published(
            cog=2025,
            url="https://www.insee.fr/fr/statistiques/fichier/8217525/BPE25.zip",
            read=reader(2025, TYPES_2024, RECENT),
            names=("BPE25*.csv", "BPE25*.zip"),
            megabytes=143,
        ),
    },
    by=("commune",),
)
