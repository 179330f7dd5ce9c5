"""Distances at several years, on the toy EPCI (its figures are made up): same pairs, and never across a break."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cage
from atlas.findings.years import of_years
from distance.components.social_norms import SOCIAL_NORMS
from i18n import NBSP, Text, both
from layers import COG, store
from partners import Convergence, convergences
from partners.years import SERIES, _apart

NOTED = {"cog": str(COG), "communes": "", "sha256": "", "origin": "", "dated": ""}
BORDER = "institutional_norms__former_border"
OCCUPATIONS = "social_norms__occupation_mix"
INCOME = "wealth_level__median_income"
TURNOUT = "trust__municipal_turnout"
GROUPS = ["farmers", "self_employed", "managers", "intermediate", "clerical", "manual"]
PERSONS = dict(zip(["01001", "01002", "01003", "01004", "01005"], [4000, 1000, 500, 400, 100], strict=True))


def read(siren: str, column: str) -> Convergence:
    return convergences(cage.study(siren))[column]


def said(column: str, found: Convergence) -> Text:
    return both(of_years(column, found).in_lang)


def keep(key: str, year: int, table: pd.DataFrame) -> None:
    """As if the publisher's file of that year had been loaded."""
    store.write(key, year, "france", table, NOTED)


def test_the_former_border_fades_from_one_by_the_years_together(toy: str) -> None:
    # Merged on 1 January 2021: 1 before, then exp(-years / 10).
    found = read(toy, BORDER)
    assert list(found.splits) == list(range(2019, 2027)) and found.known == 1
    for year, split in found.splits.items():
        assert split.between == pytest.approx(1 if year < 2021 else np.exp((2021 - year) / 10), rel=1e-6)
        assert split.within == 0
    # Between the two former EPCIs: 5000 x 1000 persons out of all the pairs of two communes.
    across = sum(PERSONS[a] * PERSONS[b] for a in ("01001", "01002") for b in ("01003", "01004", "01005"))
    pairs = (sum(PERSONS.values()) ** 2 - sum(n**2 for n in PERSONS.values())) / 2
    assert found.splits[2019].overall == pytest.approx(across / pairs)
    fr, en = said(BORDER, found)
    assert "de 2019 à 2026" in fr and "s'efface ensuite d'elle-même" in fr.replace("’", "'") and "de 1,00 à 0,61" in fr
    assert "from 2019 to 2026" in en and "1.00 to 0.61" in en


def test_a_commune_of_no_known_former_epci_is_in_no_pair(toy: str) -> None:
    study = cage.study(toy)
    communes = study.communes.assign(
        former_epci=study.communes["former_epci"].where(study.communes.index != "01005", "")
    )
    found = convergences(replace(study, communes=communes))[BORDER].splits[2019]
    # Left of the two former EPCIs: 01001 and 01002, 01003 and 01004.
    assert (found.pairs_between, found.pairs_within) == (4, 2) and found.between == 1


