"""Minutes as they are said: in hours from 60 on, in both languages; never none, and to five where estimated."""

import pytest

from atlas.words import minutes
from i18n import NBSP, Lang


@pytest.mark.parametrize(
    ("value", "estimated", "fr", "en"),
    [
        (1.0, True, "moins de 5 min", "under 5 min"),
        (34.0, True, "environ 35 min", "about 35 min"),
        (57.4, True, "environ 55 min", "about 55 min"),
        (58.0, True, "environ 1 h", "about 1 h"),
        (104.0, True, "environ 1 h 45", "about 1 h 45 min"),
        (121.0, True, "environ 2 h", "about 2 h"),
        (59.4, False, "59 min", "59 min"),
        (59.6, False, "1 h", "1 h"),
        (64.6, False, "1 h 05", "1 h 5 min"),
        (0.2, False, "moins de 1 min", "under 1 min"),
        (60 * 25.0, False, "25 h", "25 h"),
    ],
)
def test_minutes_are_said_in_hours_from_sixty_on(value: float, estimated: bool, fr: str, en: str) -> None:  # noqa: FBT001
    written: dict[Lang, str] = {"fr": fr, "en": en}
    for lang, said in written.items():
        assert minutes(value, lang, estimated=estimated) == said.replace(" h ", f"{NBSP}h{NBSP}").replace(
            " min", f"{NBSP}min"
        ).replace(" h", f"{NBSP}h")


def test_a_decimal_is_kept_under_an_hour_alone() -> None:
    assert minutes(12.34, "fr", estimated=False, digits=1) == f"12,3{NBSP}min"
    assert minutes(75.6, "fr", estimated=False, digits=1) == f"1{NBSP}h{NBSP}16"
