"""The intercommunalities of a part of France."""

import pytest

from layers import COG, LayerError, epcis, territory
from layers.zones import zone


def test_a_departement_has_those_with_a_commune_in_it() -> None:
    inside = zone("dep:64")
    assert "200067106" in inside and len(inside) == 10
    # Adour Madiran: its seat is in the Hautes-Pyrénées, nine of its communes are in the Pyrénées-Atlantiques.
    assert "200072106" in inside and "200072106" in zone("dep:65")
    assert all(any(code.startswith("64") for code in territory(siren).communes) for siren in inside)


def test_a_region_has_those_of_its_departements() -> None:
    assert set(zone("region:75")) >= set(zone("dep:64")) | set(zone("dep:33"))
    assert len(zone("region:06")) == len(zone("dep:976"))


def test_corsica_is_written_either_way() -> None:
    assert zone("dep:2a") == zone("dep:2A")


def test_france_has_them_all() -> None:
    assert zone("france") == tuple(sorted(epcis(COG).index))


@pytest.mark.parametrize("written", ["", "dep:", "dep:99", "64", "region:00", "France entière", "dep:64'", "dep:６４"])
def test_what_names_none_is_refused(written: str) -> None:
    with pytest.raises(LayerError, match="dep:64"):
        zone(written)
