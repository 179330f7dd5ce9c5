"""Sheets of one commune: no service is lost, near and far are told to what is known of minutes."""

import io
import math
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

import cage
from atlas.findings.services import of_services
from atlas.paper import sheets
from atlas.paper.edition import Edition
from atlas.paper.levers import LEVERS, ideas
from atlas.paper.near import NearestPlace, reaches
from cage import Study
from tests.printed import hidden, lines

EDITION = Edition(date(2026, 11, 28))
PAYS_BASQUE = "200067106"
COMPARED = ("Plus loin que", "Pas plus loin que")
IDEAS = "Ce que le conseil peut faire"


@pytest.fixture(scope="module")
def every() -> dict[str, Study]:
    """Towards places near and far, of short and of long names."""
    services = {kind: cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, kind) for kind in ("acces-aux-droits", "ecole")}
    kinds = ("mairie", "pif", "clic", "pmi", "maison_handicapees", "sip")
    return services | {kind: cage.study(PAYS_BASQUE, 2026, cage.TO_INSTITUTIONS, kind) for kind in kinds}


@pytest.mark.parametrize(("commune", "count"), [("64316", 1), ("64316", 22), ("64009", 12), ("64009", 66)])
def test_no_service_is_lost_on_the_sheets_of_a_commune(every: dict[str, Study], commune: str, count: int) -> None:
    told = {str(rank): every[key] for rank, key in enumerate(([*every] * 9)[:count])}
    study = every["acces-aux-droits"]
    made = sheets.citizen(study, told, [commune], EDITION)
    written = lines(made)
    compared = [line for line in written if line.text.replace("\u00a0", " ").startswith(COMPARED)]
    assert len(compared) == len(reaches(told, commune, "fr")) == count
    (ideas,) = [line for line in written if line.text == IDEAS]
    assert all(line.page < ideas.page or line.bottom < ideas.top for line in compared)
    assert not hidden(made)
    assert (ideas.page == 0) == (count <= 12)

    counter = sheets.agent(study, told, [commune], EDITION)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(counter)).pages)
    assert len(re.findall(r"min |environ \d+ h", " ".join(text.split()))) >= count
    assert not hidden(counter)


def reach(minutes: float, error: float = 2.5, half: float = 10.0) -> NearestPlace:
    return NearestPlace("Mairies", "Mairie", "", "", "", minutes, half, error, competent=False, eligible=None)


@pytest.mark.parametrize(
    ("minutes", "error", "side"),
    [
        (17.4, 2.5, -1), (17.6, 2.5, 0), (19.9, 2.5, 0), (20.3, 2.5, 0), (22.4, 2.5, 0), (22.6, 2.5, 1),
        (19.6, 0.0, -1), (20.0, 0.0, -1), (20.3, 0.0, 1),
    ],
)  # fmt: skip
def test_a_service_is_on_the_side_its_minutes_are_known_to_be(minutes: float, error: float, side: int) -> None:
    """METHOD 2.3, rule 10: the unrounded central value decides; within the error, neither side is said."""
    one = reach(minutes, error)
    assert one.side == side
    said = one.said("fr").replace("\u00a0", " ")
    assert (said == "environ 20 min") == (side == 0)
    assert side <= 0 or said != "20 min"


def title(*minutes: float) -> str:
    return "".join(said.in_lang("fr") for said in of_services([reach(m) for m in minutes])).replace("\u00a0", " ")


def test_the_title_counts_apart_what_the_estimate_does_not_tell() -> None:
    assert title(5, 19, 21, 40) == "un service sur 4 est à plus de 20 minutes, 2 à 20 minutes environ"
    assert title(5, 19, 21) == "2 services sur 3 sont à 20 minutes environ, aucun n’est plus loin"
    assert title(5) == "le service étudié est à 20 minutes ou moins"
    assert title(5, 6) == "les 2 services étudiés sont à 20 minutes ou moins"
    assert title(math.nan) == "minutes inconnues"


def test_the_farthest_are_those_that_the_error_does_not_tell_apart() -> None:
    far = [replace(reach(minutes), what=f"S{minutes}") for minutes in (30, 96, 97, 98, 99, 100)]
    (said,) = sheets._closer(far, "fr")
    assert "S30" not in said and "et 2 autres à égalité" in said.replace("\u00a0", " ")
    (alone,) = sheets._closer([far[0], replace(reach(40), what="Lycées")], "fr")
    assert "S30" not in alone and "Lycées" in alone


def test_what_is_near_is_not_to_be_brought_closer(every: dict[str, Study]) -> None:
    study = every["acces-aux-droits"]
    closer = LEVERS["physical_distance"].in_lang("fr")
    told = {code: closer in ideas(study, code, "fr") for code in study.origins.index}
    far = study.values[cage.MINUTES] > cage.STANDARDS[0]
    assert not any(told[code] for code in far.index[~far])
    assert any(told[code] for code in far.index[far])
