"""Partners and perimeters: every figure computed again from the pairs of real territories; years, on the toy EPCI."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import cage
import layers
import partners as p
from atlas.findings import partners as words
from cage import MINUTES, Study
from distance import DIMENSIONS, Scheme
from distance.kernels import different
from i18n import number
from layers import COG, LayerError
from layers.reference import raw
from partners.neighbours import Partners
from partners.perimeters import _internal

PAYS_BASQUE, SEIGNANX, MAREMNE = "200067106", "244000659", "244000865"
"""One EPCI of Pyrénées-Atlantiques, two of Landes: they touch two by two but for the first and the last."""

CAP_EXCELLENCE, NORD_GRANDE_TERRE = "200018653", "200044691"
"""Guadeloupe."""


@pytest.fixture(scope="module")
def seignanx() -> Partners:
    return p.partners(SEIGNANX)


@pytest.fixture(scope="module")
def both() -> Study:
    """The study of Seignanx and Maremne, of which everything is recomputed by hand."""
    codes = [*layers.territory(SEIGNANX).communes, *layers.territory(MAREMNE).communes]
    return cage.study_of(layers.perimeter(codes, "both"))


@pytest.fixture(scope="module")
def united() -> p.Perimeter:
    return p.perimeter([SEIGNANX, PAYS_BASQUE], "Seignanx et Pays Basque")


def by_hand(study: Study, values: pd.Series, rows: tuple[str, ...], columns: tuple[str, ...]) -> float:
    """Mean over the pairs of two different communes, one of each list, weighed by both populations."""
    persons, total, weight = study.communes["population"], 0.0, 0.0
    for a in rows:
        for b in columns:
            if a != b and not np.isnan(values[(a, b)]):
                total += persons[a] * persons[b] * values[(a, b)]
                weight += persons[a] * persons[b]
    return total / weight


def test_the_epcis_that_touch_share_a_commune_border() -> None:
    edges, members = raw("adjacency.parquet"), raw("membership.parquet").set_index("commune")[str(COG)]
    sides = pd.concat([edges, edges.rename(columns={"a": "b", "b": "a"})])
    theirs = members.reindex(sides.loc[sides["a"].map(members).eq(SEIGNANX), "b"]).dropna()
    assert p.touching(layers.territory(SEIGNANX)) == sorted(set(theirs) - {SEIGNANX}) == [PAYS_BASQUE, MAREMNE]


def test_an_epci_is_as_far_as_two_inhabitants_one_of_each(seignanx: Partners, both: Study) -> None:
    rows, columns = layers.territory(SEIGNANX).communes, layers.territory(MAREMNE).communes
    found = seignanx.epcis.loc[MAREMNE]
    for dimension in ("cultural", "administrative", "geographic"):
        assert found[dimension] == pytest.approx(by_hand(both, both.unclipped.dimensions[dimension], rows, columns))
    assert found["minutes"] == pytest.approx(by_hand(both, both.distances[MINUTES], rows, columns), rel=1e-6)
    persons = both.communes["population"]
    assert found["population"] == persons[list(columns)].sum() and found["communes"] == len(columns)
    assert found[p.LARGER] == pytest.approx(np.log(persons[list(columns)].sum() / persons[list(rows)].sum()))


def test_what_is_not_loaded_there_makes_a_partial_composite_and_no_income_gap(seignanx: Partners) -> None:
    assert seignanx.epcis[p.RICHER].isna().all() and seignanx.epcis["composite"].notna().all()
    assert seignanx.epcis["coverage"].between(0.4, 0.6).all()


def test_a_distance_does_not_depend_on_who_else_is_looked_at_nor_on_the_side(seignanx: Partners) -> None:
    alone, back = p.partners(SEIGNANX, [MAREMNE]), p.partners(MAREMNE, [SEIGNANX])
    pd.testing.assert_series_equal(alone.epcis.loc[MAREMNE], seignanx.epcis.loc[MAREMNE])
    here, there = alone.epcis.loc[MAREMNE], back.epcis.loc[SEIGNANX]
    # Minutes have a direction, a hair: they never are less than inside the origin.
    columns = [*DIMENSIONS, "coverage", "minutes"]
    np.testing.assert_allclose(here[columns].astype(float), there[columns].astype(float), rtol=1e-3)
    assert here[p.LARGER] == -there[p.LARGER]


def test_communes_are_seen_from_one_with_their_direction(seignanx: Partners, both: Study) -> None:
    tarnos = seignanx.of_commune("40312")
    assert len(tarnos) == 188 and "40312" not in tarnos.index
    there = tarnos.loc["40272"]
    assert (there["name"], there["epci"]) == (both.communes.at["40272", "name"], MAREMNE)
    assert there["minutes"] == pytest.approx(both.distances.at[("40312", "40272"), MINUTES])
    assert there["cultural"] == pytest.approx(both.scores.dimensions.at[("40312", "40272"), "cultural"])
    assert there[p.LARGER] == pytest.approx(np.log(there["population"] / both.communes.at["40312", "population"]))
    edges = raw("adjacency.parquet")
    near = {*edges.loc[edges["a"] == "40312", "b"], *edges.loc[edges["b"] == "40312", "a"]}
    assert set(tarnos.index[tarnos["touches"]]) == near & set(tarnos.index) != set()


def test_inside_an_epci_the_figures_are_those_of_its_map() -> None:
    found, study = p.partners(PAYS_BASQUE, []), cage.study(PAYS_BASQUE)
    bayonne = found.of_commune("64102")
    composite = study.composite.xs("64102", level="origin").drop("64102")
    pd.testing.assert_series_equal(bayonne["composite"], composite, check_names=False)
    income = study.distances["wealth_level__median_income__signed"].xs("64102", level="origin")
    assert bayonne.at["64122", p.RICHER] == income["64122"] > 0
    assert found.epcis.empty


def test_those_read_on_other_indicators_are_ranked_apart(seignanx: Partners) -> None:
    scores = dict(seignanx.scores)
    less = scores[PAYS_BASQUE].indicators.assign(social_norms__age_mix=np.nan)
    scores[PAYS_BASQUE] = scores[PAYS_BASQUE]._replace(indicators=less)
    seen = replace(seignanx, scores=scores)
    bases = {siren: set(basis) for siren, basis in seen.bases.items()}
    assert bases[SEIGNANX] == bases[MAREMNE] == bases[PAYS_BASQUE] | {"social_norms__age_mix"} > bases[PAYS_BASQUE]
    table = seen.nearest(seen.of_commune("40312"), "cultural")
    assert table["cultural"].is_monotonic_increasing
    for _, group in table.groupby("ranked_with"):
        assert group["rank"].tolist() == group["cultural"].round(2).rank(method="min").tolist()
    assert table.groupby("epci")["ranked_with"].nunique().eq(1).all() and table["ranked_with"].nunique() == 2


def test_the_unknown_has_no_rank_and_minutes_are_ranked_beyond_their_error(seignanx: Partners) -> None:
    unknown = replace(seignanx, scheme=Scheme(min_coverage=1))
    assert unknown.nearest(unknown.epcis)["rank"].isna().all()
    table = seignanx.nearest(seignanx.of_commune("40312"), "minutes")
    assert table["ranked_with"].eq("").all() and table["minutes"].is_monotonic_increasing
    nearer = [1 + (table["minutes"] < minutes - 5).sum() for minutes in table["minutes"]]
    assert table["rank"].tolist() == nearer and table["rank"].duplicated().any()


def test_another_scheme_measures_nothing_again() -> None:
    found = p.partners(PAYS_BASQUE, [])
    other = replace(found, scheme=Scheme(0, 0, 1, 0))
    seen = other.of_commune("64102")
    np.testing.assert_allclose(seen["composite"], seen["geographic"])


def test_two_epcis_overseas_are_measured_and_an_ocean_is_not_crossed() -> None:
    found = p.partners(CAP_EXCELLENCE, [NORD_GRANDE_TERRE]).epcis.loc[NORD_GRANDE_TERRE]
    assert found[["cultural", "administrative", "geographic"]].between(0, 1).all() and 10 < found["minutes"] < 60
    with pytest.raises(LayerError, match="la mer sépare"):
        p.partners(CAP_EXCELLENCE, [SEIGNANX])


def test_a_commune_is_sought_in_its_own_epci(seignanx: Partners) -> None:
    with pytest.raises(LayerError, match="n'est pas dans Communauté de communes du Seignanx"):
        seignanx.of_commune("64102")


@pytest.mark.parametrize(
    ("richer", "larger", "fr", "en"),
    [
        (np.log(1.04), -np.log(3.2), "3,2 fois moins d'habitants, revenu médian plus élevé de 4 %",
         "31% as many residents, median income 4% higher"),
        (-np.log(2), np.log(1.5), "50 % d'habitants en plus, revenu médian 2,0 fois moins élevé",
         "50% more residents, median income 50% as high"),
        (np.log(0.9), 0.001, "autant d'habitants, revenu médian moins élevé de 10 %",
         "as many residents, median income 10% lower"),
        (np.log(2.5), -np.log(10.9), "11 fois moins d'habitants, revenu médian 2,5 fois plus élevé",
         "9% as many residents, median income 2.5 times as high"),
        (np.nan, np.nan, "écart de population inconnu, écart de revenu inconnu",
         "difference of population unknown, difference of income unknown"),
    ],
)  # fmt: skip
def test_direction_is_said(richer: float, larger: float, fr: str, en: str) -> None:
    said = words.direction(richer, larger)
    assert plain(said.in_lang("fr")) == fr and plain(said.in_lang("en")) == en


def test_a_perimeter_of_a_whole_epci_is_that_epci() -> None:
    place = layers.territory(PAYS_BASQUE)
    same = layers.perimeter(reversed(place.communes), place.name)
    assert (same.siren, same.communes, same.former, same.merged_in) == ("", place.communes, place.former, 2017)
    pd.testing.assert_frame_equal(cage.study_of(same).values, cage.study(PAYS_BASQUE).values)


def test_inside_and_between_are_read_on_the_indicators_known_of_both(united: p.Perimeter) -> None:
    study, aside = united.study, united.set_aside
    assert "values__european_ballot" in aside and "social_norms__age_mix" not in aside
    rows, columns = layers.territory(SEIGNANX).communes, layers.territory(PAYS_BASQUE).communes
    social = study.unclipped.indicators[["social_norms__age_mix", "social_norms__housing_use"]].mean(axis=1)
    found = united.internal.loc["cultural"]
    assert found["between"] == pytest.approx(by_hand(study, social, rows, columns), rel=1e-6)
    persons = study.communes["population"]
    inside = [sum(persons[list(side)]) ** 2 - sum(persons[list(side)] ** 2) for side in (rows, columns)]
    means = [by_hand(study, social, side, side) for side in (rows, columns)]
    assert found["within"] == pytest.approx(float(np.average(means, weights=inside)), rel=1e-6)
    assert united.internal.loc[["composite", "economic"], ["mean", "within", "between"]].notna().all().all()


def test_minutes_inside_a_perimeter_count_those_inside_each_commune(united: p.Perimeter) -> None:
    study, persons = united.study, united.study.communes["population"].to_numpy(float)
    minutes = study.distances[MINUTES].to_numpy(float).reshape(len(persons), -1)
    share = persons / persons.sum()
    assert united.internal.at["minutes", "mean"] == pytest.approx(share @ minutes @ share)
    assert united.internal.at["minutes", "known"] == pytest.approx(1)


def plain(sentence: str) -> str:
    """A sentence as it is typed."""
    return sentence.replace("\u00a0", " ").replace("’", "'")


def test_case_17_the_diagonal_is_never_zero() -> None:
    d = np.array([[1.0, 5, 9], [5, 2, 6], [9, 6, 2.5]])
    one = np.zeros(3, dtype=np.int64)
    assert _internal(d, np.array([100.0, 300, 600]), one, own=True)[0] == pytest.approx(4.63)
    assert _internal(d, np.array([100.0, 300, 600]), one, own=False)[0] == pytest.approx(6.555555555556)


def test_a_mean_that_skips_an_epci_or_what_lies_between_two_is_unknown() -> None:
    d, group = np.full((5, 5), 0.4), np.array([0, 0, 0, 1, 1])
    d[3:, :3] = d[:3, 3:] = np.nan
    mean, within, between, known = _internal(d, np.array([97.0, 1, 1, 0.5, 0.5]), group, own=False)
    assert np.isnan([mean, between]).all() and within == pytest.approx(0.4) and 0.4 < known < 1
    d = np.full((5, 5), 0.4)
    d[3, 4] = d[4, 3] = np.nan
    mean, within, between, _ = _internal(d, np.array([97.0, 1, 1, 0.5, 0.5]), group, own=False)
    assert np.isnan([mean, within]).all() and between == pytest.approx(0.4)


def test_a_perimeter_says_who_is_in_it_and_what_is_unknown(united: p.Perimeter) -> None:
    assert united.epcis.index.tolist() == [PAYS_BASQUE, SEIGNANX]
    assert united.epcis["communes"].tolist() == united.epcis["communes_in_all"].tolist() == [158, 8]
    said = [plain(one.in_lang("fr")) for one in words.of_perimeter(united)]
    assert said[0] == "166 communes, 360 074 habitants (population 2023), 2 intercommunalités, 2 départements."
    assert "à environ 30 min" in said[1] and "distance d'ensemble moyenne est de 0,4" in said[2]
    assert said[3].endswith(f": {len(united.set_aside)}.") and len(said) == 4


def test_part_of_an_epci_its_mean_and_a_perimeter_in_pieces_are_said() -> None:
    found = p.perimeter([" 64102", "64024", "64160"], "essai")
    assert found.epcis.loc[PAYS_BASQUE, ["communes", "communes_in_all"]].tolist() == [3, 158]
    assert found.pieces == 2
    said = [plain(one.in_lang("fr")) for one in words.of_perimeter(found)]
    composite = by_hand(found.study, found.study.composite, ("64102", "64024", "64160"), ("64102", "64024", "64160"))
    assert said[2] == f"Leur distance d'ensemble moyenne est de {number(composite, 'fr', 2)} (de 0 à 1)."
    assert "2 morceaux qui ne se touchent pas" in said[3]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["64102", "XX999"], "Vérifiez ceux-ci : « XX999 »"),
        (["64102", "75101"], "Remplacez les anciens : 75101 → 75056"),
        (["64102", "64102"], "de 2 à 600 communes : celui-ci en a 1"),
        (["97105", "64102"], "la mer sépare"),
        (["64102", "999999999"], "Aucune intercommunalité"),
    ],
)
def test_a_wrong_perimeter_is_refused_with_a_sentence(codes: list[str], said: str) -> None:
    with pytest.raises(LayerError, match=said):
        p.perimeter(codes)


def test_a_perimeter_too_large_or_of_another_year_is_refused() -> None:
    with pytest.raises(LayerError, match="celui-ci en a 601"):
        layers.perimeter(raw("communes.parquet")["commune"].head(601), "trop")
    with pytest.raises(LayerError, match="2025 n'est pas chargée"):
        layers.perimeter(["64102", "64122"], "avant", 2025)


def test_a_commune_absent_from_a_zoning_is_unknown_there_not_different(both: Study) -> None:
    assert both.distances["networks__commuting_basin"].isna().all()
    assert np.isnan(different(np.array(["a", np.nan], dtype=object), np.array([None, "a"], dtype=object))[1]).all()


def test_every_year_of_a_source_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    place, occupations = layers.territory(PAYS_BASQUE), layers.BY_KEY["occupations"]
    vintages = cast("dict[int, Any]", occupations.vintages)
    monkeypatch.setitem(vintages, 2016, vintages[2011])
    assert occupations.years(COG) == [2016, 2011]
    for year in (2011, 2016):
        found = occupations.at(year, COG, place.communes)
        assert found is not None and found.vintage.year == year
    latest = occupations.loaded(COG, place.communes)
    assert latest is not None and latest.vintage.year == 2016
    assert occupations.at(2022, COG, place.communes) is None
    assert occupations.at(2011, COG, layers.territory(SEIGNANX).communes) is None
