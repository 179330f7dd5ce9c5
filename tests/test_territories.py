"""The reference pack itself: real territories, from the embedded one to every EPCI of France."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

import cage
import layers
from cage import Study
from distance import COMPONENTS, Pair
from layers import COG, cog
from layers.reference import raw

PAYS_BASQUE = "200067106"
HAUTES_TERRES = "200066637"
"""Four of its communes, born of a division in 2025, have neither point nor contour in the pack."""

ELSEWHERE = {
    "200090579": "Terre d'Émeraude",
    "200018653": "overseas, in Guadeloupe",
    "200068765": "over three départements",
    "200049187": "with six communes without inhabitants",
    HAUTES_TERRES: "with four communes without a point",
}
COMPONENT_KEYS = [component.key for component in COMPONENTS]
SLICES = 12


@pytest.fixture(scope="module")
def real_study() -> Callable[..., Study]:
    """``real_study(siren, pair, theme)``, each computed once for this file."""
    known: dict[tuple[object, ...], Study] = {}

    def study(siren: str, pair: Pair = cage.RESIDENTS, theme: str = "") -> Study:
        key = (siren, pair, theme)
        return known[key] if key in known else known.setdefault(key, cage.study(siren, COG, pair, theme))

    return study


StudyOf = Callable[..., Study]


def test_ca_du_pays_basque_was_merged_in_2017_from_ten() -> None:
    place = layers.territory(PAYS_BASQUE)
    assert len(place.communes) == len(set(place.communes)) == 158
    assert len({siren for siren, _ in place.former}) == 10
    assert all(name for _, name in place.former)
    assert place.merged_in == 2017


def test_ca_du_pays_basque_has_twelve_components_between_communes(real_study: StudyOf) -> None:
    study = real_study(PAYS_BASQUE)
    known = study.values.reindex(columns=COMPONENT_KEYS).notna().sum()
    assert list(known.index[known < 130]) == []
    assert study.values["composite"].notna().sum() == 158
    assert not np.isinf(study.distances.to_numpy()).any()


def test_ca_du_pays_basque_has_nine_components_towards_france_services(real_study: StudyOf) -> None:
    study = real_study(PAYS_BASQUE, cage.TO_SERVICES, "acces-aux-droits")
    known = study.values.reindex(columns=COMPONENT_KEYS).notna().sum()
    assert list(known.index[known < 130]) == ["political_norms", "regulatory_norms", "financial_size"]
    assert study.values["destination"].isin(study.destinations.index).all()


def test_on_ca_du_pays_basque_an_indicator_known_for_few_pairs_is_left_out(real_study: StudyOf) -> None:
    study = real_study(PAYS_BASQUE)
    left_out = {"networks__operator_networks", "trust__municipal_turnout"}
    assert left_out.isdisjoint(study.scores.indicators)
    here, there = (study.distances.index.get_level_values(level) for level in ("origin", "destination"))
    others = study.distances[here != there]
    assert (others[sorted(left_out)].notna().mean() < 0.25).all()


def test_former_borders_of_ca_du_pays_basque_have_nine_years_of_memory(real_study: StudyOf) -> None:
    study = real_study(PAYS_BASQUE)
    former = study.communes["former_epci"]
    border = study.distances["institutional_norms__former_border"]
    here, there = (border.index.get_level_values(level) for level in ("origin", "destination"))
    apart = former[here].to_numpy() != former[there].to_numpy()
    np.testing.assert_allclose(border, np.where(apart, np.exp(-0.9), 0), rtol=1e-6)


def test_terre_d_emeraude_was_merged_in_2020_from_four() -> None:
    place = layers.territory("200090579")
    assert len({siren for siren, _ in place.former}) == 4
    assert place.merged_in == 2020


def test_the_metropolis_of_paris_was_never_seen_to_merge() -> None:
    place = layers.territory("200054781")
    assert len(place.communes) == 130
    assert place.merged_in is None
    assert set(place.former) == {("", "")}


@pytest.mark.parametrize(
    "siren", [PAYS_BASQUE, *ELSEWHERE], ids=lambda siren: ELSEWHERE.get(siren, "CA du Pays Basque")
)
def test_a_territory_is_studied_whole_with_nothing_shown_of_which_too_little_is_known(
    real_study: StudyOf, siren: str
) -> None:
    study = real_study(siren)
    assert list(study.values.index) == list(study.territory.communes)
    assert study.values["physical_distance__car_minutes"].notna().any()
    pd.testing.assert_series_equal(
        study.composite.notna(), study.coverage >= study.scheme.min_coverage, check_names=False
    )
    scores = study.scores.indicators.fillna(0).to_numpy()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_commune_without_a_point_keeps_all_but_its_minutes(real_study: StudyOf) -> None:
    without_point = ["15031", "15035", "15047", "15171"]
    between = real_study(HAUTES_TERRES).values.loc[without_point]
    assert between["physical_distance__car_minutes"].isna().all()
    assert between["institutional_norms__levels"].notna().all()
    to_town_halls = real_study(HAUTES_TERRES, cage.TO_INSTITUTIONS, "mairie").values
    assert (to_town_halls.loc[without_point, "destination"] == "").all()
    assert to_town_halls.drop(index=without_point)["physical_distance__car_minutes"].notna().all()


@pytest.mark.parametrize(("siren", "epsg"), [("200018653", 5490), ("249740119", 2975), ("200068765", 2154)])
def test_areas_are_measured_in_the_legal_projection(siren: str, epsg: int) -> None:
    place = layers.territory(siren)
    assert layers.projection(place.communes) == epsg
    shapes = layers.contours(place).dropna()
    geodesic = [abs(Geod(ellps="GRS80").geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes]
    np.testing.assert_allclose(layers.communes(place).loc[shapes.index, "area_km2"], geodesic, rtol=0.005)


def test_an_epci_may_lie_in_several_departements() -> None:
    assert {code[:2] for code in layers.territory("200068765").communes} == {"04", "05", "26"}


@pytest.mark.parametrize("part", range(SLICES))
def test_every_epci_of_france_is_a_territory(part: int) -> None:
    for siren in layers.epcis(COG).index[part::SLICES]:
        place = layers.territory(siren)
        assert len(place.communes) == len(place.former) > 1
        merged = any(siren for siren, _ in place.former)
        assert merged == (place.merged_in is not None)


def test_every_commune_of_an_epci_is_in_one_territory_only() -> None:
    members = raw("membership.parquet").set_index("commune")["2026"].dropna()
    assert members.index.is_unique
    assert set(members) == set(layers.epcis(COG).index)


@pytest.mark.parametrize(
    ("code", "today"), [("64102", "64102"), ("50129", "50129"), ("50173", "50129"), ("75104", "75056"), ("64999", None)]
)
def test_an_old_code_has_the_commune_of_today(code: str, today: str | None) -> None:
    """Equeurdreville-Hainneville (50173) joined Cherbourg-en-Cotentin (50129) in 2016; 64999 is nothing."""
    assert cog.successor(code) == today
