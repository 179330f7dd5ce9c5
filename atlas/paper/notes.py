"""What stands under every printed map: one reading sentence, coverage, sources with years, method."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
from pyproj import CRS

import layers
from cage import METHOD_VERSION, MINUTES, Study
from distance import COMPONENTS, DIMENSIONS
from i18n import Lang, Text, collation, number, percent

from ..findings.commune import cited, read_from
from ..findings.minutes import how_minutes
from ..map import Map
from ..ranking import known_share
from ..tables.meanings import CONTOUR
from ..words import COLON, enumeration, minutes, origins_label
from .drawing import Painted
from .edition import Edition, said_day
from .frame import Frame
from .ground import Ground


def under_map(
    study: Study, paint: Painted, ground: Ground, frame: Frame, edition: Edition, read: str = ""
) -> list[str]:
    """The notes of one map, in reading order; ``read`` is the commune of the reading sentence."""
    last = method(study, ground, frame, edition)
    lines = paint.lines
    first = reading(study, paint, edition.lang, read) if lines is None else lines.reading(study, edition.lang)
    return [sentence for sentence in (first, *paint.said, last) if sentence]


def of_map(study: Study, paint: Painted, without: Iterable[str], lang: Lang) -> tuple[str, ...]:
    """What is said under every page of one map: coverage, communes not drawn, minutes, sources."""
    shown, lines = paint.shown, paint.lines
    known = coverage(study, shown, paint.values, lang) if lines is None else lines.coverage(lang)
    said = [known, undrawn(without, lang)]
    if shown.key in ("composite", "gap", "minutes", "geographic", "physical_distance", "faults"):
        said += how_minutes(study, lang)
    return (*said, sources(study, shown, lang))


def reading(study: Study, paint: Painted, lang: Lang, read: str = "") -> str:
    """How to read one commune: the one given if its value is known, else the one in the middle of the known values."""
    known = paint.values.dropna().sort_values(kind="stable")
    if known.empty:
        return ""
    key = read if read in known.index else known.index[len(known) // 2]
    value = float(known[key])
    name, rank = study.origins.at[key, "name"], paint.classes.index(value) or 0
    if paint.shown.key == "minutes":
        said = minutes(value, lang, estimated=bool(study.estimated[key]))
        return READ_MINUTES.in_lang(lang).format(name=name, value=said)
    return READ.in_lang(lang).format(
        name=name,
        value=number(value, lang, paint.classes.digits),
        title=paint.shown.title.in_lang(lang),
        label=paint.classes.labels(lang)[rank],
        n=number(paint.counts[rank], lang),
        what=origins_label(study, lang),
    )


READ = Text(
    "Lecture : {name} est à {value} ({title}), dans la classe « {label} » ({what} de cette classe : {n}).",
    "How to read: {name} is at {value} ({title}), in the class “{label}” ({what} in this class: {n}).",
)
READ_MINUTES = Text("Lecture : depuis {name}, compter {value} en voiture.", "How to read: from {name}, {value} by car.")


def coverage(study: Study, shown: Map, values: pd.Series, lang: Lang) -> str:
    """How many communes have a value on this map, and how much of the weight of what it shows is known."""
    own = f"coverage_{shown.key}" in study.values
    said = Text(
        "Couverture : {known} {what} sur {all} ont une valeur ici ; {share} du poids {of} est connu en moyenne ; "
        "l'inconnu n'est jamais compté comme zéro.",
        "Coverage: {known} of {all} {what} have a value here; {share} of the weight {of} is known on average; "
        "unknown is never counted as zero.",
    )
    return said.in_lang(lang).format(
        known=number(values.notna().sum(), lang),
        all=number(len(values), lang),
        what=origins_label(study, lang),
        of=(OF_IT if own else OF_ALL).in_lang(lang),
        share=percent(known_share(study, shown.key) if own else float(study.coverage.mean()), lang),
    )


OF_IT, OF_ALL = Text("de cette distance", "of this distance"), Text("de l'ensemble", "of the whole")


def undrawn(without: Iterable[str], lang: Lang) -> str:
    """Communes that no contour draws."""
    names = enumeration(list(without), lang)
    if not names:
        return ""
    return (
        Text("Sans contour connu, non dessinées : {names}.", "No known contour, not drawn: {names}.")
        .in_lang(lang)
        .format(names=names)
    )


def sources(study: Study, shown: Map | None, lang: Lang) -> str:
    """Publishers and years of what a map shows, or of the whole study; their licences."""
    keys = [*dict.fromkeys([*keys_of(study, shown), "population", contour_source(study)])]
    written = [*dict.fromkeys(citations(study, keys, lang)), *_origins(study)]
    licences = sorted({layers.BY_KEY[key].licence for key in keys}, key=collation)
    return f"Sources{COLON.in_lang(lang)}{' ; '.join(written)}. {', '.join(licences)}."


def keys_of(study: Study, shown: Map | None) -> list[str]:
    """Sources of the indicators that a map is made of; of all where it is made of all."""
    columns: Iterable[str] = study.indicators
    if shown is not None and shown.key == "minutes":
        columns = [MINUTES]
    elif shown is not None:
        inside = [c for c in COMPONENTS if shown.key in (c.key, c.dimension)]
        part = shown.key in DIMENSIONS or bool(inside)
        columns = [name for name in study.indicators if not part or any(name in c.columns for c in inside)]
    found = (read_from(study, study.indicators[column]) for column in columns if column in study.indicators)
    return sorted({key for keys in found for key in keys})


def contour_source(study: Study) -> str:
    """The source of the contours drawn."""
    found = layers.loaded(CONTOUR, study.territory)
    return next(key for key in CONTOUR if key in found)


def citations(study: Study, keys: Iterable[str], lang: Lang) -> list[str]:
    """Publisher and year of each source, those that enter no distance included."""
    wanted = list(keys)
    more = layers.loaded([key for key in wanted if key not in study.loaded], study.territory)
    whole = replace(study, loaded={**study.loaded, **{key: found.vintage for key, found in more.items()}})
    return [cited(key, whole, lang) for key in wanted if key in whole.loaded]


def _origins(study: Study) -> list[str]:
    """Lists that the places gone to come from."""
    if study.pair.destination == "resident":
        return []
    found: pd.Series = study.destinations["source"].dropna().astype(str)
    return sorted({text for text in found if text}, key=collation)


def method(study: Study, ground: Ground, frame: Frame, edition: Edition) -> str:
    """Projection, scale on this sheet, geography, version of the method, date."""
    said = Text(
        "Projection {projection} (EPSG:{epsg}), échelle 1 : {scale} au format {size}, N : nord géographique. {version}",
        "Projection {projection} (EPSG:{epsg}), scale 1:{scale} on {size}, N: geographic north. {version}",
    )
    return said.in_lang(edition.lang).format(
        projection=CRS.from_epsg(ground.epsg).name,
        epsg=ground.epsg,
        scale=number(frame.scale, edition.lang),
        size=edition.sheet.name,
        version=version(study, edition),
    )


def version(study: Study, edition: Edition) -> str:
    """Geography, version of the method, date."""
    said = Text(
        "Communes au 1er janvier {cog}. Méthode CAGE, version {v}. Édité le {day}.",
        "Communes of 1 January {cog}. CAGE method, version {v}. Printed on {day}.",
    )
    day = said_day(edition.day, edition.lang)
    return said.in_lang(edition.lang).format(cog=study.territory.cog, v=METHOD_VERSION, day=day)
