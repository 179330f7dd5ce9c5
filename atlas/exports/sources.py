"""The sources of a study, one row each: what the tables, figures only, cannot say of themselves."""

import pandas as pd

import layers
from cage import Study
from i18n import Lang, Text
from layers import UNDATED

from ..export import Export
from .csv import neutral


def write(study: Study, lang: Lang) -> bytes:
    """Semicolon, UTF-8 with a mark: publisher, data year, geography, coverage, licence, address and SHA-256."""
    rows = [_row(study, key, lang) for key in sorted(study.loaded)]
    table = pd.DataFrame(rows).map(neutral)
    written = table.to_csv(index=False, sep=";", lineterminator="\r\n")
    return b"\xef\xbb\xbf" + written.encode()


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


SOURCES_CSV = Export(
    key="sources",
    label=Text("Sources de l'étude (CSV pour Excel)", "Sources of the study (CSV for French Excel)"),
    suffix="_sources.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par source : éditeur, année, géographie, couverture, licence, empreinte. À joindre aux tableaux.",
        "One row per source: publisher, year, geography, coverage, licence, hash. To go with the tables.",
    ),
    write=write,
)
