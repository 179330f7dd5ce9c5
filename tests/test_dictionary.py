"""The data dictionary: every exported column is described, once, from what declares it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import atlas.tables.dictionary as meaning
import cage
from atlas.exports import BY_KEY as EXPORT_BY_KEY
from atlas.gis import layers_of
from atlas.tables.columns import named_pairs
from atlas.tables.dictionary import describer, dictionary, score_formula
from atlas.tables.parts import former_epcis, origins, places
from cage import Study
from distance import COMPONENTS, Pair, Scheme
from distance.indicator import Linear, Saturating

StudyOf = Callable[..., Study]


def said(study: Study, lang: str = "fr") -> pd.DataFrame:
    tables = {"communes": ("origin", origins(study)), "pairs": ("pair", named_pairs(study))}
    return dictionary(describer(study), tables, lang).set_index(["table", "column"])  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", cage.PAIRS)
def test_every_column_of_every_table_is_described_under_a_label_of_its_own(study_of: StudyOf, pair: Pair) -> None:
    study = study_of(pair)
    tables = [origins(study), named_pairs(study), former_epcis(study), places(study, "fr").drop(columns=["lon", "lat"])]
    tables += [layer.table for layer in layers_of(study, "fr")]
    for table in tables:
        columns = [describer(study)(str(name), "origin") for name in table]
        assert all(text for c in columns for text in (*c.label, *c.unit, *c.formula)), [c.name for c in columns]
        assert len({c.label.fr for c in columns}) == len({c.label.en for c in columns}) == len(columns)


def test_an_indicator_is_described_from_its_declaration() -> None:
    study = cage.study("200067106", 2026, cage.RESIDENTS)
    row = said(study).loc[("communes", "wealth_level__median_income")]
    assert row["label_fr"] == "Revenu disponible médian" and row["label_en"] == "Median disposable income"
    assert row["unit"] == "rapport (logarithme)"
    assert (row["source"], row["year"], row["licence"]) == ("Insee 2021", "2021", "Licence Ouverte 2.0")
    assert row["formula"].startswith("Moyenne vers les autres, pondérée par leurs habitants. Rapport")
    assert row["known_percent"] == round(100 * study.values["wealth_level__median_income"].notna().mean(), 1)
    pair = said(study).loc[("pairs", "wealth_level__median_income")]
    assert pair["formula"].startswith("Rapport")


def test_a_column_without_source_says_where_it_would_come_from() -> None:
    row = said(cage.study("200067106", 2026, cage.RESIDENTS)).loc[("communes", "networks__home_work_flows")]
    assert row["source"].startswith("non chargé") and row["year"] == "" and row["known_percent"] == 0


def test_the_composite_says_how_it_is_weighed() -> None:
    study = replace(cage.study("200067106", 2026, cage.RESIDENTS), scheme=Scheme(geographic=4, min_coverage=0.6))
    formula = describer(study)("composite", "pair").formula.in_lang("fr").replace("\u00a0", " ")
    assert "culturelle 14,3 %, administrative 14,3 %, géographique 57,1 %, économique 14,3 %" in formula
    assert "Vide sous 60 %" in formula and not formula.startswith("Moyenne vers")
    assert (
        "Quadratic"
        in describer(replace(study, scheme=Scheme(aggregation="quadratic")))("composite", "origin").formula.en
    )


def test_goalposts_are_written_as_formulas() -> None:
    by_key = {i.key: i for c in COMPONENTS for i in c.indicators}
    assert score_formula(by_key["median_income"]).fr == "min(1 ; max(0 ; (d − 0) / (0,25 − 0)))"
    assert score_formula(by_key["car_minutes"]).en == "1 − exp(−d / 30)"
    assert score_formula(by_key["median_income"]).en == "min(1, max(0, (d − 0) / (0.25 − 0)))"
    assert {type(i.score) for i in by_key.values()} == {Linear, Saturating}


def test_a_component_names_what_it_averages() -> None:
    study = cage.study("200067106", 2026, cage.RESIDENTS)
    formula = describer(study)("social_norms", "pair").formula.fr
    counted = study.counted["social_norms"]
    indicators = next(c.indicators for c in COMPONENTS if c.key == "social_norms")
    labels = {f"social_norms__{i.key}": i.label.in_lang("fr") for i in indicators}
    assert all(labels[column] in formula for column in counted)
    assert describer(study)("social_norms", "pair").year.fr == "2011, 2021"


def test_a_file_describes_each_column_once(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of layers, aliases, comments and dictionary of one GeoPackage, most have the same columns."""
    asked: Counter[str] = Counter()
    declared = meaning._declared

    def counted(study: Study, name: str) -> meaning.Column:
        asked[name] += 1
        return declared(study, name)

    monkeypatch.setattr(meaning, "_declared", counted)
    EXPORT_BY_KEY["gpkg"].write(study_of(cage.RESIDENTS), "fr")
    assert len(asked) > 50 and set(asked.values()) == {1}
