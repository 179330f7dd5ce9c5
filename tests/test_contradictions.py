"""No sentence contradicts the table it comes from: every figure is read again, every superlative sorted again."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import cage
import layers
import partners
import reach
from atlas.exports.access import of_communes
from atlas.finding import Finding, Names
from atlas.findings.access import of_reach
from atlas.findings.alike import most_like, pairs_of
from atlas.findings.minutes import beyond_by_age
from atlas.findings.overview import of_map
from atlas.findings.partners import of_neighbours, of_perimeter
from atlas.maps import BY_KEY, MAPS
from atlas.ranking import farthest
from cage import Study
from distance import DIMENSIONS, Pair, Scheme
from layers import COG, LayerError
from tests import contradictions

TERRITORIES = (
    "200067106",  # CA du Pays Basque: merged in 2017, everything in the pack
    "200067940",  # CC Couserans-Pyrénées: merged in 2017, little in the pack
    "200090579",  # Terre d'Émeraude: merged in 2020
    "200067213",  # CU du Grand Reims
    "994579670",  # merged on 1 January 2026
    "992367730",  # merged on 1 January 2026
    "249740101",  # TCO, La Réunion
    "245600465",  # Belle-Île-en-Mer: four communes
    "200054781",  # Métropole du Grand Paris: 130 communes
    "200067254",  # CA Pau Béarn Pyrénées
)
SCHEMES = (Scheme(), Scheme(geographic=0), Scheme(cultural=3, economic=0, aggregation="quadratic"))


@cache
def study_of(siren: str, pair: Pair, theme: str) -> Study:
    return cage.study(siren, COG, pair, theme)


def studies(siren: str) -> Iterator[Study]:
    """Between residents, then towards each kind of actor that is known there."""
    yield study_of(siren, cage.RESIDENTS, "")
    themes = cage.themes(siren)
    for pair in (cage.TO_SERVICES, cage.TO_INSTITUTIONS):
        for theme in list(themes[pair.destination])[:2]:
            yield study_of(siren, pair, theme)
    try:
        yield study_of(siren, cage.BETWEEN_INSTITUTIONS, "")
    except LayerError:
        return


def said_of_maps(study: Study) -> Iterator[Finding]:
    # Maps of a merger and of neighbours are read in test_contradictions_merger, beside their own tables.
    for shown in MAPS:
        yield from of_map(study, shown) if shown.said is None else ()
    if study.to_one_destination and study.pair.origin == "resident":
        yield from filter(None, (beyond_by_age(study, standard) for standard in cage.STANDARDS))


@pytest.mark.parametrize("siren", TERRITORIES)
def test_every_figure_and_superlative_of_a_map_is_that_of_its_table(siren: str) -> None:
    checked = 0
    for measured in studies(siren):
        for scheme in SCHEMES:
            study = replace(measured, scheme=scheme)
            found = contradictions.tables(study)
            checked += sum(contradictions.check(said, found) for said in said_of_maps(study))
    assert checked >= 10


def questions(study: Study) -> Iterator[reach.AccessAnswer]:
    """Each place that may be asked for, and one question that leaves places out."""
    minutes = reach.grid(study, "estimate")
    for which in reach.ways(study):
        yield reach.reach(study, reach.Question("estimate", which), minutes)
    yield reach.reach(study, reach.Question("estimate", leaving=(1, 10.0)), minutes)


@pytest.mark.parametrize("siren", TERRITORIES)
def test_every_figure_of_access_is_that_of_its_file_and_counts_the_minutes_of_the_map(siren: str) -> None:
    checked = 0
    for study in filter(reach.asks, studies(siren)):
        for reached in questions(study):
            found = {"access": of_communes(study, reached)}
            checked += sum(contradictions.check(said, found) for said in of_reach(study, reached))
        first = of_communes(study, next(questions(study)))
        for limit in cage.STANDARDS:
            for end, shift in (("_low", -2.5), ("", 0.0), ("_high", 2.5)):
                beyond = study.values[cage.MINUTES] + shift > limit
                told = first[f"all_beyond_{limit}_min{end}_persons"].sum()
                assert told == pytest.approx(study.communes.loc[beyond[beyond].index, "population"].sum())
    assert checked or not any(reach.asks(study) for study in studies(siren))


@pytest.mark.parametrize("siren", TERRITORIES[1:6])
def test_the_nearest_of_a_place_is_that_of_its_table(siren: str) -> None:
    """Each distance, seen from the intercommunality, from its first commune and from its last."""
    place = layers.territory(siren)
    around = partners.partners(siren, partners.touching(place)[:2])
    for table, who in (
        (around.epcis, place.name),
        *((around.of_commune(c), c) for c in place.communes[:: len(place.communes) - 1]),
    ):
        for by in ("composite", "minutes", *DIMENSIONS):
            ranked = around.nearest(table, by)
            said = of_neighbours(around, ranked, by, who)
            assert sum(contradictions.check(one, {"neighbours": ranked}) for one in said) or ranked[by].isna().all()
            known = ranked[ranked[by].notna()]
            told = " ".join(one.in_lang("en") for one in said)
            assert ("the same indicators are known" in told) == (known["ranked_with"].nunique() > 1)


@pytest.mark.parametrize("siren", TERRITORIES[2:4])
def test_every_figure_of_a_perimeter_is_that_of_its_table(siren: str) -> None:
    place = layers.territory(siren)
    found = partners.perimeter([siren, partners.touching(place)[0]])
    assert sum(contradictions.check(one, contradictions.of_perimeter(found)) for one in of_perimeter(found)) >= 5


@pytest.mark.parametrize("siren", TERRITORIES)
def test_a_legend_and_a_sentence_count_the_same_communes(siren: str) -> None:
    for study in studies(siren):
        if not study.to_one_destination or study.pair.origin != "resident":
            continue
        classes = BY_KEY["minutes"].classes_of(study)
        values = BY_KEY["minutes"].values(study)
        far = [values.map(classes.index).gt(classes.breaks.index(m)).sum() for m in cage.STANDARDS]
        assert far == [(study.values[cage.MINUTES] > m).sum() for m in cage.STANDARDS]
        assert sum(classes.counts(values)) == len(values)


@pytest.mark.parametrize("siren", TERRITORIES)
def test_the_most_alike_of_a_commune_are_those_of_its_pairs(siren: str) -> None:
    study = study_of(siren, cage.RESIDENTS, "")
    for scheme in SCHEMES:
        weighed = replace(study, scheme=scheme)
        for origin in study.origins.index[:: max(1, len(study.origins) // 3)]:
            others = pairs_of(weighed, origin)
            said = most_like(weighed, origin)
            assert (
                sum(contradictions.check(one, {"others": others}) for one in said) or others["composite"].isna().all()
            )
            known = others.loc[others["composite"].notna(), "parts"].nunique()
            assert ("dimensions are known" in " ".join(one.in_lang("en") for one in said)) == (known > 1)


def test_a_weight_of_zero_is_never_what_sets_apart() -> None:
    study = replace(study_of(TERRITORIES[0], cage.RESIDENTS, ""), scheme=Scheme(geographic=0))
    text = " ".join(said.in_lang("fr") for said in of_map(study, BY_KEY["composite"]))
    assert "Ce qui éloigne le plus" in text and "géographique" not in text


def test_the_check_refuses_a_wrong_figure_and_a_wrong_first() -> None:
    study = study_of(TERRITORIES[0], cage.TO_SERVICES, "acces-aux-droits")
    found = contradictions.tables(study)
    said, counted = of_map(study, BY_KEY["composite"]), of_map(study, BY_KEY["minutes"])[0]
    wrong = replace(counted, values={**counted.values, "n": replace(counted.values["n"], value=1.0)})  # type: ignore[type-var]
    with pytest.raises(AssertionError):
        contradictions.check(wrong, found)
    names = said[0].values["names"]
    last = study.values["composite"].idxmin()
    with pytest.raises(AssertionError):
        contradictions.check(replace(said[0], values={"names": replace(names, keys=(last,))}), found)  # type: ignore[type-var]


def test_the_territories_are_real() -> None:
    assert set(TERRITORIES) <= set(layers.epcis(COG).index)


def test_nothing_is_shown_as_a_finding_that_does_not_carry_its_figures() -> None:
    # finding_block takes findings only, which mypy holds; no other call may wear their class.
    pages = Path(__file__).parents[1] / "pages"
    wearing = [
        f"{file.name}:{call.lineno}"
        for file in pages.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and '"finding"' in ast.unparse(call).replace("'", '"')
    ]
    assert [where.split(":")[0] for where in wearing] == ["markup.py"]


@pytest.mark.parametrize("siren", [TERRITORIES[7], TERRITORIES[1]])
def test_most_communes_are_never_the_farthest(siren: str) -> None:
    """Four communes of Belle-Île: one is named, or those that are level; nobody where all are."""
    for study in studies(siren):
        for shown in MAPS:
            ranked = farthest(study, shown.key).values if shown.said is None else ()
            for named in (value for said in of_map(study, shown) for value in said.values.values()):
                if isinstance(named, Names) and not named.tied and named.table == "communes":
                    assert len(named.keys) <= max(1, len(ranked) / 3)
                assert not isinstance(named, Names) or len(ranked) < 2 or len(named.keys) < len(ranked)
