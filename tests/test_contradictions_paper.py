"""No title of a printed page contradicts its table, and no table ranks together what does not compare."""

import itertools

import pandas as pd
import pytest

import cage
import layers
from atlas.findings.former import of_former
from atlas.findings.services import of_services
from atlas.paper.near import reaches
from atlas.tables.communes import of_communes
from tests import contradictions
from tests.test_contradictions import TERRITORIES, studies, study_of


@pytest.mark.parametrize("siren", TERRITORIES)
def test_the_title_of_a_former_epci_is_that_of_its_communes(siren: str) -> None:
    for study in studies(siren):
        found = contradictions.tables(study)
        for former in {siren for siren, _ in study.territory.former if siren}:
            said = of_former(study, former)
            assert contradictions.check(said, found) == (2 if said.values else 0)


@pytest.mark.parametrize("siren", TERRITORIES)
def test_communes_are_sorted_among_those_of_which_the_same_is_known_only(siren: str) -> None:
    for study in studies(siren):
        table = of_communes(study)
        groups = table["ranked_with"].tolist()
        assert len(list(itertools.groupby(groups))) == len(set(groups))
        assert all(part["composite"].dropna().is_monotonic_decreasing for _, part in table.groupby("ranked_with"))


@pytest.mark.parametrize("siren", TERRITORIES)
def test_the_sheet_of_a_commune_counts_the_services_of_its_side_of_the_standard(siren: str) -> None:
    themes = cage.themes(siren)
    told = {
        f"{pair.destination}-{kind}": study_of(siren, pair, kind)
        for pair in (cage.TO_SERVICES, cage.TO_INSTITUTIONS)
        for kind in list(themes[pair.destination])[:4]
    }
    tables = {key: contradictions.tables(study)["communes"] for key, study in told.items()}
    for code in layers.territory(siren).communes[::40]:
        services = pd.concat(table[table["commune"] == code] for table in tables.values())
        for said in of_services(reaches(told, code, "fr")):
            contradictions.check(said, {"services": services})
