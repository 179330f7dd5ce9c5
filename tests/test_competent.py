"""The competent desk: chosen where its jurisdiction is known, named so only then (METHOD 2.3, rule 7)."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import cage
import layers
import reach
from atlas.exports import BY_KEY as BY_NAME
from atlas.findings import access as access_words
from atlas.findings import commune as card
from atlas.findings import desk
from atlas.findings.overview import finding
from atlas.maps import BY_KEY, MAPS
from atlas.tables.columns import by_origin
from atlas.tables.provenance import provenance
from cage import Study
from distance import nearest
from distance.components.financial_size import operating_revenue
from distance.components.institutional_norms import SECTORS, levels
from distance.indicator import Tables
from distance.origins import OF_THEIR_COMMUNE, competent, unserved
from i18n import Lang
from layers import COG, INSTITUTION_KINDS, Source, actors, communes, store, territory
from layers.actors import not_loaded
from layers.load import load, wanted
from layers.own import Own
from layers.source import Loaded, Vintage
from tests.mutated import FOLDER

StudyOf = Callable[..., Study]
Serve = Callable[..., None]
NAN = float("nan")


def minutes_of(rows: dict[tuple[str, str], float]) -> pd.Series:
    index = pd.MultiIndex.from_tuples(rows, names=["origin", "destination"])
    return pd.Series(list(rows.values()), index)


def test_a_destination_serves_the_communes_its_jurisdiction_lists() -> None:
    table = pd.DataFrame({"commune": ["01001", "01002", "01002", "75056"], "id": ["n", "n", "s", "x"]})
    found = competent(pd.Series({"a": "01001", "b": "01002", "c": "01003"}), pd.Index(["s", "n"]), table)
    assert found.to_dict() == {
        ("a", "s"): False, ("a", "n"): True, ("b", "s"): True, ("b", "n"): True, ("c", "s"): False, ("c", "n"): False,
    }  # fmt: skip
    nobody_says = competent(pd.Series({"a": "01001"}), pd.Index(["s", "other"]), table)
    assert nobody_says.tolist() == [False, pd.NA]


def test_an_origin_is_read_from_the_nearest_of_its_competent_desks_else_from_the_nearest() -> None:
    minutes = minutes_of(
        {("a", "near"): 1, ("a", "far"): 9, ("b", "near"): 2, ("b", "far"): 8, ("c", "near"): 1, ("c", "far"): NAN}
    )
    serves = pd.Series([None, True, None, None, None, True], minutes.index, dtype="boolean")
    # The competent desk of c has no known minutes: c is read from the nearest known, which is not competent.
    assert list(nearest(minutes, serves)) == [("a", "far"), ("b", "near"), ("c", "near")]
    assert list(nearest(minutes)) == [("a", "near"), ("b", "near"), ("c", "near")]


def test_a_desk_known_to_serve_others_only_is_never_a_destination() -> None:
    minutes = minutes_of({("a", "near"): 1, ("a", "far"): 9, ("b", "near"): 2, ("b", "far"): 8})
    serves = pd.Series([False, None, False, False], minutes.index, dtype="boolean")
    assert list(nearest(minutes, serves)) == [("a", "far")]
    assert unserved(serves).to_dict() == {"a": False, "b": True}


def test_among_competent_desks_ties_go_by_identifier() -> None:
    minutes = minutes_of({("a", "z"): 5, ("a", "y"): 5, ("a", "x"): 5})
    serves = pd.Series([True, True, False], minutes.index)
    assert list(nearest(minutes, serves)) == [("a", "y")]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, toy: str) -> Serve:
    """``serve(("01001", "pmi", "pmi-01004"), ...)``: jurisdictions loaded for the toy EPCI."""
    assert toy
    real = Source.loaded

    def given(*rows: tuple[str, str, str]) -> None:
        table = pd.DataFrame(rows, columns=["commune", "kind", "id"])

        def loaded(source: Source, cog: int, inside: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Loaded | None:
            if source.key == "jurisdictions":
                return Loaded(table, Vintage(2026, COG, "", "toy"))
            return real(source, cog, inside, also)

        monkeypatch.setattr(Source, "loaded", loaded)

    return given


def test_without_jurisdictions_a_study_is_what_it_was(study_of: StudyOf) -> None:
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert "competent" not in study.values
    assert list(study.values["destination"])[:2] == ["pmi-01002", "pmi-01002"]
    assert provenance(study)["destination_choice"] == "nearest known by minutes"
    assert any("du lieu le plus proche connu" in sentence for sentence in said(study))


def said(study: Study, lang: Lang = "fr") -> list[str]:
    return finding(study, BY_KEY["minutes"], lang)


def test_a_commune_goes_to_its_competent_desk_even_farther(study_of: StudyOf, serve: Serve) -> None:
    serve(("01001", "pmi", "pmi-01004"), ("01002", "pmi", "pmi-01002"), ("01002", "caf", "elsewhere"))
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert list(study.values["destination"]) == ["pmi-01004", "pmi-01002", "", "", ""]
    assert study.values["competent"].tolist() == [True, True, False, False, False]
    assert study.values["unserved"].tolist() == [False, False, True, True, True]
    pairs = list(study.values["destination"].items())[:2]
    np.testing.assert_array_equal(study.values["composite"][:2], study.composite.loc[pairs])
    assert (
        study.values.loc[study.values["unserved"], ["composite", cage.MINUTES, "administrative"]].isna().all(axis=None)
    )
    assert any("Sans valeur : 3 communes" in sentence.replace("\u00a0", " ") for sentence in said(study))
    assert any("none of the known desks serves" in sentence for sentence in said(study, "en"))
    assert card.lines(study, "01003", "fr")[0].value == "inconnu (aucun guichet connu ne sert cette commune)"
    assert [one.in_lang("fr") for one in desk.desk(study, "01003")] == ["Aucun guichet connu ne sert cette commune."]
    assert provenance(study)["destination_choice"] == "competent desk, else nearest known by minutes"
    assert by_origin(study)["competent"].tolist() == [True, True, False, False, False]


def test_where_no_desk_serves_anybody_the_map_says_so(study_of: StudyOf, serve: Serve) -> None:
    serve(("75056", "pmi", "pmi-01004"), ("75056", "pmi", "pmi-01002"))
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert study.values["unserved"].all() and study.values["composite"].isna().all()
    for shown in MAPS:
        text = " ".join(finding(study, shown, "fr")).replace("\u00a0", " ")
        assert "5 communes, qu'aucun des guichets" in text.replace("’", "'") or shown.said is not None
    reached = reach.reach(study, reach.Question("estimate", "competent"), reach.grid(study, "estimate"))
    assert reached.communes["minutes"].isna().all() and reached.communes["all_unknown"].sum() == 6000
    assert len(access_words.finding(study, reached, "fr")) == 1
    assert BY_NAME["access"].write(study, "fr")


def test_a_centre_of_social_action_serves_its_own_commune_only(toy: str) -> None:
    """Nobody says whom it serves: the law does. The reader's file may say more."""
    place = {"commune": ["01003"], "name": ["CCAS"], "lon": [3.0], "lat": [46.1]}
    actors = pd.DataFrame(
        {**place, "kind": "institution", "theme": "ccas", "weight": 1.0, "source": "Votre fichier"},
        pd.Index(["mine:c"], name="actor_id"),
    )
    study = cage.study(toy, COG, cage.TO_INSTITUTIONS, "ccas", Own("mine", actors))
    by_law = "town-hall-ccas-01001"  # the only one of 1,500 inhabitants or more
    assert study.values["destination"].tolist() == [by_law, "", "mine:c", "", ""]
    served = pd.DataFrame({"commune": ["01002"], "kind": "ccas", "id": "mine:c"})
    study = cage.study(toy, COG, cage.TO_INSTITUTIONS, "ccas", Own("mine", actors, {"jurisdictions": served}))
    assert study.values["destination"].tolist() == [by_law, "mine:c", "mine:c", "", ""]


