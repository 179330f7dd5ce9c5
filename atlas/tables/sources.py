"""The sources of a study as a table: what its figures cannot say of themselves."""

import pandas as pd

import layers
from cage import Study
from i18n import Lang, Text, collation
from layers import UNDATED


def sources(study: Study, lang: Lang) -> pd.DataFrame:
    """One row per source: publisher, data year, geography, coverage, licence, address and SHA-256.

    The lists of the destinations come last: what is known of them is what each place says of its source.
    """
    rows = [*(_row(study, key, lang) for key in sorted(study.loaded)), *_places(study, lang)]
    return pd.DataFrame(rows).astype(dict.fromkeys(["data_year", "geography_of_file", "coverage_percent"], "Int64"))


def _row(study: Study, key: str, lang: Lang) -> dict[str, object]:
    source, vintage, place = layers.BY_KEY[key], study.loaded[key], study.territory
    return {
        "key": key,
        "label": source.label.in_lang(lang),
        "publisher": source.publisher,
        "data_year": None if vintage.year == UNDATED else vintage.year,
        "geography_of_file": vintage.cog,
        "geography_of_study": place.cog,
        "coverage_percent": round(100 * layers.coverage(source, place)),
        "licence": source.licence,
        "origin": vintage.origin or source.origin.in_lang(lang),
        "sha256": vintage.sha256,
    }


def _places(study: Study, lang: Lang) -> list[dict[str, object]]:
    """The lists the destinations themselves come from, as each place names its own."""
    if study.pair.destination == "resident":
        return []
    named = sorted(set(study.destinations["source"].dropna().astype(str)) - {""}, key=collation)
    label = Text("Lieux de destination", "Places of destination").in_lang(lang)
    return [
        {"key": "places", "label": label, "geography_of_study": study.territory.cog, "origin": one} for one in named
    ]
