"""Real national figures, laid out as their publishers lay them out: what the loopback server plays of France."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.load import Wanted
from tests.contour_files import records
from tests.published import zipped
from tests.test_compositions import TITLE, workbook

SHARED = Path(__file__).parents[2] / "shared" / "data"
FIXED = ["Code département", "Libellé département", "Code commune", "Libellé commune", "Inscrits", "Votants",
         "Abstentions", "Exprimés", "Blancs", "Nuls"]  # fmt: skip


def body(one: Wanted) -> bytes | None:
    """What the publisher's address answers; None for the files of which nothing real is here."""
    make = BODIES.get(one.source.key)
    return make(one) if make is not None else None


def income(_: Wanted) -> bytes:
    """INSEE's own file of 2021, verbatim."""
    return zipped("cc_filosofi_2021_COM.csv", (SHARED / "filosofi" / "cc_filosofi_2021_COM.csv").read_bytes())


def france_services(_: Wanted) -> bytes:
    """ANCT's own list of August 2024, verbatim."""
    return (SHARED / "france_services" / "liste-fs-20240801.csv").read_bytes()


def european(_: Wanted) -> bytes:
    """The European election of 2024, votes rebuilt from published percentages (see the data's provenance)."""
    voters = pd.read_csv(SHARED / "elections" / "europeennes2024_participation.csv", dtype=str)
    lists = pd.read_parquet(SHARED / "elections" / "europeennes2024_listes.parquet")
    votes = {
        code: list(zip(rows["nuance"], rows["voix_estimees"], strict=True)) for code, rows in lists.groupby("codgeo")
    }
    rows = (
        [row.codgeo[:2], "", row.codgeo, row.libelle, row.Inscrits, row.Votants, row.Abstentions, row[-1], row.Blancs,
         row.Nuls, *(cell for nuance, count in votes.get(row.codgeo, []) for cell in (nuance, round(count)))]
        for row in voters.itertuples(index=False)
    )  # fmt: skip
    return _wide(["Nuance liste", "Voix"], 38, rows)


def municipal(_: Wanted) -> bytes:
    """The municipal election of 2026, first round."""
    voters = pd.read_csv(SHARED / "elections" / "municipales2026_participation.csv", dtype=str).fillna("")
    lists = pd.read_parquet(SHARED / "elections" / "municipales2026_listes.parquet")
    votes = {code: list(zip(rows["voix"], rows["siegesCM"], strict=True)) for code, rows in lists.groupby("codgeo")}
    most = max(map(len, votes.values()))
    rows = (
        [row.codeDepartement, "", row.codeCommune, row.libelleCommune, row.inscrits, row.votants, row.abstentions,
         row.exprimes, row.blancs, row.nuls, *(cell for vote in votes.get(row.codeCommune, []) for cell in vote)]
        for row in voters.itertuples(index=False)
    )  # fmt: skip
    return _wide(["Voix", "Sièges au CM"], most, rows)


def _wide(block: list[str], times: int, rows: Iterator[list[object]]) -> bytes:
    head = FIXED + [f"{name} {n}" for n in range(1, times + 1) for name in block]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(row + [""] * (len(head) - len(row)) for row in rows)
    return written.getvalue().encode()


def schools(one: Wanted) -> bytes:
    """The schools of one département, from the directory of education."""
    kept = ["identifiant_de_l_etablissement", "nom_etablissement", "type_etablissement", "code_commune"]
    table = gpd.read_parquet(SHARED / "ecoles" / "annuaire_ecoles_france_mini.parquet")
    here = table[table["code_commune"].str.startswith(one.part) & table.geometry.notna()]
    natures = here["type_etablissement"].map({"Ecole": "151", "Collège": "340", "Lycée": "302"})
    rows = here.assign(nature=natures, lon=here.geometry.x, lat=here.geometry.y).dropna(subset="nature")
    extract = Path(__file__).parent / "data" / "published" / "schools"
    head = next(iter(extract.glob("*.csv"))).read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    names = {kept[0]: "numero_uai", kept[1]: "appellation_officielle", kept[3]: "code_commune", "nature": "nature_uai",
             "lon": "longitude", "lat": "latitude"}  # fmt: skip
    laid = rows.rename(columns=names)[list(names.values())].assign(
        etat_etablissement="1", localisation="Numéro de rue", nature_uai_libe=rows["type_etablissement"]
    )
    written: str = pd.DataFrame(laid).reindex(columns=head).to_csv(sep=";", index=False)
    return written.encode()


def membership(one: Wanted) -> bytes | None:
    """INSEE's composition of the EPCIs of 2016 and 2017, from COGugaison's copy (ODbL)."""
    if one.year not in (2016, 2017):
        return None
    table = pd.read_csv(SHARED / "epci" / "epci_2016_2017.csv", dtype=str).fillna("")
    year = one.year
    rows = table[[f"codgeo{year}", f"libgeo{year}", f"epci{year}", f"lib{year}", f"nature{year}"]].set_axis(
        ["code", "name", "epci", "label", "kind"], axis=1
    )
    rows = rows[rows["code"] != ""].drop_duplicates("code")
    listed = rows.drop_duplicates("epci")[["epci", "label", "kind"]].to_numpy().tolist()
    book = workbook(
        EPCI=[*TITLE, ["EPCI", "LIBEPCI", "NATURE_EPCI"], *listed],
        Composition_communale=[*TITLE, ["CODGEO", "LIBGEO", "EPCI", "LIBEPCI"],
                               *rows[["code", "name", "epci", "label"]].to_numpy().tolist()],
    )  # fmt: skip
    return zipped(f"Intercommunalite_Metropole_au_01-01-{year}.xls", book)


def boundaries(one: Wanted) -> bytes:
    """The contours of the pack, as the API answers them."""
    return json.dumps(records(one.part)).encode()


BODIES: dict[str, Callable[[Wanted], bytes | None]] = {
    "income": income, "france_services": france_services, "european_2024": european, "municipal_2026": municipal,
    "schools": schools, "membership": membership, "boundaries": boundaries,
}  # fmt: skip
