"""Harmonisation: how far apart rules are, and who gains or loses when one is aligned, in sentences."""

from typing import NamedTuple

import pandas as pd

from i18n import NBSP, Lang, Text, both, number, signed
from merger.rules import aligned

from ..finding import Cells, Figure, Finding, Names, Value, adding_up
from ..words import enumeration

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


def gaps(table: pd.DataFrame, rule: Rule) -> list[Finding]:
    """From the lowest to the highest, then who gains and who loses each way; withheld under two known figures."""
    known = table["value"].dropna().astype(float)
    if len(known) < TOO_FEW:
        return [Finding(NOT_ENOUGH)]
    unknown = table.loc[table["value"].isna(), "name"].tolist()
    rest = [Finding(MISSING, {"names": both(lambda lang: enumeration(unknown, lang))})] if unknown else []
    low, high = float(known.min()), float(known.max())
    digits = adding_up([low, high - low], high, least=0 if low == round(low) and high == round(high) else CENTS)
    lowest, highest = Cells("rules", "value", "min"), Cells("rules", "value", "max")
    ends: dict[str, Value] = {
        "a": Figure(low, "count", lowest, digits=digits),
        "b": Figure(high, "count", highest, digits=digits),
        "unit": _unit(rule),
    }
    if low == high:
        return [Finding(SAME, ends), *rest]
    gap = Figure(high - low, "count", highest, less=lowest, digits=digits)
    found = Finding(GAP, {**ends, "low": _level(table, known, low), "high": _level(table, known, high), "gap": gap})
    changes = aligned(table)
    return [found, *(_who(changes, way, rule) for way in WAYS), *rest]


CENTS = 2


def _unit(rule: Rule) -> Text:
    return Text(f"{NBSP}{rule.unit.fr}", f"{NBSP}{rule.unit.en}")


def _level(table: pd.DataFrame, known: pd.Series, value: float) -> Names:
    """Every former EPCI that has the lowest figure, or the highest."""
    keys = tuple(str(key) for key in known.index[known == value])
    names = tuple(str(table.at[key, "name"]) for key in keys)
    return Names(keys, names, "rules", "value", tied=True, least=value == known.min())


GAP = Text(
    "Du plus bas ({low} : {a}{unit}) au plus haut ({high} : {b}{unit}), l'écart est de {gap}{unit}.",
    "From the lowest ({low}: {a}{unit}) to the highest ({high}: {b}{unit}), the gap is {gap}{unit}.",
)
SAME = Text("La même règle partout où elle est connue : {a}{unit}.", "The same rule wherever it is known: {a}{unit}.")
MISSING = Text("Inconnu pour : {names}.", "Unknown for: {names}.")
NOT_ENOUGH = Text(
    "Moins de deux anciens périmètres ont ce chiffre dans votre fichier : il n'y a rien à comparer.",
    "Fewer than two former perimeters have this figure in your file: there is nothing to compare.",
)


def _who(changes: pd.DataFrame, way: str, rule: Rule) -> Finding:
    """How many residents live where the rule gets better, and worse; how far it moves at the most."""
    better, worse = (f"{way} > 0", f"{way} < 0") if rule.more_is_better else (f"{way} < 0", f"{way} > 0")
    gain, loss = (_moving(changes, where, way) for where in (better, worse))
    pieces = {(True, True): BOTH, (True, False): GAIN, (False, True): LOSS, (False, False): NEITHER}
    values: dict[str, Value] = {"way": WAYS[way], "unit": _unit(rule)}
    values |= {f"gain_{key}": value for key, value in gain.items()}
    values |= {f"loss_{key}": value for key, value in loss.items()}
    return Finding(pieces[bool(gain), bool(loss)], values)


def _moving(changes: pd.DataFrame, where: str, way: str) -> dict[str, Value]:
    """The residents of some former EPCIs, and the largest change among them; nothing where there are none."""
    rows = changes.query(where)
    if rows.empty:
        return {}
    change = rows[way].astype(float)
    most = float(change.max() if change.iloc[0] > 0 else change.min())
    digits = 0 if most == round(most) else CENTS
    cells = Cells("rules", way, "max" if most > 0 else "min", where)
    return {
        "n": Figure(float(rows["persons"].sum(skipna=False)), "persons", Cells("rules", "persons", "sum", where)),
        "most": Figure(most, "signed_score", cells, digits=digits),
    }


BOTH = Text(
    "Aligner {way} : {gain_n} habitants y gagnent (jusqu'à {gain_most}{unit}), {loss_n} y perdent (jusqu'à "
    "{loss_most}{unit}).",
    "Aligning {way}: {gain_n} residents gain (up to {gain_most}{unit}), {loss_n} lose (up to {loss_most}{unit}).",
)
GAIN = Text(
    "Aligner {way} : {gain_n} habitants y gagnent (jusqu'à {gain_most}{unit}), aucun n'y perd.",
    "Aligning {way}: {gain_n} residents gain (up to {gain_most}{unit}), none loses.",
)
LOSS = Text(
    "Aligner {way} : {loss_n} habitants y perdent (jusqu'à {loss_most}{unit}), aucun n'y gagne.",
    "Aligning {way}: {loss_n} residents lose (up to {loss_most}{unit}), none gains.",
)
NEITHER = Text("Aligner {way} ne change rien.", "Aligning {way} changes nothing.")


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
