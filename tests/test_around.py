"""What lies around a territory, or in another part of France, never stands for the territory's own."""

import csv
import io
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cage
import layers
import layers.supply
from atlas.exports.sources import SOURCES_CSV
from distance.components.institutional_norms import former_border
from layers import BY_KEY, COG, store
from layers.load import Wanted, dropped, keep
from layers.publishers.places import as_places
from layers.reference import raw

HAUT_BEARN, REDON = "200067262", "243500741"
NOTED = {"sha256": "0" * 64, "origin": "https://example.org", "dated": "2026-10-01"}


def posts(siren: str, part: str = "france", key: str = "la_poste", theme: str = "poste") -> None:
    """Toy places: one at the point of each commune within 45 km of a territory, of one département or of all."""
    around = layers.supply.neighbourhood(layers.territory(siren))
    table = raw("communes.parquet").set_index("commune").loc[list(around)].dropna(subset=["lon"])
    table = table[table.index.str.startswith(part)] if part != "france" else table
    rows = pd.DataFrame({"id": f"p-{part}-" + table.index, "name": "Toy", "theme": theme, "commune": table.index,
                         "lon": table["lon"].to_numpy(), "lat": table["lat"].to_numpy()})  # fmt: skip
    source = BY_KEY[key]
    one = Wanted(source, max(source.published), part)
    keep(one, as_places(rows.set_index("id"), source.label), NOTED, to=COG)


def test_the_packs_tables_of_a_neighbour_are_not_loaded_here() -> None:
    """Haut Béarn is within 30 km of CA du Pays Basque, of which alone the pack has incomes and votes."""
    posts(HAUT_BEARN)
    study = cage.study(HAUT_BEARN, COG, cage.TO_SERVICES, "poste")
    assert (~study.destinations["commune"].isin(study.territory.communes)).any()
    assert not {"income", "european_2024", "fibre", "zonings"} & set(study.loaded)
    assert study.values["composite"].isna().all()
    assert study.values["coverage"].max() < 0.5


def test_a_list_of_one_department_of_three_is_no_list() -> None:
    """Redon Agglomération lies in 35, 44 and 56."""
    place = layers.territory(REDON)
    parts = sorted({code[:2] for code in place.communes})
    assert parts == ["35", "44", "56"]
    schools = BY_KEY["schools"]
    posts(REDON, "35", "schools", "ecole")
    assert schools.loaded(COG, place.communes) is None
    for part in parts[1:]:
        posts(REDON, part, "schools", "ecole")
    assert schools.loaded(COG, place.communes) is not None


def test_a_date_and_an_address_are_those_of_the_territorys_own_file() -> None:
    for siren, year in ((HAUT_BEARN, "2024"), (REDON, "2026")):
        commune = layers.territory(siren).communes[0]
        rows = pd.DataFrame({"id": [siren], "name": ["Toy"], "theme": ["bibliotheque"], "commune": [commune],
                             "lon": [-0.6], "lat": [43.2]}).set_index("id")  # fmt: skip
        noted = {**NOTED, "origin": f"https://example.org/{siren}", "dated": f"{year}-05-01"}
        keep(
            Wanted(BY_KEY["osm"], max(BY_KEY["osm"].published), siren), as_places(rows, BY_KEY["osm"].label), noted, COG
        )
    found = BY_KEY["osm"].loaded(COG, layers.territory(HAUT_BEARN).communes)
    assert found is not None
    assert (found.vintage.year, found.vintage.origin) == (2024, f"https://example.org/{HAUT_BEARN}")


@pytest.mark.parametrize(("name", "part", "taken"), [
    ("fr-en-adresse-et-geolocalisation-etablissements-64.csv", "64", True), ("ccas_2a.json", "2A", True),
    ("fr-en-adresse-et-geolocalisation-etablissements-64-20240903.csv", "24", False),
    ("ccas_64_2026.json", "26", False),
])  # fmt: skip
def test_a_dropped_file_is_of_the_department_its_name_says(name: str, part: str, taken: bool) -> None:  # noqa: FBT001
    source = BY_KEY["schools"] if name.startswith("fr-en") else BY_KEY["ccas"]
    store.drop().mkdir(parents=True)
    (store.drop() / name).write_bytes(b"x")
    assert (dropped(Wanted(source, max(source.published), part)) is not None) == taken


def test_two_threads_writing_one_table_leave_it_whole(home: Path) -> None:
    table = pd.DataFrame({"figure": range(200_000)}, index=pd.Index(range(200_000), name="commune").astype(str))
    threads = [threading.Thread(target=store.write, args=("toy", 2025, "france", table, NOTED)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read(store.parts("toy", 2025, set()), (), ())) == 200_000
    assert not list(home.rglob("*.new"))


def test_years_together_are_counted_from_the_next_year_known() -> None:
    """Apart in 2016, unknown in 2017, together in 2019: nothing says they joined in 2017."""
    table = pd.DataFrame(
        {2016: ["X", "Y"], 2017: [None, None], 2019: ["X", "X"], 2026: ["X", "X"]}, index=["a", "b"], dtype=object
    )
    places = pd.DataFrame(index=["a", "b"])
    found = former_border(places, places, {"membership": table}).distance
    np.testing.assert_allclose(found, [[0, np.exp(-0.7)], [np.exp(-0.7), 0]])


def test_the_sources_of_a_study_are_listed_with_whole_years_and_the_lists_of_its_places() -> None:
    written = SOURCES_CSV.write(cage.study("200067106", COG, cage.TO_SERVICES, "acces-aux-droits"), "fr").decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(written), delimiter=";"))
    income = next(row for row in rows if row["key"] == "income")
    assert (income["publisher"], income["data_year"], income["geography_of_file"]) == ("Insee", "2021", "2026")
    assert next(row["data_year"] for row in rows if row["key"] == "fibre") == ""
    assert [row["origin"] for row in rows if row["key"] == "places"] == ["ANCT, liste France services, août 2024"]
