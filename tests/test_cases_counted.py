"""Which reference cases have a function of the product: all but those of what is not built yet."""

import json
from pathlib import Path

import pytest

from tests.reference_cases import FOLDER

LATER = {"10_ppml_gravity_weights", "11_normalise_aggregate_coinr", "12_rank_robustness", "14_location_models",
         "15_statistical_secrecy", "22_sensitivity_indices", "24_redundancy"}  # fmt: skip
"""Of the page that decides: calibration, robustness, locations, secrecy."""


@pytest.mark.shared
def test_twenty_eight_cases_of_thirty_five_are_copied_into_tests() -> None:
    listed = {case["id"] for case in json.loads((FOLDER / "INDEX.json").read_text(encoding="utf-8"))}
    here = Path(__file__)
    texts = "".join(path.read_text(encoding="utf-8") for path in here.parent.glob("test_*.py") if path != here)
    copied = {case for case in listed if case in texts}
    assert len(listed) == 35
    assert listed - copied == LATER
