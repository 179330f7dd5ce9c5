"""The tables a study is exported as: origins, pairs, fault lines, former EPCIs, places; each with its own keys."""

import numpy as np
import pandas as pd

import layers
import merger
from cage import MINUTES, PAIRING_LABELS, RESIDENTS, Study
from distance import DIMENSIONS
from distance.between import symmetric
from i18n import Lang, Text, number
from merger import faults

from ..findings.faults import MOSTLY_NOISE
from ..maps import MAPS
from .columns import by_origin, named_pairs
from .communes import former_names, of_former_epcis

MOST_PAIRS = 50_000
"""Over as many, a file that a person opens holds the nearest pairs only; the CSV holds all."""

PLACE = ["kind", "theme", "name", "commune", "operator", "network", "weekly_hours", "hours", "hours_flag", "address",
         "point_quality", "source"]  # fmt: skip


def origins(study: Study) -> pd.DataFrame:
    """What each origin is worth, keyed by ``commune`` or ``actor_id``, with what each map shows."""
    table = by_origin(study)
    shown = {m.key: m.values(study) for m in MAPS if m.key not in table}
    table = pd.concat(
        [table, pd.DataFrame({key: values for key, values in shown.items() if values.notna().any()})], axis=1
    )
    if study.pair.origin == "resident":
        return table.reset_index(drop=True)
    return table.rename_axis("actor_id").reset_index()


def communes(study: Study) -> pd.DataFrame:
    """Who the communes of the territory are, keyed by ``commune``."""
    identity = ["name", "population", "former_epci", "former_epci_name", "point_quality", "outer_border"]
    return study.communes[identity].reset_index().replace({"former_epci": "", "former_epci_name": ""}, None)


def former_epcis(study: Study) -> pd.DataFrame:
    """One row per former EPCI, keyed by ``former_epci`` (SIREN); none where no merger is known."""
    names = {siren: name for siren, name in study.territory.former if siren}
    figures = of_former_epcis(study).reindex(list(former_names(study).values())).reset_index(drop=True)
    keys = pd.DataFrame({"former_epci": list(names), "former_epci_name": list(names.values())}, dtype=object)
    return pd.concat([keys, figures], axis=1)


def pairs(study: Study) -> pd.DataFrame:
    """One row per pair, keyed by ``origin`` and ``destination``; over MOST_PAIRS, those read and the nearest."""
    table = named_pairs(study)
    if len(table) <= MOST_PAIRS:
        return table
    read = pd.MultiIndex.from_frame(study.values["destination"].reset_index())
    kept = pd.MultiIndex.from_frame(table[["origin", "destination"]]).isin(read)
    kept[np.argsort(table[MINUTES].to_numpy(), kind="stable")[:MOST_PAIRS]] = True
    return table[kept].reset_index(drop=True)


def left_out(study: Study) -> Text | None:
    """A sentence where :func:`pairs` does not hold every pair."""
    if len(study.distances) <= MOST_PAIRS:
        return None
    most = [number(MOST_PAIRS, lang) for lang in ("fr", "en")]
    return Text(
        f"Les {most[0]} couples les plus proches en minutes et ceux qui sont lus ; tous sont dans le CSV.",
        f"The {most[1]} pairs nearest by minutes and those that are read; all are in the CSV.",
    )


def fault_lines(study: Study) -> pd.DataFrame:
    """One row per border between two neighbouring communes, keyed by ``commune_a`` and ``commune_b``, with ``paths``.

    Distances are those that merger readings rest on: what follows the former perimeters is left out. None but between
    residents.
    """
    if study.pair != RESIDENTS:
        return fault_table(study, pd.DataFrame())
    read = merger.reading(study)
    return fault_table(read, faults.borders(read, faults.read_from(read)))


def fault_table(read: Study, found: pd.DataFrame) -> pd.DataFrame:
    """The fault lines that are found in a study (see ``merger.faults.faults``), as they are exported."""
    if found.empty:
        return pd.DataFrame(columns=["commune_a", "commune_b", "paths"])
    names = read.communes["name"]
    at = pd.Index(read.origins["commune"])
    a, b = (at.get_indexer(found[side]) for side in ("a", "b"))
    table = pd.DataFrame({"commune_a": found["a"], "name_a": names.reindex(found["a"]).to_numpy()})
    table = table.assign(commune_b=found["b"], name_b=names.reindex(found["b"]).to_numpy())
    for column in ("composite", *DIMENSIONS, MINUTES):
        table[column] = symmetric(merger.square(read, column))[a, b]
    return table.assign(
        dominating=found["hue"],
        former_border=found["former"].astype("Int16"),
        within_noise=(found["in_noise"] > MOSTLY_NOISE).astype("Int16").where(found["in_noise"].notna()),
        paths=found["paths"],
    )


def places(study: Study, lang: Lang) -> pd.DataFrame:
    """The services and institutions of the study and those loaded around, keyed by ``actor_id``, with lon and lat."""
    measured = pd.concat([study.origins, study.destinations])
    measured = measured[~measured.index.duplicated()]
    around = layers.actors(study.territory, study.communes)
    actors = pd.concat([measured, around[~around.index.isin(measured.index)]])
    actors = actors[(actors["kind"] != "resident") & actors["lon"].notna()].rename_axis("actor_id").sort_index()
    table = actors[[*PLACE, "lon", "lat"]].assign(in_study=actors.index.isin(measured.index).astype("int16"))
    table["theme_label"] = [
        PAIRING_LABELS[theme].in_lang(lang) if theme in PAIRING_LABELS else None for theme in table["theme"]
    ]
    return table.reset_index()
