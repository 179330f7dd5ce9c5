"""Five territories loaded from the national files played back, and what their study then knows."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import cage
import layers
from cage import Study
from distance import Pair
from layers import COG, SOURCES, store
from layers.fetch import client, download
from layers.load import Wanted, load, wanted
from tests import national
from tests.replay import serving

pytestmark = pytest.mark.shared

PAYS_BASQUE, COTENTIN, COUSERANS, PAU, REUNION = "200067106", "200067205", "200067940", "200067254", "249740119"
FIVE = (PAYS_BASQUE, COTENTIN, COUSERANS, PAU, REUNION)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache for the five: national files are read once, as they would be."""
    folder = tmp_path_factory.mktemp("national")
    with pytest.MonkeyPatch.context() as patch, serving() as replay:
        patch.setattr(store, "HOME", folder)
        patch.setattr(download, "session", partial(replay.session, client.session))
        for siren in FIVE:
            files = [one for one in wanted(SOURCES, layers.territory(siren)) if _plays(one, replay.bodies)]
            outcomes = list(load(files, COG, lambda *_: None))
            assert {outcome.status for outcome in outcomes} <= {"downloaded", "kept"}, outcomes
        yield folder


def _plays(one: Wanted, bodies: dict[str, bytes]) -> bool:
    content = bodies.get(one.url) or (None if store.has(one.source.key, one.year, one.part) else national.body(one))
    if content is not None:
        bodies[one.url] = content
    return content is not None


@pytest.mark.parametrize("siren", FIVE)
def test_every_source_played_knows_the_territory(siren: str) -> None:
    place = layers.territory(siren)
    found = layers.loaded(national.BODIES, place)
    for key in set(national.BODIES) - {"membership"}:
        assert found[key].vintage.origin.startswith("https://"), key
    # Rebuilt from percentages, the votes of a few communes (Saint-Denis) do not make their valid votes: unknown.
    assert layers.coverage(layers.BY_KEY["european_2024"], place) >= 0.65
    assert layers.coverage(layers.BY_KEY["municipal_2026"], place) >= 0.98


@pytest.mark.parametrize(
    ("siren", "former", "merged_in"),
    [(PAYS_BASQUE, 10, 2017), (COTENTIN, 10, 2017), (COUSERANS, 8, 2017), (PAU, 3, 2017), (REUNION, 0, None)],
)
def test_former_perimeters_have_names(siren: str, former: int, merged_in: int | None) -> None:
    place = layers.territory(siren)
    epcis = {(number, name) for number, name in place.former if number}
    assert (len(epcis), place.merged_in) == (former, merged_in)
    assert all(name and not name.isdigit() for _, name in epcis)


def test_cherbourg_was_in_no_epci_before_its_merger() -> None:
    """Born of six communes in 2016, of the former urban community: it was in none for a year."""
    place = layers.territory(COTENTIN)
    alone = [code for code, (siren, _) in zip(place.communes, place.former, strict=True) if not siren]
    assert alone == ["50129"]


@pytest.mark.parametrize("siren", FIVE)
@pytest.mark.parametrize("pair", [cage.RESIDENTS, cage.TO_SERVICES], ids=["residents", "services"])
def test_there_is_an_overall_distance_now(siren: str, pair: Pair) -> None:
    study = cage.study(siren, COG, pair, "acces-aux-droits" if pair == cage.TO_SERVICES else "")
    # Seven sources of some thirty are played: under half of the weight is known where incomes are secret.
    assert study.values["composite"].notna().mean() > 0.65
    assert study.values["coverage"].median() > 0.5


def test_incomes_of_couserans_are_mostly_secret_and_say_so() -> None:
    place = layers.territory(COUSERANS)
    found = layers.loaded(["income"], place)["income"].table.reindex(list(place.communes))
    secret = found["median"].isna()
    assert secret.mean() > 0.25
    assert found.loc[secret, "median__why"].eq("secret").mean() > 0.9
    study: Study = cage.study(COUSERANS)
    commune = str(found.index[found["median__why"] == "secret"][0])
    assert pd.isna(study.values.at[commune, "wealth_level__median_income"])
    assert study.reason("wealth_level__median_income", commune) == "secret"


def test_communes_of_cotentin_merged_since_2017_are_counted_whole() -> None:
    """Filosofi 2021 is in the communes of 2025: households are summed, medians of merged communes unknown."""
    place = layers.territory(COTENTIN)
    assert len(place.communes) == 129
    table = layers.loaded(["membership"], place)["membership"].table
    assert table.loc[list(place.communes), 2017].dropna().eq(COTENTIN).all()


def test_services_outside_the_territory_are_reached() -> None:
    study = cage.study(PAU, COG, cage.TO_SERVICES, "acces-aux-droits")
    away = ~study.destinations["commune"].isin(study.territory.communes)
    assert away.any() and not away.all()
    assert study.destinations["point_quality"].eq("own").all()
