"""Maps, findings and exports of real and toy studies."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import mapclassify
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import cage
from atlas import MAPS
from atlas.classes import DIVERGING, SEQUENTIAL, Classes, natural_breaks
from atlas.exports import EXPORTS, Export, file_name
from atlas.exports.csv import neutral
from atlas.findings import overview as findings
from atlas.maps import BY_KEY
from atlas.tables import communes as table
from atlas.words import hours, natural
from cage import Study
from distance import COMPONENTS, Scheme
from i18n import Lang

PAYS_BASQUE, TERRE_D_EMERAUDE = "200067106", "200090579"
BY_SUFFIX = {export.suffix: export for export in EXPORTS}


@pytest.fixture(scope="module")
def to_services() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def between_residents() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.RESIDENTS)


@pytest.fixture(scope="module")
def elsewhere() -> Study:
    return cage.study(TERRE_D_EMERAUDE, 2026, cage.RESIDENTS)


def luminance(color: str) -> float:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_case_19_class_breaks() -> None:
    values = [3.0, 4, 6, 7, 8, 12, 15, 18, 21, 30, 31, 33, 48, 55, 90]
    np.testing.assert_allclose(mapclassify.Quantiles(values, k=4).bins, [7.5, 18, 32, 90])
    np.testing.assert_allclose(mapclassify.EqualInterval(values, k=4).bins, [24.75, 46.5, 68.25, 90])
    classes = natural_breaks(pd.Series(values), SEQUENTIAL["composite"][:4], digits=0)
    assert classes.breaks == (18.0, 33.0, 55.0)
    assert classes.counts(pd.Series(values)) == [8, 4, 2, 1, 0]


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_are_those_of_mapclassify(seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2, 0.1, 158).round(2)
    classes = natural_breaks(pd.Series(values), SEQUENTIAL["composite"])
    np.testing.assert_allclose(classes.breaks, mapclassify.FisherJenks(values, k=5).bins[:-1])


def test_a_value_on_a_break_belongs_to_the_class_below_and_unknown_to_none() -> None:
    classes = Classes((1.0, 2.0), ("#aaaaaa", "#bbbbbb", "#cccccc"))
    assert [classes.index(v) for v in (0, 1, 1.5, 2, 3)] == [0, 0, 1, 1, 2]
    assert classes.color(float("nan")) is None
    with pytest.raises(ValueError, match="classes"):
        Classes((1.0,), ("#aaaaaa",))


def test_a_legend_says_what_its_classes_hold() -> None:
    values = pd.Series([0.204, 0.206, 0.21, 0.5, 0.9])
    classes = natural_breaks(values, SEQUENTIAL["composite"])
    assert min(classes.counts(values)[:-1]) > 0
    assert natural_breaks(pd.Series([np.nan]), SEQUENTIAL["composite"]).counts(pd.Series([np.nan]))[-1] == 1
    assert natural_breaks(pd.Series([0.3, 0.3]), SEQUENTIAL["composite"]).labels("fr")[0] == "0,30 ou moins"


@pytest.mark.parametrize("hue", SEQUENTIAL)
def test_palettes_darken_from_class_to_class_so_that_grey_prints_keep_the_order(hue: str) -> None:
    lightness = [luminance(color) for color in SEQUENTIAL[hue]]
    assert lightness == sorted(lightness, reverse=True)
    assert luminance(DIVERGING[2]) == max(luminance(color) for color in DIVERGING)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_map_colours_each_value_inside_its_legend(
    to_services: Study, between_residents: Study, elsewhere: Study, lang: Lang
) -> None:
    for study in (to_services, between_residents, elsewhere):
        for shown in MAPS:
            values = shown.values(study)
            classes = shown.classes(values)
            assert len(values) == len(study.origins)
            assert len(classes.labels(lang)) == len(classes.colors)
            assert sum(classes.counts(values)) == len(values)
            assert findings.finding(study, shown, lang)


def test_a_finding_has_its_numbers_and_says_why_a_map_is_empty(to_services: Study, elsewhere: Study) -> None:
    first = findings.finding(to_services, BY_KEY["minutes"], "fr")[0]
    assert "Entre 0 et 3\u00a0000\u00a0habitants environ vivent à plus de 20" in first and "1\u00a0500" in first
    assert "non chargée" not in first
    little = replace(elsewhere, scheme=replace(elsewhere.scheme, min_coverage=0.9))
    assert "90\u00a0%" in findings.finding(little, BY_KEY["composite"], "fr")[0]
    assert "ne s’applique pas" in findings.finding(to_services, BY_KEY["political_norms"], "fr")[0]
    assert "page Données" in findings.finding(to_services, BY_KEY["financial_size"], "fr")[0]


def test_pairs_within_the_noise_are_counted(between_residents: Study) -> None:
    shares = findings.in_noise(between_residents)
    assert set(shares) == {"values__european_ballot", "social_norms__age_mix", "social_norms__occupation_mix"}
    flags = between_residents.distances["values__european_ballot__noisy"].to_numpy().reshape(158, 158)
    assert shares["values__european_ballot"] == pytest.approx(flags[~np.eye(158, dtype=bool)].mean(), abs=1e-6)
    assert 0.1 < shares["values__european_ballot"] < 0.4


def test_estimated_minutes_are_printed_to_five_minutes_and_classed_as_they_are(to_services: Study) -> None:
    assert BY_KEY["minutes"].values(to_services).equals(to_services.values[cage.MINUTES])
    assert (table.of_communes(to_services)["minutes"] % 5 == 0).all()


def test_persons_beyond_a_standard_are_those_of_the_communes_beyond_it(to_services: Study) -> None:
    far = to_services.values[cage.MINUTES] > 20
    expected = to_services.communes.loc[far, "population"].sum()
    whole = table.of_former_epcis(to_services).loc[to_services.territory.name]
    assert whole["all_beyond_20"] == expected > 0
    assert whole["population"] == to_services.communes["population"].sum()


def test_natural_words_keep_the_direction() -> None:
    income = next(i for c in COMPONENTS for i in c.indicators if i.key == "median_income")
    assert natural(income, 0.1, -0.1, mean=False, lang="fr") == "\u221210\u00a0%"
    assert natural(income, 0.1, 0.1, mean=False, lang="en") == "+11%"
    assert natural(income, float("nan"), 0.1, mean=False, lang="fr") == "inconnu"
    assert natural(income, np.log(3), np.log(3), mean=False, lang="fr") == "3,0\u00a0fois plus"
    assert natural(income, np.log(3), -np.log(3), mean=False, lang="en") == "33% as much"
    assert natural(income, np.log(10.9), -np.log(10.9), mean=False, lang="fr") == "11\u00a0fois moins"
    # A ratio that may go either way is not the same on both sides.
    assert natural(income, np.log(1.65), float("nan"), mean=True, lang="en") == "+65% or −39%"
    assert natural(income, 0.001, float("nan"), mean=True, lang="fr") == "pareil"


def test_hours_as_they_are_said() -> None:
    written = "09:00 - 12:30 / 13:30 - 17:00|09:00 - 12:30 / 13:30 - 17:00||08:00 - 12:00"
    assert hours(written, "fr").replace("\u00a0", " ") == (
        "du lundi au mardi de 9 h à 12 h 30 et de 13 h 30 à 17 h ; le jeudi de 8 h à 12 h"
    )
    assert hours(written, "en").startswith("Monday to Tuesday from 9:00 to 12:30 and from 13:30 to 17:00; Thursday")
    assert hours(None, "fr") == "horaires inconnus"


@pytest.mark.parametrize("export", [e for e in EXPORTS if e.key != "isochrones"], ids=lambda e: e.key)
def test_the_same_study_gives_the_same_bytes(to_services: Study, between_residents: Study, export: Export) -> None:
    study = next(study for study in (to_services, between_residents) if export.lacks(study) is None)
    assert export.write(study, "fr") == export.write(study, "fr")
    assert re.fullmatch(r"[a-z0-9_.-]+", file_name(study, export))


def test_geojson_follows_rfc_7946(to_services: Study) -> None:
    document = json.loads(BY_SUFFIX[".geojson"].write(to_services, "fr"))
    assert [f["id"] for f in document["features"]] == [f["properties"]["commune"] for f in document["features"]]
    west, south, east, north = document["bbox"]
    assert -2 < west < east < -0.5 and 42.5 < south < north < 44
    for feature in document["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        parts = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
        assert all(part.exterior.is_ccw and not any(hole.is_ccw for hole in part.interiors) for part in parts)
        assert (np.abs(shapely.get_coordinates(shape) * 1e6 % 1 - 0.5) > 0.49).all()
    assert "crs" not in document and document["provenance"]["method_version"] == cage.METHOD_VERSION
    assert all(len(source["sha256"]) == 64 for source in document["provenance"]["sources"])


def test_geojson_lets_the_composite_be_derived_again(to_services: Study) -> None:
    properties = [f["properties"] for f in json.loads(BY_SUFFIX[".geojson"].write(to_services, "fr"))["features"]]
    for row in properties:
        parts = sum(value for name, value in row.items() if name.endswith("__contribution"))
        assert row["composite"] == pytest.approx(parts, abs=1e-4)


def test_unknown_is_null_never_zero(to_services: Study) -> None:
    properties = [f["properties"] for f in json.loads(BY_SUFFIX[".geojson"].write(to_services, "fr"))["features"]]
    unknown = [row for row in properties if row["wealth_level"] is None]
    assert len(unknown) == 14
    assert all(row["wealth_level__median_income"] is None and row["economic"] is None for row in unknown)
    assert all(row["financial_size"] is None for row in properties)


def test_exports_open_in_gdal(to_services: Study, between_residents: Study, tmp_path: Path) -> None:
    for study in (to_services, between_residents):
        for suffix, rows in ((".geojson", len(study.origins)), (".csv", len(study.distances))):
            path = tmp_path / file_name(study, BY_SUFFIX[suffix])
            path.write_bytes(BY_SUFFIX[suffix].write(study, "fr"))
            assert len(pyogrio.read_dataframe(path)) == rows


def test_french_csv_reads_back_as_the_plain_one(to_services: Study) -> None:
    plain = pd.read_csv(io.BytesIO(BY_SUFFIX[".csv"].write(to_services, "fr")), dtype={"origin": str})
    written = BY_SUFFIX["_excel.csv"].write(to_services, "fr")
    french = pd.read_csv(io.BytesIO(written), sep=";", decimal=",", encoding="utf-8-sig", dtype={"origin": str})
    pd.testing.assert_frame_equal(plain, french, check_dtype=False)
    assert written.startswith(b"\xef\xbb\xbf") and b"\r\n" in written


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_a_formula(hostile: str) -> None:
    assert str(neutral(hostile)).startswith("'")
    assert neutral("Bayonne") == "Bayonne" and neutral(-1.5) == -1.5


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "${alert(1)}", "`${alert(1)}`", "</script>", "é" * 200, "\u202eabc"]
)
def test_hostile_names_are_text_in_every_export(to_services: Study, name: str) -> None:
    communes, services = to_services.communes.copy(), to_services.destinations.copy()
    communes["name"], services["name"] = name, name
    study = replace(
        to_services, communes=communes, destinations=services, origins=to_services.origins.assign(name=name)
    )
    page, clean = (BY_SUFFIX[".html"].write(s, "fr").decode() for s in (study, to_services))
    scripts = "".join(re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL))
    assert (
        "<script>alert" not in page and "${alert" not in scripts and page.count("<script>") == clean.count("<script>")
    )
    rows = list(csv.DictReader(io.StringIO(BY_SUFFIX[".csv"].write(study, "fr").decode())))
    assert {row["origin_name"] for row in rows} == {name}
    assert json.loads(BY_SUFFIX[".geojson"].write(study, "fr"))["features"][0]["properties"]["name"] == name


def test_html_asks_nothing_of_anybody(to_services: Study, between_residents: Study) -> None:
    for study in (to_services, between_residents):
        page = BY_SUFFIX[".html"].write(study, "fr").decode()
        assert re.findall(r'(?:src|href)="(https?:[^"]+)"', page) == []
        assert '<html lang="fr">' in page


def test_a_scheme_changes_what_is_exported_but_no_distance(to_services: Study) -> None:
    other = replace(to_services, scheme=Scheme(geographic=4))
    first, second = (json.loads(BY_SUFFIX[".geojson"].write(s, "fr")) for s in (to_services, other))
    assert first["provenance"]["scheme"] != second["provenance"]["scheme"]
    for a, b in zip(first["features"], second["features"], strict=True):
        assert a["properties"]["geographic"] == b["properties"]["geographic"]
        assert a["properties"]["physical_distance__car_minutes"] == b["properties"]["physical_distance__car_minutes"]
