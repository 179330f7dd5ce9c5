"""data·inclusion: validated by its own schema, themes, zones, networks, ways of being received."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_inclusion.schema.v1 import Thematique
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import COG, SERVICE_THEMES, LayerError, Source, actors, communes, territory
from layers.load import Wanted, keep
from layers.publishers.places import in_france
from layers.sources import eligibility, networks
from layers.sources.data_inclusion import DATA_INCLUSION, roots
from layers.sources.structures import STRUCTURES
from tests.mutated import CODE, extract, mutations, reread

PAYS_BASQUE = "200067106"
BAYONNE, BIARRITZ, USTARITZ = "64102", "64122", "64547"
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARED_PAGE = Path(__file__).parents[2] / "shared" / "data" / "data_inclusion" / "services_page1.json"
Record = dict[str, Any]
FIRST: Record = json.loads(extract("data_inclusion").read_text(encoding="utf-8"))[0]


def read(path: Path) -> pd.DataFrame:
    return DATA_INCLUSION.published[2026].read(path)


@pytest.fixture
def services(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """``services(changes, ...)``: a real service, changed field by field, as the reader gives it."""

    def made(*changes: Record) -> pd.DataFrame:
        path = tmp_path / "services.json"
        path.write_text(json.dumps([{**FIRST, "id": f"s{i}"} | change for i, change in enumerate(changes)]), "utf-8")
        return read(path)

    return made


def loaded(source: Source, table: pd.DataFrame) -> None:
    keep(Wanted(source, 2026, "france"), table, {"sha256": "", "origin": "test", "dated": "2026-06-01"}, to=COG)


def test_a_real_service_is_read_field_by_field() -> None:
    row = read(extract("data_inclusion")).loc[FIRST["id"]]
    assert row[["name", "theme", "commune", "form"]].tolist() == [
        "Garantie Visale", "logement-hebergement", "75056", "aide-financiere",
    ]  # fmt: skip
    assert row[["lon", "lat"]].tolist() == [2.403254, 48.847047]
    assert (row["hours"], row["weekly_hours"]) == ("Mo-Fr 09:00-18:00", 45)
    assert (row["zone"], row["structure"]) == ("75", FIRST["structure_id"])
    assert row["source"] == "data·inclusion (action-logement)"
    assert row["publics"].split() == FIRST["publics"]


def test_every_theme_of_the_publisher_has_a_label() -> None:
    assert {roots([theme]) for theme in Thematique} <= set(SERVICE_THEMES)


def test_a_service_of_several_themes_names_each_root_once() -> None:
    given_themes = ["famille--garde-denfants", "numerique--acquerir-un-equipement", "famille--soutien-a-la-parentalite"]
    assert roots(given_themes) == "famille numerique"
    assert roots(None) == ""


def test_parquet_pages_and_lists_are_the_same_file(tmp_path: Path) -> None:
    rows = json.loads(extract("data_inclusion").read_text(encoding="utf-8"))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "services.parquet")
    (tmp_path / "page.json").write_text(json.dumps({"items": rows, "total": len(rows)}), encoding="utf-8")
    (tmp_path / "pages.json").write_text(json.dumps([{"items": rows[:2]}, {"items": rows[2:]}]), encoding="utf-8")
    for name in ("services.parquet", "page.json", "pages.json"):
        pd.testing.assert_frame_equal(read(tmp_path / name), read(extract("data_inclusion")))


def test_a_row_the_schema_refuses_is_dropped_and_counted_with_its_field(services: Callable[..., pd.DataFrame]) -> None:
    table = services({}, {}, {"thematiques": ["chasse--a-courre"]}, {"publics": ["tous-publics", "femmes"]}, {})
    refused = table[table["point_quality"] == "invalid"]
    assert dict(zip(refused.index, refused["form"], strict=True)) == {
        "refused-2-s2": "thematiques", "refused-3-s3": "publics",
    }  # fmt: skip
    assert (refused["theme"] == "").all() and refused["lon"].isna().all()
    assert set(table.index) - set(refused.index) == {"s0", "s1", "s4"}


def test_a_repeated_id_is_refused_and_counted(services: Callable[..., pd.DataFrame]) -> None:
    table = services({}, {}, {"id": "s0"})
    assert table.index.is_unique
    assert list(table.loc[table["point_quality"] == "invalid", "form"]) == ["id"]


def test_a_file_of_another_version_of_the_schema_is_refused(tmp_path: Path) -> None:
    rows = [{**FIRST, "id": f"s{i}", "thematiques": ["famille"]} for i in range(4)]
    (tmp_path / "v0.json").write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(LayerError, match="thematiques") as error:
        read(tmp_path / "v0.json")
    assert "thematiques" in error.value.message.fr


def test_a_service_at_a_distance_only_stands_nowhere(services: Callable[..., pd.DataFrame]) -> None:
    modes = (["a-distance"], ["a-distance", "en-presentiel"], None)
    table = services(*({"modes_accueil": mode} for mode in modes))
    assert list(table["point_quality"]) == ["remote", "own", "own"]
    assert table["lon"].isna().tolist() == [True, False, False]
    assert table["remote"].tolist() == [True, True, pd.NA]


def test_actors_say_whether_they_serve_at_a_distance(services: Callable[..., pd.DataFrame]) -> None:
    ways = (["a-distance"], ["a-distance", "en-presentiel"], ["en-presentiel"], None)
    here = {
        "code_insee": USTARITZ,
        "longitude": -1.4546,
        "latitude": 43.3989,
        "thematiques": ["mobilite--acceder-a-un-vehicule"],
    }
    loaded(DATA_INCLUSION, services(*(here | {"modes_accueil": way} for way in ways)))
    place = territory(PAYS_BASQUE)
    found = actors(place, communes(place))
    assert found["remote"].dtype == "boolean"
    assert found.loc[["s0", "s1", "s2", "s3"], "remote"].tolist() == [True, True, False, pd.NA]
    assert found.loc["s0", "point_quality"] == "remote"
    assert found.loc[found["kind"] != "service", "remote"].isna().all()


@pytest.mark.parametrize(
    ("hours", "flag"),
    [("lundi matin", "unreadable"), ("Mo 09:00-12:00", "implausible"), ("Tu[1] 09:00-18:00", "seasonal"), (None, None)],
)
def test_hours_that_tell_no_week_are_unknown(
    services: Callable[..., pd.DataFrame], hours: str | None, flag: str | None
) -> None:
    row = services({"horaires_accueil": hours}).iloc[0]
    assert pd.isna(row["weekly_hours"])
    assert row["hours_flag"] == flag if flag else pd.isna(row["hours_flag"])


def test_overseas_and_corsican_codes_are_communes_and_five_letters_are_not(
    services: Callable[..., pd.DataFrame],
) -> None:
    codes = ("97411", "2A004", "01004", "ABCDE", None)
    assert list(services(*({"code_insee": code} for code in codes))["commune"].fillna("")) == [*codes[:3], "", ""]


ZONES = [
    (["france"], {BAYONNE, BIARRITZ, USTARITZ}),
    (["99100"], {BAYONNE, BIARRITZ, USTARITZ}),
    (["64"], {BAYONNE, BIARRITZ, USTARITZ}),
    ([PAYS_BASQUE], {BAYONNE, BIARRITZ, USTARITZ}),
    ([BAYONNE], {BAYONNE}),
    ([BIARRITZ, "40"], {BIARRITZ}),
    (["75", "2A", "974"], set()),
    (["99109"], set()),
    (["64999"], None),
    ([BAYONNE, "999999999"], None),
    (None, None),
]


@pytest.mark.parametrize(("zone", "expected"), ZONES, ids=[str(zone) for zone, _ in ZONES])
def test_a_zone_is_the_communes_it_holds_here(
    services: Callable[..., pd.DataFrame], zone: list[str] | None, expected: set[str] | None
) -> None:
    loaded(DATA_INCLUSION, services({"code_insee": BAYONNE, "zone_eligibilite": zone}))
    found = eligibility.zones(COG, (BAYONNE, BIARRITZ, USTARITZ))
    assert found is not None
    assert found.table.index.name == "service" and found.vintage.year == 2026
    (resolved,) = found.table["zone"]
    assert resolved == expected and isinstance(resolved, frozenset | None)


def test_a_zone_is_known_under_each_theme_of_its_service(services: Callable[..., pd.DataFrame]) -> None:
    themes = ["famille--garde-denfants", "numerique--acquerir-un-equipement"]
    loaded(DATA_INCLUSION, services({"code_insee": BAYONNE, "zone_eligibilite": ["64"], "thematiques": themes}))
    found = eligibility.zones(COG, (BAYONNE,))
    assert found is not None and list(found.table.index) == ["s0", "s0@numerique"]
    assert list(found.table["zone"]) == [frozenset({BAYONNE})] * 2


def test_zones_are_unknown_where_no_service_is_loaded(services: Callable[..., pd.DataFrame]) -> None:
    assert eligibility.zones(COG, (BAYONNE,)) is None
    loaded(DATA_INCLUSION, services({"code_insee": "75056"}))
    assert eligibility.zones(COG, (BAYONNE,)) is None


def test_networks_of_a_commune_are_those_of_its_structures_and_desks(tmp_path: Path) -> None:
    rows = json.loads(extract("structures").read_text(encoding="utf-8"))
    given_networks = [(BAYONNE, ["ccas-cias", "caf"]), (BIARRITZ, ["caf"]), (USTARITZ, None), ("75056", ["cpam"])]
    changed = [
        row | {"code_insee": code, "reseaux_porteurs": names}
        for row, (code, names) in zip(rows, given_networks, strict=False)
    ]
    (tmp_path / "structures.json").write_text(json.dumps(changed), encoding="utf-8")
    loaded(STRUCTURES, STRUCTURES.published[2026].read(tmp_path / "structures.json"))
    place = territory(PAYS_BASQUE)
    found = networks.present(COG, place.communes)
    assert found is not None
    bayonne, biarritz = (set(found.table.columns[found.table.loc[code]]) for code in (BAYONNE, BIARRITZ))
    assert bayonne == {"caf", "ccas-cias", "conseillers-numeriques", "departements", "france-service"}
    assert "caf" in biarritz and "ccas-cias" not in biarritz
    assert USTARITZ not in found.table.index or not found.table.at[USTARITZ, "caf"]
    assert "education-nationale" not in found.table


def test_one_network_alone_tells_no_communes_apart() -> None:
    assert networks.present(COG, ("75056",)) is None
    loaded(STRUCTURES, STRUCTURES.published[2026].read(extract("structures")))
    assert networks.present(COG, ("75056", "62041")) is None


@pytest.mark.shared
def test_a_whole_page_of_the_api_is_valid() -> None:
    table = read(SHARED_PAGE)
    assert len(table) == 50 and (table["point_quality"] == "own").all()


@pytest.mark.parametrize("source", [DATA_INCLUSION, STRUCTURES], ids=lambda source: source.key)
@QUICK
@given(data=st.data())
def test_a_damaged_file_is_refused_or_still_right(tmp_path: Path, source: Source, data: st.DataObject) -> None:
    content = extract(source.key).read_bytes()
    before = source.published[2026].read(extract(source.key))
    after = reread(source.published[2026].read, data.draw(mutations(content)), tmp_path / "file.json")
    if after is None:
        return
    assert list(after) == list(before) and len(after) == len(before)
    assert after["commune"].dropna().str.fullmatch(CODE).all()
    known = after["lon"].notna()
    assert in_france(after.loc[known, "lon"], after.loc[known, "lat"]).all()
    same = before.index.intersection(after.index)
    assert len(same) >= len(before) - 1
    moved = (before.loc[same, ["lon", "lat"]] - after.loc[same, ["lon", "lat"]]).abs().max(axis=1) > 0
    assert moved.sum() <= 1
