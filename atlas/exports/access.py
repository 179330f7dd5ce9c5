"""Access of each commune, as CSV: minutes, persons within and beyond, places, supply."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

import reach
from cage import STANDARDS, Study
from i18n import Lang, Text
from layers import LayerError
from reach import AccessAnswer, Grid, Question

from ..access import column
from ..export import Export, Weight
from ..tables.meanings import (
    CODE,
    COUNT,
    GROUP_SOURCES,
    GROUPS,
    IDENTITY,
    INTERVAL,
    PERSONS,
    TEXT,
    YES_NO,
    ZERO_TO_ONE,
    Meaning,
)  # fmt: skip
from ..words import UNITS
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
    """Semicolon, decimal comma, UTF-8 with a mark; empty where unknown."""
    table = with_supply(study, reached, supply, decay, weights)
    texts = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    table[texts] = table[texts].map(neutral)
    text = table.to_csv(index=False, sep=";", decimal=",", float_format=DECIMALS, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode()


def with_supply(
    study: Study, reached: AccessAnswer, supply: pd.Series, decay: "Decay", weights: Sequence[float]
) -> pd.DataFrame:
    """The table of `of_communes`, with places per 1,000 persons; how they are shared is told on every row."""
    return of_communes(study, reached).assign(
        places_per_1000_persons=supply.reindex(reached.communes.index),
        supply_weight_up_to_minutes=" ".join(f"{weight:g}<={minutes:g}" for minutes, weight in decay.steps),
        supply_weight_under_20_20_64_over_65=" ".join(f"{weight:g}" for weight in weights),
    )


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


ASKED = Text("Ce qui est demandé, le même sur chaque ligne.", "What is asked, the same on every row.")
COUNTED = Text("Habitants de la commune ; vide si inconnu.", "Residents of the commune; empty where unknown.")
MEAN = Text("Moyenne des habitants de la commune.", "Mean over the residents of the commune.")
SHARED = Text(
    "Lieux à portée, partagés entre ceux qui les ont (2SFCA).", "Places in reach, shared by those who reach (2SFCA)."
)
SIDES = {
    "within": Text("à {m} minutes ou moins", "within {m} minutes"),
    "beyond": Text("à plus de {m} minutes", "more than {m} minutes away"),
    "unknown": Text("dont on ne sait s'ils sont à plus de {m} minutes", "not known to be within {m} minutes or beyond"),
}
WHOLE = {
    "unreached": Text("qu'aucun chemin ne mène à un tel lieu", "to whom no such place can be reached"),
    "unknown": Text("dont les minutes sont inconnues", "whose minutes are unknown"),
}
ACCESS_MEANINGS = {
    "population_persons": IDENTITY["population"],
    "mode": Meaning(Text("Mode de déplacement", "Mode of travel"), CODE, ASKED),
    "destination_asked": Meaning(Text("Lieu demandé", "Place asked for"), CODE, ASKED),
    "leaving_day": Meaning(Text("Jour de départ (0 : lundi)", "Day of departure (0: Monday)"), COUNT, ASKED),
    "leaving_hour": Meaning(Text("Heure de départ", "Hour of departure"), COUNT, ASKED),
    "remote_counted": Meaning(Text("À distance compte", "At a distance counts"), YES_NO, ASKED),
    "from_squares": Meaning(
        Text("Départ de chaque carreau habité", "Leaving from each inhabited square"), YES_NO,
        Text("Faux : du point de la commune.", "False: from the point of the commune."),
    ),
    "destination_competent": Meaning(
        Text("Ce lieu est compétent", "This place is competent"), YES_NO,
        Text("Vide si nul ne le sait.", "Empty where nobody knows."), ("jurisdictions",),
    ),
    "mean_minutes": Meaning(Text("Minutes", "Minutes"), UNITS["min"], MEAN),
    "minutes_estimated_share": Meaning(
        Text("Part aux minutes estimées", "Share with estimated minutes"), ZERO_TO_ONE, MEAN
    ),
    "reached_share": Meaning(Text("Part qu'un chemin y mène", "Share with a way there"), ZERO_TO_ONE, MEAN),
    "places_per_1000_persons": Meaning(Text("Lieux pour 1 000 personnes", "Places per 1,000 persons"), COUNT, SHARED),
    "supply_weight_up_to_minutes": Meaning(
        Text("Poids d'un lieu, par minutes", "Weight of a place, by minutes"), TEXT, SHARED
    ),
    "supply_weight_under_20_20_64_over_65": Meaning(Text("Poids de chaque âge", "Weight of each age"), TEXT, SHARED),
    **{
        f"within_{m}_min_share": Meaning(
            Text(f"Part des habitants à {m} minutes ou moins", f"Share of residents within {m} minutes"), ZERO_TO_ONE,
            Text("Parmi ceux dont on le sait.", "Of those of whom it is known."),
        )
        for m in STANDARDS
    },
    **{
        f"places_within_{m}_min": Meaning(
            Text(f"Lieux à {m} minutes ou moins", f"Places within {m} minutes"), COUNT, MEAN
        )
        for m in STANDARDS
    },
    **{
        column(f"{group}_{side}_{m}{end}"): Meaning(
            Text(f"{who.fr} {said.fr.format(m=m)}{part.fr}", f"{who.en} {said.en.format(m=m)}{part.en}"), PERSONS,
            COUNTED, (GROUP_SOURCES[group],),
        )
        for group, who in GROUPS.items()
        for side, said in SIDES.items()
        for m in STANDARDS
        for end, (part, _) in (INTERVAL.items() if side == "beyond" else [("", INTERVAL[""])])
    },
    **{
        column(f"{group}_{side}"): Meaning(
            Text(f"{who.fr} {said.fr}", f"{who.en} {said.en}"), PERSONS, COUNTED, (GROUP_SOURCES[group],)
        )
        for group, who in GROUPS.items()
        for side, said in WHOLE.items()
    },
}  # fmt: skip
"""What the columns of this table hold, but those that every file of a study has."""

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
