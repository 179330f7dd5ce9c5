"""Access of each commune, as CSV: minutes, persons within and beyond, places, supply."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

import reach
from cage import Study
from i18n import Lang, Text
from layers import LayerError
from reach import AccessAnswer, Grid, Question

from ..access import column
from ..export import Export, Weight
from .csv import DECIMALS, neutral

if TYPE_CHECKING:
    from distance.access import Decay

FROM_RESIDENTS = Text(
    "Entre ces acteurs, il n'y a pas d'accès à compter : choisissez des habitants vers un service ou une institution.",
    "Between these actors, there is no access to count: choose residents towards a service or an institution.",
)


def lacks(study: Study) -> Text | None:
    """Why there is nothing to write; None where there is."""
    return None if reach.asks(study) else FROM_RESIDENTS


def first(study: Study) -> tuple[Question, Grid]:
    """The question the Access page opens on, and its minutes."""
    question = Question(reach.modes(study)[0], reach.ways(study)[0])
    return question, reach.grid(study, question.mode)


def write(study: Study, lang: Lang) -> bytes:
    """One row per commune, for the question the Access page opens on.

    Raises
    ------
    LayerError
        Where there is nothing to write (see `lacks`).
    """
    why = lacks(study)
    if why is not None:
        raise LayerError(why)
    from distance.access import WITHIN_30  # noqa: PLC0415 - PySAL is slow to start: the list of exports does without

    question, minutes = first(study)
    supply = reach.supply(study, question, minutes, WITHIN_30)
    return written(study, reach.reach(study, question, minutes), supply, WITHIN_30, reach.ALIKE)


def written(study: Study, reached: AccessAnswer, supply: pd.Series, decay: "Decay", weights: Sequence[float]) -> bytes:
    """Semicolon, decimal comma, UTF-8 with a mark; empty where unknown. How supply is shared is told on every row."""
    table = of_communes(study, reached).assign(
        places_per_1000_persons=supply.reindex(reached.communes.index),
        supply_weight_up_to_minutes=" ".join(f"{weight:g}<={minutes:g}" for minutes, weight in decay.steps),
        supply_weight_under_20_20_64_over_65=" ".join(f"{weight:g}" for weight in weights),
    )
    texts = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    table[texts] = table[texts].map(neutral)
    text = table.to_csv(index=False, sep=";", decimal=",", float_format=DECIMALS, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode()


def of_communes(study: Study, reached: AccessAnswer) -> pd.DataFrame:
    """One row per commune, the unit of each figure in the name of its column, what was asked on every row."""
    question, answer, communes = reached.question, reached.communes, study.communes.loc[reached.communes.index]
    day, hour = question.leaving or (None, None)
    identity = {
        "commune": communes.index,
        "name": communes["name"],
        "former_epci_name": communes["former_epci_name"],
        "population_persons": communes["population"],
        "mode": question.mode,
        "destination_asked": question.which,
        "leaving_day": day,
        "leaving_hour": hour,
        "remote_counted": question.remote,
        "from_squares": reached.from_squares,
        "destination": answer["destination"],
        "destination_name": study.destinations["name"].reindex(answer["destination"]).to_numpy(),
        "destination_competent": competent(study, answer["destination"]),
        "unserved": study.values.get("unserved", pd.Series(False, answer.index)),
        "mean_minutes": answer["minutes"],
        "minutes_estimated": answer["estimated"],
        "minutes_estimated_share": answer["estimated_share"],
        "reached_share": answer["reached"],
    }
    shares = {f"within_{m}_min_share": answer[f"within_{m}"] for m in (20, 30)}
    places = {f"places_within_{m}_min": answer[f"places_{m}"] for m in (20, 30)}
    counts = {column(str(name)): answer[name] for name in answer if str(name).startswith(tuple(reach.PERSON_GROUPS))}
    return pd.DataFrame({**identity, **shares, **places, **counts}, answer.index)


def competent(study: Study, destination: pd.Series) -> pd.Series:
    """Whether the place most persons of each commune go to serves it; None where nobody knows whether it does."""
    if study.serves is None:
        return pd.Series(None, destination.index, dtype=object)
    serves = study.serves.mask(study.serves.isna() & study.serves.groupby(level="origin").transform("any"), other=False)
    known = [serves[commune, there] if there else None for commune, there in destination.items()]
    known = [None if one is None or pd.isna(one) else bool(one) for one in known]
    return pd.Series(known, destination.index, dtype=object)


ACCESS_CSV = Export(
    key="access",
    label=Text("Accès par commune (CSV pour Excel)", "Access by commune (CSV for French Excel)"),
    suffix="_access.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par commune : minutes, habitants à 20 et 30 minutes et au-delà, par âge, lieux à portée. Pour une "
        "autre question que celle d'ouverture : le bouton de la page Accès.",
        "One row per commune: minutes, residents within 20 and 30 minutes and beyond, by age, places in reach. For "
        "another question than the first: the button of the Access page.",
    ),
    group="spreadsheet",
    weight=Weight(1_000, 0, 260, 0),
    write=write,
    lacks=lacks,
)
