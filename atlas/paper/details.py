"""Pages close up: one former EPCI, one commune."""

import math
from collections.abc import Mapping

import pandas as pd

from cage import STANDARDS, Study
from distance import DIMENSIONS, Dimension, weighted_mean
from i18n import Lang, Text, number, percent

from ..classes import STRONG
from ..findings import commune as card
from ..findings import desk
from ..findings.former import of_former
from ..findings.minutes import beyond_by_age
from ..findings.overview import profile
from ..maps import LABELS
from ..words import ALL_KNOWN, COLON, N_PEOPLE, with_known
from .drawing import Painted
from .edition import ONE_COLUMN, Edition
from .frame import Frame
from .ground import Ground
from .notes import under_map
from .overview import Page, alt, legend, subtitle

WHOLE = Text("Ensemble", "Overall")
HEADS = (Text("Commune", "Commune"), Text("Habitants", "Residents"), Text("Minutes", "Minutes"), WHOLE)
ABOUT = Text("Minutes (environ)", "Minutes (about)")


def base(study: Study, paint: Painted, ground: Ground, frame: Frame, edition: Edition, key: str) -> Page:
    """What both kinds of pages share: what is mapped, its legend, and its notes, read on one commune if given."""
    lang = edition.lang
    return {
        "subtitle": subtitle(study, paint.shown.title.in_lang(lang), lang),
        "alt": alt(study, paint, lang),
        "legend": legend(study, paint, lang),
        "notes": under_map(study, paint, ground, frame, edition, key),
    }


def former_page(study: Study, siren: str, table: pd.DataFrame, edition: Edition) -> Page:
    """One former EPCI: its mean beside the territory's, the persons far away, its communes one by one.

    ``table``: that of ``table.of_communes``.
    """
    lang = edition.lang
    inside = study.communes.index[study.communes["former_epci"] == siren]
    name = str(study.communes.at[inside[0], "former_epci_name"])
    rows = table[study.origins["commune"].reindex(table.index).isin(inside)]
    return {
        "kind": "former",
        "title": f"{name}{COLON.in_lang(lang)}{of_former(study, siren).in_lang(lang)}",
        "sentences": _beyond(study, siren, lang),
        "heads": [h.in_lang(lang) for h in (*HEADS[:2], HEADS[2] if study.by_road else ABOUT, HEADS[3])]
        + [_known_of(study, d, rows.index, lang) for d in study.scores.dimensions],
        "rows": [
            [
                str(one["name"]),
                number(float(study.communes.at[study.origins.at[key, "commune"], "population"]), lang),
                number(float(one["minutes"]), lang),
                *(number(float(one[column]), lang, 2) for column in ("composite", *study.scores.dimensions)),
            ]
            for key, one in rows.iterrows()
        ],
        "svg": f"former-{siren}.svg",
        "beneath": edition.sheet.beneath(len(rows)),
        "columns": 2 if not edition.sheet.landscape and len(rows) > ONE_COLUMN else 1,
    }


def _known_of(study: Study, dimension: Dimension, origins: pd.Index, lang: Lang) -> str:
    """A dimension and, where not all of its weight is known of these communes, the share that is, on average."""
    known = weighted_mean(study.values.loc[origins, _coverage(dimension)], study.origins.loc[origins, "weight"])
    label = LABELS[dimension].in_lang(lang)
    return label if known > ALL_KNOWN else f"{label} ({percent(known, lang)})"


def _beyond(study: Study, siren: str, lang: Lang) -> list[str]:
    """Residents of a former EPCI beyond each standard, by age."""
    if not study.to_one_destination or study.pair.origin != "resident":
        return []
    here = study.values.index[study.communes["former_epci"].reindex(study.values.index) == siren]
    told = [beyond_by_age(study, m, here) for m in STANDARDS]
    return [finding.in_lang(lang) for finding in told if finding is not None]


def commune_page(study: Study, origin: str, means: Mapping[str, float], edition: Edition) -> Page:
    """One commune: where it goes, its dimensions beside their ``means``, every indicator in its own unit."""
    lang, row = edition.lang, study.communes.loc[origin]
    people = N_PEOPLE.in_lang(lang, float(row["population"]))
    return {
        "kind": "commune",
        "code": origin,
        "title": desk.headline(study, origin).in_lang(lang).removesuffix("."),
        "sentences": [
            _who(people, str(row["former_epci_name"])),
            *(said.in_lang(lang) for said in desk.desk(study, origin)),
        ],
        "bars": _bars(study, origin, means, lang),
        "bars_heads": [
            Text("Distance, de 0 à 1 (trait : moyenne)", "Distance, 0 to 1 (tick: mean)").in_lang(lang),
            Text("commune", "commune").in_lang(lang),
            Text("moyenne", "mean").in_lang(lang),
        ],
        "groups": _groups(study, origin, lang),
        "groups_heads": [
            Text("Ce qui fait la distance", "What makes the distance").in_lang(lang),
            Text("ici", "here").in_lang(lang),
        ],
        "svg": f"commune-{origin}.svg",
    }


def _who(people: str, former: str) -> str:
    return f"{' · '.join(part for part in (people, former) if part)}."


def _bars(study: Study, origin: str, means: Mapping[str, float], lang: Lang) -> list[Page]:
    shown: dict[str, Text] = {"composite": WHOLE} | {d: LABELS[d] for d in DIMENSIONS if d in study.scores.dimensions}
    row = study.values.loc[origin]
    return [
        {
            "name": label.in_lang(lang),
            "color": STRONG[key],
            "value": or_none(float(row[key])),
            "mean": or_none(means[key]),
            "written": with_known(float(row[key]), float(row[_coverage(key)]), lang),
            "mean_written": number(means[key], lang, 2),
        }
        for key, label in shown.items()
    ]


def _coverage(key: str) -> str:
    """The column of the share known of a dimension, or of the whole."""
    return "coverage" if key == "composite" else f"coverage_{key}"


def means(study: Study) -> dict[str, float]:
    """What the mean resident is worth, overall (where the gap is measured from) and in each dimension."""
    known = (study.values["composite"] - study.values["gap"]).dropna()
    return {"composite": float(known.iloc[0]) if len(known) else math.nan} | {
        str(d): m for d, m in profile(study).items()
    }


def or_none(value: float) -> float | None:
    """The length of a bar, at most its track; None where it is unknown."""
    return None if math.isnan(value) else min(max(value, 0.0), 1.0)


def _groups(study: Study, origin: str, lang: Lang) -> list[Page]:
    """Every indicator, by component: what it is worth here in its own unit, source and year."""
    noisy = Text(" (dans le bruit des petits effectifs)", " (within the noise of small numbers)").in_lang(lang)
    found: dict[str, Page] = {}
    rows: dict[str, list[Page]] = {}
    for line in card.lines(study, origin, lang):
        key, known = line.component.key, not math.isnan(line.score)
        found[key] = {"name": line.component.label.in_lang(lang), "color": STRONG[line.component.dimension]}
        rows.setdefault(key, []).append(
            {
                "label": line.indicator.label.in_lang(lang),
                "value": line.value + (noisy if line.noisy else ""),
                "source": line.source if known else "",
                "known": known,
            }
        )
    return [{**group, "rows": rows[key]} for key, group in found.items()]