def test_access_goes_to_the_same_desks(study_of: StudyOf, serve: Serve) -> None:
    serve(("01001", "pmi", "pmi-01004"), ("01002", "pmi", "pmi-01002"), ("01002", "caf", "elsewhere"))
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert reach.ways(study)[0] == "competent"
    found = reach.reach(study, reach.Question("estimate", "competent"), reach.grid(study, "estimate"))
    assert found.communes["destination"].tolist() == study.values["destination"].tolist()
    assert found.communes["own_desk"].tolist() == study.values["competent"].tolist()
    np.testing.assert_allclose(found.communes["minutes"], study.values[cage.MINUTES], rtol=1e-6)
    assert found.communes["all_unknown"].tolist() == [0, 0, 500, 400, 100]
    sentences = " ".join(access_words.finding(study, found, "fr")).replace("\u00a0", " ")
    assert "Sans valeur : 3 communes" in sentences and "n'ont aucun lieu" not in sentences.replace("’", "'")


def test_a_desk_whose_area_nobody_knows_may_be_the_nearest(study_of: StudyOf, serve: Serve) -> None:
    serve(("01001", "pmi", "pmi-01004"))
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert list(study.values["destination"]) == ["pmi-01004", *["pmi-01002"] * 4]
    assert any("du guichet compétent, sinon du lieu le plus proche connu" in sentence for sentence in said(study))
    assert any("the competent desk, else the nearest" in sentence for sentence in said(study, "en"))
    found = reach.reach(study, reach.Question("estimate", "competent"), reach.grid(study, "estimate"))
    assert found.communes["destination"].tolist() == study.values["destination"].tolist()
    sentence = access_words.finding(study, found, "fr")[0]
    assert "du guichet compétent, sinon du lieu le plus proche connu (Protection maternelle" in sentence


