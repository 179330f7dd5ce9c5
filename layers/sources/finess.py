"""Social, medico-social and health establishments (FINESS): the last full list of the historical file, of May 2026."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, member, not_the_file, reading
from ..publishers.places import as_places, degrees, joined, legal_projection
from ..source import Source

LABEL = Text("Établissements sociaux et de santé (FINESS)", "Social and health establishments (FINESS)")

CATEGORIES = {
    # Agence du numérique en santé, value set JDV_J55-CategorieEG-ROR, version 20260505120000.
    "sante-maternelle": ("223", "224", "228", "230"),
    "sante-mentale": ("156", "425"),
    "maison-de-sante": ("124", "439", "603"),
    "pharmacie": ("620", "627", "628", "629", "641"),
    "hebergement-personnes-agees": ("202", "500", "501", "502"),
    "accueil-de-jour": ("207",),
    "aide-a-domicile": ("209", "460"),
    "soins-a-domicile": ("209", "354"),
    "handicap": ("182", "183", "186", "188", "189", "190", "192", "194", "195", "196", "377", "390", "396", "402"),
    "handicap-adultes": ("252", "253", "255", "379", "382", "395", "437", "445", "446", "448", "449"),
    "travail-protege": ("246",),
    "addictions": ("178", "197"),
    "hebergement-social": ("214", "219", "256", "257", "258", "259", "442", "443"),
    "protection-enfance": ("166", "172", "175", "176", "177", "236", "241", "286", "295", "441"),
}
"""Categories of establishments that a social policy counts on, by theme; one may serve two themes."""

FIELDS = (
    "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie", "typvoie", "voie", "compvoie",
    "lieuditbp", "commune", "departement", "libdepartement", "ligneacheminement", "telephone", "telecopie",
    "categetab", "libcategetab", "categagretab", "libcategagretab", "siret",
)  # fmt: skip
"""What follows ``structureet;``: the file has no header. The rest of the line is not read."""

POINT = ("nofinesset", "x", "y", "how")
"""What follows ``geolocalisation;``, in the second part of the same file."""

ACCURATE = r",ATLASANTE,\d+,"
"""Mark of a point found from the address, with its score; without score it stands at the commune."""


def read(path: Path) -> pd.DataFrame:
    """The geolocated file (cs1100507): ``;``, UTF-8 or latin-1, no header, two kinds of lines."""
    with reading(LABEL), member(path, "*.csv") as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if not text.startswith("finess;etalab;"):
        raise not_the_file(LABEL, Text("Sa première ligne n'est pas « finess;etalab; ».", "Its first line is another."))
    wanted = {code for codes in CATEGORIES.values() for code in codes}
    with reading(LABEL):
        listed = pd.DataFrame(_lines(text, "structureet", len(FIELDS)), columns=[*FIELDS], dtype="str")
        points = pd.DataFrame(_lines(text, "geolocalisation", len(POINT)), columns=[*POINT], dtype="str")
    listed = listed[listed["categetab"].isin(wanted)].drop_duplicates("nofinesset").set_index("nofinesset")
    points = points.drop_duplicates("nofinesset").set_index("nofinesset").reindex(listed.index)
    return _places(listed, points)


def _lines(text: str, kind: str, width: int) -> Iterator[list[str]]:
    """The first fields of the lines of one kind; a line cut short is none."""
    rows = csv.reader(io.StringIO(text), delimiter=";", quoting=csv.QUOTE_NONE)
    return (row[1 : width + 1] for row in rows if row and row[0] == kind and len(row) > width)


def _places(listed: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    # Overseas départements are 9A to 9F, and the three digits of the commune begin with the third of the code.
    area = listed["departement"].str.zfill(2).str.replace(r"^9[A-F]$", "97", regex=True)
    commune = commune_codes(area + listed["commune"].str.zfill(3), LABEL)
    given = pd.to_numeric(points["how"].fillna("").str.extract(r"EPSG:(\d{4,5})", flags=re.ASCII)[0])
    lon, lat = degrees(
        pd.to_numeric(points["x"], errors="coerce"),
        pd.to_numeric(points["y"], errors="coerce"),
        given.fillna(legal_projection(commune)),
    )
    theme = {
        code: " ".join(key for key, codes in CATEGORIES.items() if code in codes) for code in set(listed["categetab"])
    }
    accurate = points["how"].fillna("").str.contains(ACCURATE)
    siren = listed["siret"].str.strip().str[:9]
    places = pd.DataFrame(
        {
            "name": listed["rslongue"].where(listed["rslongue"].str.strip() != "", listed["rs"]),
            "theme": listed["categetab"].map(theme),
            "network": "",
            "form": listed["libcategetab"],
            "commune": commune,
            "operator": siren.where(siren.str.fullmatch(r"\d{9}")),
            "lon": lon,
            "lat": lat,
            "address": joined(listed, ["numvoie", "typvoie", "voie", "compvoie", "lieuditbp", "ligneacheminement"]),
            "source": "FINESS",
            "point_quality": pd.Series("own", listed.index).mask(~accurate, "commune"),
        }
    )
    return as_places(places.set_index("finess-" + listed.index), LABEL)


FINESS = Source(
    key="finess",
    label=LABEL,
    publisher="Agence du numérique en santé",
    origin=Text("FINESS, extraction géolocalisée des établissements", "FINESS, geolocated list of establishments"),
    published={
        # Frozen since May 2026, when FINESS+ took over under another format. Address seen in many public readers.
        2026: Published(
            cog=2026,
            url="https://www.data.gouv.fr/fr/datasets/r/98f3161f-79ff-4f16-8f6a-6d571a80fea2",
            read=read,
            names=("etalab-cs1100507-stock-*.csv", "etalab_cs1100507_stock_*.csv"),
            megabytes=48,
        ),
    },
)
