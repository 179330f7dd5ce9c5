"""The sources of a study, one row each: what the tables, figures only, cannot say of themselves."""

from cage import Study
from i18n import Lang, Text

from ..export import Export, Weight
from ..tables.sources import sources
from .csv import neutral


def write(study: Study, lang: Lang) -> bytes:
    """Semicolon, UTF-8 with a mark: publisher, data year, geography, coverage, licence, address and SHA-256.

    The lists of the destinations come last: what is known of them is what each place says of its source.
    """
    table = sources(study, lang)
    texts = ["label", "publisher", "origin"]
    table[texts] = table[texts].map(neutral)
    written = table.to_csv(index=False, sep=";", lineterminator="\r\n")
    return b"\xef\xbb\xbf" + written.encode()


SOURCES_CSV = Export(
    key="sources",
    label=Text("Sources de l'étude (CSV pour Excel)", "Sources of the study (CSV for French Excel)"),
    suffix="_sources.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par source : éditeur, année, géographie, couverture, licence, empreinte. À joindre aux tableaux.",
        "One row per source: publisher, year, geography, coverage, licence, hash. To go with the tables.",
    ),
    group="spreadsheet",
    weight=Weight(3_500, 0, 0, 0),
    write=write,
)
