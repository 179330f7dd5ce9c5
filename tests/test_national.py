"""The frozen sample of national pairs."""

from pathlib import Path

import pandas as pd
import pytest

import layers
from distance import COMPONENTS
from distance.indicator import COMMUNES
from layers import LayerError, national


def test_the_sample_is_of_ten_thousand_pairs_of_sixteen_indicators_and_names_no_commune() -> None:
    raw = pd.read_parquet(national.SAMPLE_FILE)
    assert raw.shape == (10_000, 16)
    assert set(raw.dtypes.astype(str)) == {"int16"}
    assert raw.min().min() == -1
    assert raw.max().max() <= 1000
    declared = {n for c in COMPONENTS for n, i in zip(c.columns, c.indicators, strict=True) if i.applies_to >= COMMUNES}
    assert set(raw) <= declared


def test_scores_of_the_sample_are_on_zero_to_one_and_an_unknown_one_is_unknown() -> None:
    raw, scores = pd.read_parquet(national.SAMPLE_FILE), layers.national_pairs()
    assert scores.isna().equals(raw < 0)
    assert scores.max().max() <= 1
    assert scores.min().min() == 0
    # One in twenty is at its goalpost, for each indicator whose goalpost is the 95th percentile.
    ages = scores["social_norms__age_mix"].dropna()
    assert 0.03 <= (ages >= 0.9995).mean() <= 0.07


def test_a_missing_sample_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(national, "SAMPLE_FILE", tmp_path / "pairs.parquet")
    with pytest.raises(LayerError, match=r"pairs\.parquet"):
        national.national_pairs.__wrapped__()
    (tmp_path / "pairs.parquet").write_bytes(b"PAR1")
    with pytest.raises(LayerError, match=r"pairs\.parquet"):
        national.national_pairs.__wrapped__()
