"""No sentence on a merger contradicts its tables, nor says that there was none where nobody knows."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cage
import layers
import merger
from atlas.finding import Finding
from atlas.findings import between as merger_between
from atlas.findings import faults as merger_findings
from atlas.findings import inequality
from atlas.findings.families import proof, sentences
from atlas.findings.overview import of_map
from atlas.findings.sides import following
from atlas.findings.years import counted, of_years
from atlas.maps import BY_KEY
from cage import MINUTES, Study
from distance import Scheme
from distance.families import agreement, families, stability
from distance.plane import mds
from i18n import NBSP, Text
from layers import store
from merger import chance, faults, sides
from merger.closer import closer_table
from merger.tables import readable
from partners import convergences
from tests import contradictions, contradictions_merger
from tests.test_contradictions import TERRITORIES, study_of

THIS_YEAR = ("994579670", "992367730")
"""Lévézou and Thionville Fensch: merged on 1 January 2026."""
NEVER_OBSERVED = "200067940"
"""Couserans-Pyrénées: eight communities merged in 2017, two years before the first list of the pack."""
SCHEMES = (Scheme(), Scheme(geographic=0, aggregation="quadratic"))


def said_of(study: Study) -> Iterator[Finding]:
    """Every sentence of the page on former EPCIs and on neighbours, for every distance that can be chosen."""
    read = merger.reading(study)
    effects, contrasts, alike = chance.effects(study), chance.contrasts(read), chance.alike(read)
    for column in readable(read):
        table = faults.faults(read, column)
        yield from merger_findings.breaks(table, contrasts.get(column), column)
        if (behind := merger_findings.like_with_like(alike.get(column), column)) is not None:
            yield behind
        if merger.merged(study):
            yield from merger_between.headline(read, column, effects)
            yield from merger_between.proof(read, column, effects)
    for key in ("before_composite", "after_administrative", "faults"):
        yield from of_map(study, BY_KEY[key])
    if merger.merged(study):
        earlier, later = merger.before(study), merger.after(study)
        yield from merger_findings.on_paper(closer_table(earlier, later), later)
        yield from following(study)


@pytest.mark.parametrize("siren", TERRITORIES)
def test_every_figure_said_of_a_merger_is_that_of_its_table(siren: str) -> None:
    measured = study_of(siren, cage.RESIDENTS, "")
    checked = 0
    for scheme in SCHEMES if merger.merged(measured) else SCHEMES[:1]:
        study = replace(measured, scheme=scheme)
        found = contradictions_merger.tables(study)
        checked += sum(contradictions.check(said, found) for said in said_of(study))
    assert checked >= (40 if merger.merged(measured) else 3)


@pytest.mark.parametrize("siren", TERRITORIES)
def test_every_figure_over_the_years_is_that_of_its_series(siren: str) -> None:
    every = convergences(study_of(siren, cage.RESIDENTS, ""))
    found = contradictions_merger.of_years(every)
    told = [name for name, one in every.items() if any(split.overall > 0 for split in one.splits.values())]
    said = [counted(len(told), len(every), ""), *(of_years(name, one) for name, one in every.items())]
    assert sum(contradictions.check(one, found) for one in said) >= 2


@pytest.mark.parametrize("siren", TERRITORIES)
def test_every_figure_of_families_and_of_inequality_is_that_of_its_table(siren: str) -> None:
    study = study_of(siren, cage.RESIDENTS, "")
    read = merger.reading(study)
    d = merger.square(read, readable(read)[0])
    shown, plane = families(d), mds(d, study.communes[["lon", "lat"]].to_numpy(float))
    stable = stability(shown, {Text("Culturelle", "Cultural"): merger.square(read, readable(read)[-1])})
    merged = merger.merged(study)
    alike = agreement(shown.labels, merger.groups(study), chance.random_borders(read)) if merged else None
    found = contradictions_merger.of_families(shown, stable, alike, plane)
    said = [*sentences(shown, stable, alike, plane, study), *proof(shown, stable, alike, plane)]
    assert sum(contradictions.check(one, found) for one in said) >= 4
    minutes = study.values[MINUTES].set_axis(study.communes.index)
    what = Text("Minutes", "Minutes")
    one = inequality.spread(study, MINUTES, minutes, what, Text("min", "min"), Text("", ""), coarse=not study.by_road)
    assert one is not None
    former = study.communes["former_epci"] if merged else None
    tables = contradictions_merger.of_spread(MINUTES, minutes, study.communes["population"], former)
    assert contradictions.check(inequality.said(one, merged=merged), tables) == 2


@pytest.mark.parametrize("siren", THIS_YEAR)
def test_a_merger_of_this_year_moves_the_level_alone_and_the_sentence_says_so(siren: str) -> None:
    study = study_of(siren, cage.RESIDENTS, "")
    earlier, later = merger.before(study), merger.after(study)
    moved = [c for c in study.distances if not earlier.distances[c].equals(later.distances[c])]
    assert moved == [sides.LEVELS_DIFFER, sides.EPCI]
    for key in ("before_composite", "after_composite", "before_administrative", "after_administrative"):
        shown = BY_KEY[key]
        text = " ".join(one.in_lang("fr") for one in of_map(study, shown))
        assert re.search(r"Depuis la fusion de 2026, un seul des 6.niveaux suivis a bougé.: intercommunalité\.", text)
        assert "L'année d'une fusion, l'ancienne frontière compte encore en entier" in text.replace("’", "'")
        assert "Seule l'intercommunalité change" in shown.scale(study).fr


def test_a_merger_of_some_years_ago_moves_two_levels_and_the_sentence_names_them() -> None:
    study = study_of(TERRITORIES[0], cage.RESIDENTS, "")
    text = " ".join(one.in_lang("fr").replace(NBSP, " ") for one in of_map(study, BY_KEY["before_composite"]))
    assert "2 des 6 niveaux suivis ont bougé : ancienne frontière intercommunale et intercommunalité." in text
    assert "dont la mémoire s'efface" in BY_KEY["before_composite"].scale(study).fr


def test_perimeters_that_are_not_loaded_are_said_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The years come from what is loaded: with the yearly lists, they go back as far, and nothing more is offered."""
    study = study_of(NEVER_OBSERVED, cage.RESIDENTS, "")
    said = merger.none_known(study)
    assert "On ne connaît pas ici les périmètres d'avant 2019" in said.fr
    assert "on ne sait donc pas" in said.fr and "depuis 2013" in said.fr
    assert [one.year for one in merger.earlier_lists(study.territory)] == list(range(2013, 2019))
    history = sides._history(study.territory)
    longer = pd.DataFrame({year: history[max(year, 2019)] for year in range(2013, 2027)})
    monkeypatch.setattr(sides, "_history", lambda _: longer)
    monkeypatch.setattr(store, "has", lambda *_: True)
    said = merger.none_known(study)
    assert "d'avant 2013" in said.fr and "De 2013 à 2026" in said.fr and "page Données" not in said.fr
    assert not merger.earlier_lists(study.territory)


def test_no_territory_is_told_that_no_merger_was_observed_without_what_is_not_known() -> None:
    """The kind: of any territory without a known merger, each sentence says first what is not known."""
    rng = np.random.default_rng(11)
    sirens = rng.choice(sorted(layers.epcis(2026).index), 40, replace=False)
    places = [layers.territory(str(siren)) for siren in sirens]
    unmerged = [place for place in places if place.merged_in is None]
    assert len(unmerged) > 20
    study = study_of(NEVER_OBSERVED, cage.RESIDENTS, "")
    for place in unmerged:
        said = merger.none_known(replace(study, territory=place))
        for text in said:
            assert re.match(r"On ne connaît pas ici les périmètres d'avant \d{4} : on ne sait donc pas|The per", text)
