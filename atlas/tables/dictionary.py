"""The data dictionary: every exported column with its label, unit, formula, source, year, licence and coverage."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal, get_args

import pandas as pd

import layers
from cage import Study
from distance import COMPONENTS, DIMENSIONS, Component, Indicator
from distance.components.institutional_norms import SECTORS
from distance.indicator import Linear
from i18n import Lang, Text, both, collation, number, percent
from layers import INSTITUTION_KINDS, UNDATED

from ..findings.commune import cited, read_from
from ..findings.commune import source as indicator_source
from ..maps import BY_KEY, LABELS
from ..words import UNITS, enumeration
from .columns import WEIGHS
from .meanings import BORDERS, LEVELS, MADE, MEANINGS, PARTS, ZERO_TO_ONE, Meaning

Of = Literal["origin", "pair", "area", "border"]
"""What one row of a table is: an origin, a pair, several communes together, or a border between two communes."""

INDICATORS: dict[str, tuple[Component, Indicator]] = {
    column: (component, indicator)
    for component in COMPONENTS
    for column, indicator in zip(component.columns, component.indicators, strict=True)
}
WRITTEN = MEANINGS | BORDERS
LANGS: tuple[Lang, ...] = get_args(Lang)
_UNDATED = Text("non daté", "undated")
BY_COMPONENT = {component.key: component for component in COMPONENTS}


@dataclass(frozen=True)
class Column:
    """What one column holds. ``source``, ``year`` and ``licence`` are empty for what is only computed or identifies."""

    name: str
    label: Text
    unit: Text
    formula: Text
    source: Text = Text("", "")
    year: Text = Text("", "")
    licence: str = ""


Describe = Callable[[str, Of], Column]
"""What a column holds, by its name and by what one row of its table is. KeyError if nothing declares it."""


def describer(study: Study) -> Describe:
    """What describes the columns of the files of a study, each once: the same ones stand in several tables."""
    # Made for one file and left with it: nothing of a study outlives it.
    declared = cache(partial(_declared, study))
    return cache(lambda name, of: _described(study, declared, name, of))


def _described(study: Study, declared: Callable[[str], Column], name: str, of: Of) -> Column:
    share = name.startswith((KNOWN, WEIGHS))
    column = _share_of(declared, name) if share else declared(name)
    averaged = share or name in {"composite", "coverage"} | LABELS.keys() | BY_COMPONENT.keys() or "__" in name
    if averaged and of == "border":
        return replace(column, formula=Text(_ACROSS.fr + column.formula.fr, _ACROSS.en + column.formula.en))
    to_mean = of == "area" or (of == "origin" and not study.to_one_destination)
    if not averaged or not to_mean:
        return column
    before = _MEAN_OF_ORIGINS if of == "area" else _MEAN_OF_PAIRS
    return replace(column, formula=Text(before.fr + column.formula.fr, before.en + column.formula.en))


def _declared(study: Study, name: str) -> Column:
    if name in LEVELS:
        label, unit, formula = LEVELS[name]
        column = Column(name, label, unit, _aggregated(study) if name == "composite" else formula)
        return _sourced(study, column, _counted(study))
    if name in LABELS:
        return _dimension(study, name)
    if name in BY_COMPONENT:
        return _component(study, BY_COMPONENT[name])
    whole = next((column for column in (name, "__".join(name.split("__")[:2])) if column in INDICATORS), None)
    if whole is not None:
        return _of_indicator(study, whole, name.removeprefix(whole).removeprefix("__"))
    if name in WRITTEN:
        return _meant(study, name, WRITTEN[name])
    shown = BY_KEY[name]
    unit = shown.classes_of(study).unit
    label = Text(f"{shown.title.fr}, comme sur la carte", f"{shown.title.en}, as on the map")
    return _sourced(study, Column(name, label, unit if unit.fr else ZERO_TO_ONE, shown.scale(study)), _counted(study))


KNOWN = "coverage_"


def _share_of(declared: Callable[[str], Column], name: str) -> Column:
    """The share known of a dimension or of a component, or the effective weight of a dimension."""
    known = name.startswith(KNOWN)
    of = declared(name.removeprefix(KNOWN if known else WEIGHS))
    said = Text("part connue", "known share") if known else MADE["weight"][0]
    label = Text(f"{of.label.fr} : {said.fr}", f"{of.label.en}: {said.en}")
    return replace(of, name=name, label=label, formula=LEVELS["coverage"][2] if known else EFFECTIVE)


EFFECTIVE = Text(
    "Poids du lecteur multiplié par la part connue de la dimension, sur la somme de ces produits.",
    "The reader's weight times the known share of the dimension, over the sum of these products.",
)


_ACROSS = Text(
    "Entre les deux communes, sans l'ancienne frontière ni les zonages qui suivent les anciens périmètres. ",
    "Between the two communes, without the former border and the zonings that follow the former perimeters. ",
)
_MEAN_OF_PAIRS = Text(
    "Moyenne vers les autres, pondérée par leurs habitants. ", "Mean over the others, weighted by inhabitants. "
)
_MEAN_OF_ORIGINS = Text("Moyenne pondérée par les habitants. ", "Mean weighted by inhabitants. ")


def _aggregated(study: Study) -> Text:
    """How the dimensions make the composite, weights included."""
    scheme = study.scheme
    how = {
        "mean": Text(
            "Moyenne des dimensions, chacune pesant son poids × sa part connue ; aussi "
            "la somme de poids effectif × note des indicateurs.",
            "Mean of the dimensions, each weighing its weight × its known share; also "
            "the sum of effective weight × score of the indicators.",
        ),
        "quadratic": Text(
            "Moyenne quadratique des dimensions, chacune pesant son poids × sa part connue "
            "(racine de la moyenne de leurs carrés).",
            "Quadratic mean of the dimensions, each weighing its weight × its known share "
            "(root of the mean of their squares).",
        ),
        "profile": Text("Aucune : les dimensions se lisent séparément.", "None: dimensions are read separately."),
    }[scheme.aggregation]
    weights = [
        ", ".join(f"{LABELS[d].in_lang(lang).lower()} {_share(scheme.weights[d], lang)}" for d in DIMENSIONS)
        for lang in LANGS
    ]
    least = [percent(scheme.min_coverage, lang) for lang in LANGS]
    return Text(
        f"{how.fr} Poids : {weights[0]}. Vide sous {least[0]} de couverture.",
        f"{how.en} Weights: {weights[1]}. Empty under {least[1]} of coverage.",
    )


def _share(weight: float, lang: Lang) -> str:
    return percent(weight, lang, 0 if math.isclose(100 * weight, round(100 * weight)) else 1)


def _dimension(study: Study, name: str) -> Column:
    parts = [c for c in COMPONENTS if c.dimension == name and c.key in study.counted]
    return _mean_of(
        study, name, BY_KEY[name].title, [c.label for c in parts], [k for c in parts for k in _keys(study, c)]
    )


def _component(study: Study, component: Component) -> Column:
    parts = [INDICATORS[column][1].label for column in study.counted.get(component.key, ())]
    return _mean_of(study, component.key, component.label, parts, _keys(study, component))


def _mean_of(study: Study, name: str, label: Text, parts: list[Text], keys: list[str]) -> Column:
    listed = [enumeration([part.in_lang(lang) for part in parts], lang) for lang in LANGS]
    formula = Text(
        f"Moyenne des notes, chacune pesant ce qu'on connaît d'elle : {listed[0]}."
        if parts
        else "Ne s'applique pas à ces couples.",
        f"Mean of the scores, each weighing what is known of it: {listed[1]}."
        if parts
        else "Does not apply to these pairs.",
    )
    return _sourced(study, Column(name, label, ZERO_TO_ONE, formula), keys)


def _of_indicator(study: Study, column: str, part: str) -> Column:
    """An indicator, one of its parts, or what its score, weight or contribution is."""
    indicator = INDICATORS[column][1]
    label, unit, formula = indicator.label, UNITS[indicator.unit], indicator.note
    if part:
        part_label, unit, formula = _part(indicator, part)
        label = Text(f"{label.fr} : {part_label.fr}", f"{label.en}: {part_label.en}")
    name = f"{column}__{part}" if part else column
    missing = not set(indicator.needs) <= study.loaded.keys()
    if missing or not read_from(study, indicator):
        said_of = both(lambda lang: indicator_source(study, indicator, lang))
        return Column(name, label, unit, formula, said_of)
    return _sourced(study, Column(name, label, unit, formula), read_from(study, indicator))


def _part(indicator: Indicator, part: str) -> tuple[Text, Text, Text]:
    """Label, unit and formula of what stands beside an indicator."""
    if part == "score":
        return Text("note", "score"), ZERO_TO_ONE, score_formula(indicator)
    if part in MADE:
        return MADE[part]
    if part[0] == "q" and part[1:].isdigit():  # the questions of a reader's own survey
        label = Text(f"question {part.removeprefix('q')}", f"question {part.removeprefix('q')}")
        return label, UNITS[indicator.unit], indicator.note
    if part in SECTORS:  # of desks, where a list says whom each serves
        return INSTITUTION_KINDS[part], UNITS["same"], indicator.note
    label, unit = PARTS[part]
    return label, unit or UNITS[indicator.unit], indicator.note


def score_formula(indicator: Indicator) -> Text:
    """How a distance d, in its unit, is scored on [0, 1]."""
    score = indicator.score
    if isinstance(score, Linear):
        (low, high), (least, most) = ([_goalpost(v, lang) for v in (score.low, score.high)] for lang in LANGS)
        return Text(
            f"min(1 ; max(0 ; (d − {low}) / ({high} − {low})))", f"min(1, max(0, (d − {least}) / ({most} − {least})))"
        )
    return Text(f"1 − exp(−d / {_goalpost(score.tau, 'fr')})", f"1 − exp(−d / {_goalpost(score.tau, 'en')})")


def _goalpost(value: float, lang: Lang) -> str:
    written = number(value, lang, 4)
    return written.rstrip("0").rstrip(",.")


def _meant(study: Study, name: str, meaning: Meaning) -> Column:
    column = Column(name, meaning.label, meaning.unit, meaning.formula)
    tables = layers.loaded(set(meaning.sources) - study.loaded.keys(), study.territory)
    known = replace(study, loaded={**{key: one.vintage for key, one in tables.items()}, **study.loaded})
    return _sourced(known, column, [key for key in meaning.sources if key in known.loaded])


def _keys(study: Study, component: Component) -> list[str]:
    counted = [INDICATORS[column][1] for column in study.counted.get(component.key, ())]
    return [key for indicator in counted for key in read_from(study, indicator)]


def _counted(study: Study) -> list[str]:
    return [key for c in COMPONENTS for key in _keys(study, c)]


def _sourced(study: Study, column: Column, keys: Iterable[str]) -> Column:
    """The same column with the sources that are loaded, each named once."""
    known = [key for key in dict.fromkeys(keys) if key in study.loaded]
    if not known:
        return column
    years = sorted({study.loaded[key].year for key in known})
    return replace(
        column,
        source=both(lambda lang: "; ".join(dict.fromkeys(cited(key, study, lang) for key in known))),
        year=both(lambda lang: ", ".join(_UNDATED.in_lang(lang) if y == UNDATED else str(y) for y in years)),
        licence=", ".join(sorted({layers.BY_KEY[key].licence for key in known}, key=collation)),
    )


def dictionary(describe: Describe, tables: Mapping[str, tuple[Of, pd.DataFrame]], lang: Lang) -> pd.DataFrame:
    """One row per column of every table: names and labels, unit, formula, source, year, licence, share known."""
    return listed({name: (_of(describe, of), table) for name, (of, table) in tables.items()}, lang)


def _of(describe: Describe, of: Of) -> Callable[[str], Column]:
    return lambda name: describe(name, of)


def listed(tables: Mapping[str, tuple[Callable[[str], Column], pd.DataFrame]], lang: Lang) -> pd.DataFrame:
    """The dictionary of tables of which each says what its columns hold."""
    rows = []
    for table, (column_of, frame) in tables.items():
        for name in map(str, frame.columns):
            column = column_of(name)
            rows.append(
                {
                    "table": table,
                    "column": name,
                    "label_fr": column.label.in_lang("fr"),
                    "label_en": column.label.en,
                    "unit": column.unit.in_lang(lang),
                    "formula": column.formula.in_lang(lang),
                    "source": column.source.in_lang(lang),
                    "year": column.year.in_lang(lang),
                    "licence": column.licence,
                    "known_percent": round(100 * float(frame[name].notna().mean()), 1) if len(frame) else None,
                }
            )
    return pd.DataFrame(rows)