def test_where_every_commune_has_its_own_the_desk_is_called_competent(study_of: StudyOf, serve: Serve) -> None:
    serve(*((f"0100{n}", "pmi", "pmi-01004") for n in range(1, 6)))
    study = study_of(cage.TO_INSTITUTIONS, "pmi")
    assert set(study.values["destination"]) == {"pmi-01004"}
    assert any("minutes du guichet compétent (" in sentence for sentence in said(study))


def test_a_town_hall_serves_its_own_commune(study_of: StudyOf, serve: Serve) -> None:
    serve(("01001", "pmi", "pmi-01004"))
    study = study_of(cage.TO_INSTITUTIONS, "mairie")
    assert study.values["destination"].tolist() == [f"mairie-{commune}" for commune in study.communes.index]
    assert study.values["competent"].all()


def test_services_and_residents_have_no_jurisdiction(study_of: StudyOf, serve: Serve) -> None:
    serve(("01001", "pmi", "pmi-01004"))
    assert "competent" not in study_of(cage.TO_SERVICES, "acces-aux-droits").values
    assert "competent" not in study_of().values


def sectors(rows: list[tuple[str, str, str]]) -> Tables:
    districts = pd.DataFrame(
        {"arrondissement": ["1", "1", "1"], "canton": ["1", "2", None], "constituency": ["1", "1", "1"]},
        index=["a", "b", "c"],
    )
    together = pd.DataFrame({2026: "M"}, index=districts.index, dtype=object)
    jurisdictions = pd.DataFrame(rows, columns=["commune", "kind", "id"])
    return {"membership": together, "districts": districts, "jurisdictions": jurisdictions}


def test_sectors_of_desks_are_levels_that_differ_when_no_desk_serves_both() -> None:
    rows = [
        *(("a", "caf", "n"), ("b", "caf", "s"), ("c", "caf", "s")),
        *(("a", "cpam", "1"), ("a", "cpam", "2"), ("b", "cpam", "2")),
        *(("a", "sip", "x"), ("b", "sip", "y")),
    ]
    places = pd.DataFrame(index=["a", "b", "c"])
    found = levels(places, places, sectors(rows))
    assert set(found.parts) == {"epci", "arrondissement", "canton", "constituency", *SECTORS}
    assert found.parts["caf"].tolist() == [[0, 1, 1], [1, 0, 0], [1, 0, 0]]
    np.testing.assert_array_equal(found.parts["cpam"], [[0, 0, NAN], [0, 0, NAN], [NAN, NAN, NAN]])
    assert np.isnan(found.parts["msa"]).all()
    assert found.distance[0, 1] == pytest.approx((0 + 0 + 1 + 0 + 1 + 0) / 6)
    assert found.distance[0, 2] == pytest.approx((0 + 0 + 0 + 1) / 4), "canton and CPAM unknown there"


def test_without_jurisdictions_the_levels_are_the_four_known() -> None:
    places = pd.DataFrame(index=["a", "b"])
    found = levels(places, places, {key: sectors([])[key] for key in ("districts", "membership")})
    assert list(found.parts) == ["epci", "arrondissement", "canton", "constituency"]


