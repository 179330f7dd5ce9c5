"""Harmonisation: what a rule is in each former intercommunality, and who gains or loses when it is aligned."""

from typing import NamedTuple

import numpy as np
import pandas as pd

import layers
from cage import Study
from i18n import NBSP, Lang, Text, collation, number, signed
from layers.competences import SOCIAL
from layers.own import Imported
from layers.own.tables import rules

from .words import enumeration

TOO_FEW = 2


class Rule(NamedTuple):
    """One column of the file of prices and rules: its unit, and whether residents gain when it goes up."""

    label: Text
    unit: Text
    more_is_better: bool


RULES = {
    "tarif": Rule(Text("Tarif", "Price"), Text("€", "€"), more_is_better=False),
    "plafond_aide": Rule(Text("Plafond d'aide", "Aid ceiling"), Text("€", "€"), more_is_better=True),
    "heures": Rule(Text("Heures par semaine", "Hours a week"), Text("h", "h"), more_is_better=True),
}
WAYS = {
    "down": Text("au plus bas", "on the lowest"),
    "up": Text("au plus haut", "on the highest"),
    "mean": Text("à la moyenne des habitants", "on the mean of residents"),
}
"""Three ways to align a rule."""


def offered(found: Imported) -> dict[str, list[str]]:
    """The policies of the file, each with the columns that it fills."""
    table = found.table
    return {
        str(policy): [column for column in RULES if rows[column].notna().any()]
        for policy, rows in sorted(table.groupby("politique"), key=lambda one: collation(str(one[0])))
    }


def quotients(found: Imported, policy: str) -> list[float]:
    """The lowest quotient familial of each bracket of a policy, in order: one inside each."""
    brackets = found.table.loc[found.table["politique"] == policy, "quotient_familial"].dropna()
    return sorted({float(low) for low, _ in brackets})


def by_former(study: Study, found: Imported, policy: str, quotient: float, column: str) -> pd.DataFrame:
    """One row per former EPCI: ``name``, ``persons`` (residents), ``value`` of the rule.

    A former EPCI whose communes have two different figures, or one of whose communes has none, is unknown: the file
    must say it.
    """
    known = rules(found, policy, quotient, column)["price"].reindex(study.communes.index)
    communes = study.communes.assign(rule=known)[study.communes["former_epci"] != ""]
    rows = {
        siren: {
            "name": here["former_epci_name"].iloc[0],
            "persons": here["population"].sum(skipna=False),
            "value": _one(here["rule"]),
        }
        for siren, here in communes.groupby("former_epci", sort=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["name", "persons", "value"])


def _one(values: pd.Series) -> float:
    return float(values.iloc[0]) if (values == values.iloc[0]).all() else float("nan")


def aligned(table: pd.DataFrame) -> pd.DataFrame:
    """The change each way of aligning makes in each former EPCI (see `WAYS`), in the unit of the rule.

    The mean is that of residents, over the former EPCIs whose rule is known.
    """
    value, persons = table["value"], table["persons"]
    known = value.notna() & persons.notna()
    mean = float(np.average(value[known], weights=persons[known])) if known.any() else float("nan")
    return table.assign(down=value.min() - value, up=value.max() - value, mean=mean - value)


def gaps(table: pd.DataFrame, rule: Rule, lang: Lang) -> list[str]:
    """From the lowest to the highest, then who gains and who loses each way; withheld under two known figures."""
    known = table.dropna(subset=["value"])
    if len(known) < TOO_FEW:
        return [NOT_ENOUGH.in_lang(lang)]
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    said = Text(
        "Du plus bas ({low} : {a}) au plus haut ({high} : {b}), l'écart est de {gap}.",
        "From the lowest ({low}: {a}) to the highest ({high}: {b}), the gap is {gap}.",
    )
    a, b = float(low["value"]), float(high["value"])
    first = said.in_lang(lang).format(
        low=low["name"],
        high=high["name"],
        a=amount(a, rule, lang),
        b=amount(b, rule, lang),
        gap=amount(b - a, rule, lang),
    )
    unknown = table.loc[table["value"].isna(), "name"].tolist()
    missing = Text("Inconnu pour : {names}.", "Unknown for: {names}.").in_lang(lang)
    rest = [missing.format(names=enumeration(unknown, lang))] if unknown else []
    if a == b:
        same = Text("La même règle partout où elle est connue : {a}.", "The same rule wherever it is known: {a}.")
        return [same.in_lang(lang).format(a=amount(a, rule, lang)), *rest]
    changes = aligned(table)
    return [first, *(_who(changes, way, rule, lang) for way in WAYS), *rest]


NOT_ENOUGH = Text(
    "Moins de deux anciens périmètres ont ce chiffre dans votre fichier : il n'y a rien à comparer.",
    "Fewer than two former perimeters have this figure in your file: there is nothing to compare.",
)


def _who(changes: pd.DataFrame, way: str, rule: Rule, lang: Lang) -> str:
    change = changes[way].dropna()
    gains = change[change > 0] if rule.more_is_better else change[change < 0]
    losses = change[change < 0] if rule.more_is_better else change[change > 0]
    said = Text("Aligner {way} : {gain} ; {loss}.", "Aligning {way}: {gain}; {loss}.").in_lang(lang)
    better = Text("{n} habitants y gagnent{most}", "{n} residents gain{most}")
    worse = Text("{n} y perdent{most}", "{n} lose{most}")
    parts = {
        "gain": _people(changes, gains, better, rule, lang),
        "loss": _people(changes, losses, worse, rule, lang),
    }
    return said.format(way=WAYS[way].in_lang(lang), **parts)


def _people(changes: pd.DataFrame, who: pd.Series, said: Text, rule: Rule, lang: Lang) -> str:
    persons, most = 0.0, ""
    if len(who):
        persons = float(changes.loc[who.index, "persons"].sum(skipna=False))
        farthest = amount(float(who.loc[who.abs().idxmax()]), rule, lang, sign=True)
        most = Text(" (jusqu'à {change})", " (up to {change})").in_lang(lang).format(change=farthest)
    return said.in_lang(lang).format(n=number(persons, lang), most=most)


def amount(value: float, rule: Rule, lang: Lang, *, sign: bool = False) -> str:
    """A figure with its unit: 2,50 €, or +1 h."""
    digits = 0 if value == round(value) else 2
    written = signed(value, lang, digits) if sign else number(value, lang, digits)
    return f"{written}{NBSP}{rule.unit.in_lang(lang)}"


COMPETENCES = {
    "cias": Text("Centre intercommunal d'action sociale", "Intercommunal social action centre"),
    "social_aid": Text("Aide sociale facultative", "Optional social aid"),
    "social_action": Text("Action sociale", "Social action"),
    "nurseries": Text("Crèches", "Nurseries"),
    "childcare_relay": Text("Relais petite enfance", "Childcare relay"),
    "france_services": Text("France services", "France services"),
}


def competences(study: Study) -> pd.DataFrame | None:
    """What the intercommunality, and the former ones that still live, exercise: one row each; None if not loaded.

    BANATIC lists those of today: an intercommunality that was dissolved is no longer in it.
    """
    table = layers.BY_KEY["competences"].table(study.territory.cog)
    if table is None:
        return None
    names = {siren: name for siren, name in study.territory.former if siren}
    names[study.territory.siren] = study.territory.name
    here = table.reindex([siren for siren in names if siren in table.index])[list(SOCIAL)]
    return here.assign(name=[names[siren] for siren in here.index])