def later(**communes: list[int]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(communes, orient="index", columns=GROUPS).rename_axis("commune")


def test_occupations_of_two_censuses_are_compared_over_the_communes_known_in_both(toy: str) -> None:
    # 01005 is unknown in 2011, 01004 in 2022: three communes are left, and today's persons weigh both years.
    keep("occupations", 2022, later(**{
        "01001": [0, 0, 400, 400, 0, 0], "01002": [0, 0, 400, 400, 0, 0], "01003": [0, 0, 500, 500, 0, 0],
        "01005": [10, 0, 0, 0, 0, 0],
    }))  # fmt: skip
    found = read(toy, OCCUPATIONS)
    assert list(found.splits) == [2011, 2022] and list(found.loaded) == [2011, 2022]
    # Same shares in all three: no distance is left in 2022.
    assert found.splits[2022].overall == 0
    score = next(i.score for i in SOCIAL_NORMS.indicators if i.key == "occupation_mix")
    before = found.splits[2011]
    assert before.pairs_within == 1 and before.pairs_between == 2 and 0 < before.overall <= 1
    # By hand in 2011: the only known pair inside is Amont and Bourg-l'Étang, half and half against managers alone.
    raw, floor = jensen_shannon_of_halves(), 5 / (8 * np.log(2)) * (1 / 800 + 1 / 100)
    assert before.within == pytest.approx(float(score(np.sqrt(np.array([raw - floor])))[0]), rel=1e-6)
    weight = {("01001", "01002"): 4e6, ("01001", "01003"): 2e6, ("01002", "01003"): 5e5}
    everyone = (sum(PERSONS.values()) ** 2 - sum(n**2 for n in PERSONS.values())) / 2
    assert found.known == pytest.approx(sum(weight.values()) / everyone)
    assert "de 2011 à 2022" in said(OCCUPATIONS, found).fr and found.note is None


def test_a_change_over_less_than_half_of_the_pairs_is_withheld(toy: str) -> None:
    # 01005 is unknown in 2011, 01001 in 2022, and most pairs are hers: 0.5 + 0.4 + 0.2 million are left of 9.29.
    half = [0, 0, 400, 400, 0, 0]
    keep("occupations", 2022, later(**dict.fromkeys(["01002", "01003", "01004", "01005"], half)))
    found = read(toy, OCCUPATIONS)
    assert not found.splits
    assert found.known == pytest.approx(1.1 / 9.29)
    assert "Moins de la moitié des paires" in said(OCCUPATIONS, found).fr


def jensen_shannon_of_halves() -> float:
    """Divergence in bits between (1/2, 1/2) and (1, 0)."""
    m = np.array([0.75, 0.25])
    p, q = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    return float((p * np.log2(p / m)).sum() / 2 + (q[0] * np.log2(q[0] / m[0])) / 2)


def test_two_censuses_that_overlap_are_not_compared(toy: str) -> None:
    columns = ["under_20", "from_20_to_64", "over_65", "main", "secondary", "vacant"]
    keep("census", 2022, pd.DataFrame(100.0, pd.Index(list(PERSONS), name="commune"), columns))
    found = read(toy, "social_norms__age_mix")
    assert not found.splits and np.isnan(found.known) and list(found.loaded) == [2021, 2022]
    assert "évolution à lire. Un recensement réunit cinq années" in said("social_norms__age_mix", found).fr


def test_one_year_alone_says_which(toy: str) -> None:
    found = read(toy, OCCUPATIONS)
    assert not found.splits and said(OCCUPATIONS, found).fr.replace(NBSP, " ").endswith(
        "Il faut deux années ; chargée ici : 2011."
    )


def test_incomes_are_never_compared_across_the_break_of_2023(toy: str) -> None:
    assert said(INCOME, read(toy, INCOME)).fr.replace(NBSP, " ").endswith("chargée ici : 2021.")
    median = pd.DataFrame({"median": [21000.0, 23000.0]}, index=pd.Index(["01001", "01002"], name="commune"))
    keep("income_2023", 2023, median)
    found = read(toy, INCOME)
    assert not found.splits and list(found.loaded) == [2021, 2023]
    assert all("Filosofi 2023" in text for text in said(INCOME, found))


def test_turnout_of_2026_is_said_not_to_compare(toy: str) -> None:
    found = read(toy, TURNOUT)
    assert not found.splits and "scrutin de liste" in said(TURNOUT, found).fr


def test_a_source_of_one_date_or_of_the_same_zones_is_no_series(toy: str) -> None:
    needs = {need for one in convergences(cage.study(toy)).values() for need in one.indicator.needs}
    assert needs <= set(SERIES) and {"zonings", "fibre", "districts"}.isdisjoint(SERIES)


def test_years_kept_are_far_enough_from_one_another() -> None:
    assert _apart([2011, 2013, 2018, 2021, 2022], 5) == [2013, 2022]
    assert _apart([2006, 2011, 2016, 2022], 5) == [2006, 2011, 2016, 2022]
    assert _apart([2019, 2020], 1) == [2019, 2020]


def test_towards_services_nothing_is_read_over_the_years(toy: str) -> None:
    with pytest.raises(ValueError, match="between residents"):
        convergences(cage.study(toy, COG, cage.TO_INSTITUTIONS, "mairie"))