def test_every_sector_is_a_kind_of_institution() -> None:
    assert set(INSTITUTION_KINDS) >= {*SECTORS, *OF_THEIR_COMMUNE}


def test_a_centre_reads_its_own_accounts_and_a_town_hall_those_of_its_commune() -> None:
    here = pd.DataFrame({"kind": "resident", "commune": ["01001"], "operator": None}, index=["01001"])
    there = pd.DataFrame(
        {"kind": "institution", "commune": "01001", "operator": ["01001", None, "200000001", None]},
        index=["mairie-01001", "260100001", "siege", "caf"],
    )
    money = {"accounts": ("01001", 100.0), "accounts_epci": ("200000001", 1000.0), "accounts_ccas": ("260100001", 10.0)}
    tables = {k: pd.DataFrame({"operating_revenue": [v]}, index=[code]) for k, (code, v) in money.items()}
    found = operating_revenue(here, there, tables).parts["signed"][0]
    np.testing.assert_allclose(found, np.log([1, 0.1, 10, NAN]))
    alone = operating_revenue(here, there, {"accounts": tables["accounts"]}).parts["signed"][0]
    np.testing.assert_allclose(alone, [0, NAN, NAN, NAN])


def test_what_no_loaded_file_lists_is_said(toy: str) -> None:
    assert not_loaded(territory(toy)) == ("CCAS", "CIAS", "CAF", "CPAM", "MSA")


def test_once_the_directory_is_loaded_a_commune_has_its_own_caf() -> None:
    store.drop().mkdir(parents=True)
    extract = FOLDER / "institutions" / "2026-all_latest.tar.bz2"
    (store.drop() / "all_latest.tar.bz2").write_bytes(extract.read_bytes())
    place = territory("200067106")
    files = wanted([layers.BY_KEY[key] for key in ("institutions", "jurisdictions", "town_halls")], place)
    assert [outcome.status for outcome in load(files, COG, lambda *_: None)] == ["dropped"] * 3
    study = cage.study(place.siren, COG, cage.TO_INSTITUTIONS, "caf")
    values = study.values.loc[["64102", "64122", "64024"]]
    # The extract says who serves Bayonne and Biarritz: not Anglet; the desk of Pau serves none of them.
    assert set(study.destinations["commune"]) == {"64102"}
    assert values["competent"].tolist() == [True, True, False] and values["unserved"].tolist() == [False, False, True]
    assert study.distances["institutional_norms__levels__caf"].loc[("64122",)].tolist() == [0]
    assert not_loaded(place) == ("CCAS", "CIAS")
    assert study.communes.index.size == 158


def test_a_loaded_desk_outside_the_territory_is_there_only_for_those_it_serves(
    toy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real = territory(toy), Source.loaded
    desks = pd.DataFrame(
        {"name": ["A", "B", "C"], "kind": "caf", "commune": ["64102", "64445", "01001"], "lon": [1.0, 2.0, NAN],
         "lat": [46.0, 47.0, NAN], "point_quality": ["own", "own", None]},
        index=pd.Index(["a", "b", "c"], name="id"),
    )  # fmt: skip
    served = pd.DataFrame({"commune": ["01001"], "kind": ["caf"], "id": ["a"]})
    tables = {"institutions": desks, "jurisdictions": served}

    def loaded(source: Source, cog: int, inside: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Loaded | None:
        if source.key in tables:
            return Loaded(tables[source.key], Vintage(2026, COG, "", "toy"))
        return real(source, cog, inside, also)

    monkeypatch.setattr(Source, "loaded", loaded)
    known = communes(place)
    found = actors(place, known)
    caf = found[found["theme"] == "caf"]
    assert list(caf.index) == ["a", "c"]
    assert caf["point_quality"].tolist() == ["own", "commune"]
    assert caf.loc["c", "lon"] == known.at["01001", "lon"]
    assert not_loaded(place) == ("CCAS", "CIAS", "CPAM", "MSA")
    assert set(cage.study(toy, COG, cage.TO_INSTITUTIONS, "caf").values["destination"]) == {"a", "c"}
    assert cage.study(toy, COG, cage.TO_INSTITUTIONS, "caf").values["destination"].tolist().count("a") == 1
    between = cage.study(toy, COG, cage.BETWEEN_INSTITUTIONS, "")
    assert "a" not in between.origins.index
    assert "c" in between.origins.index
