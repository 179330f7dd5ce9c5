"""Distances in natural words: a score is never shown alone (34 min, 12 points, 18 % lower)."""

import math
import re
from collections.abc import Callable

import pandas as pd

from cage import ROUNDED_TO, Study
from distance import Indicator
from distance.components.institutional_norms import MEMORY_YEARS
from i18n import NBSP, UNKNOWN, Counted, Lang, Text, collation, number, percent, signed, typeset
from layers import INSTITUTION_KINDS, SERVICE_THEMES

UNITS = {
    "min": Text("minutes", "minutes"),
    "points": Text("points", "points"),
    "log": Text("rapport (logarithme)", "log ratio"),
    "same": Text("0 pareil, 1 différent", "0 same, 1 different"),
    "share": Text("part", "share"),
    "levels": Text("part des niveaux qui diffèrent", "share of levels that differ"),
    "zonings": Text("part des zonages qui diffèrent", "share of zonings that differ"),
    "closed": Text("part d'une semaine de 35 h", "share of a 35-hour week"),
    "memory": Text("1 séparées, 0 jamais séparées", "1 apart, 0 never apart"),
    "js": Text("Jensen-Shannon, de 0 à 1", "Jensen-Shannon, 0 to 1"),
    "borders": Text("limites communales", "commune borders"),
    "h": Text("heures par semaine", "hours a week"),
}
"""Unit of each kind of indicator, for legends and the dictionary of exports."""

COLON, SEMICOLON = Text(f"{NBSP}: ", ": "), Text(f"{NBSP}; ", "; ")
SAME, DIFFERENT = Text("pareil", "same"), Text("différent", "different")


def natural(indicator: Indicator, value: float, direction: float, *, mean: bool, lang: Lang) -> str:
    """A distance in its own unit, as it would be said.

    Parameters
    ----------
    direction
        The signed distance (NaN if the indicator has none): positive where the destination is larger.
    mean
        True when the value is a mean over other communes: "different" becomes a share of residents.
    """
    if math.isnan(value):
        return UNKNOWN.in_lang(lang)
    say = _SAID.get(indicator.unit)
    if say is not None:
        return say(value, lang)
    if indicator.unit == "log":
        return _ratio(value, direction, lang)
    if indicator.unit == "same":
        return _same(value, mean=mean, lang=lang)
    if indicator.unit == "memory" and not mean:
        return _memory(value, lang)
    return Text("{v} sur 1", "{v} out of 1").in_lang(lang).format(v=number(value, lang, 2))


def minutes(value: float, lang: Lang, *, estimated: bool, digits: int = 0) -> str:
    """Minutes as said, in hours from 60 on: to 5, and about, where estimated without a road network; never none."""
    step, digits = (float(ROUNDED_TO), 0) if estimated else (10.0**-digits, digits)
    steps = round(value / step)
    pattern = Text("environ {v}", "about {v}") if estimated else Text("{v}", "{v}")
    if steps == 0:
        pattern = Text("moins de {v}", "under {v}")
    return pattern.in_lang(lang).format(v=_duration(max(steps, 1) * step, lang, digits))


def _duration(told: float, lang: Lang, digits: int) -> str:
    """35 min, 1 h, 1 h 45 (1 h 45 min in English); above an hour, whole minutes."""
    if round(told) < HOUR:
        return Text("{v} min", "{v} min").in_lang(lang).format(v=number(told, lang, digits))
    whole, rest = divmod(round(told), HOUR)
    pattern = Text(f"{{h}} h{NBSP}{{m:02d}}", f"{{h}} h{NBSP}{{m}} min") if rest else Text("{h} h", "{h} h")
    return pattern.in_lang(lang).format(h=number(whole, lang), m=rest)


HOUR = 60


N_BORDERS = Counted(
    Text("dans la même commune", "in the same commune"),
    Text("{n} limite", "{n} border"),
    Text("{n} limites", "{n} borders"),
)
N_POINTS = Counted(Text("{n} point", "{n} points"), Text("{n} point", "{n} point"), Text("{n} points", "{n} points"))
N_PEOPLE = Counted(
    Text("aucun habitant", "no resident"), Text("{n} habitant", "{n} resident"), Text("{n} habitants", "{n} residents")
)
N_COMMUNES = Counted(
    Text("aucune commune", "no commune"), Text("{n} commune", "{n} commune"), Text("{n} communes", "{n} communes")
)

_SAID: dict[str, Callable[[float, Lang], str]] = {
    "points": lambda v, lang: N_POINTS.in_lang(lang, 100 * v),
    "borders": lambda v, lang: N_BORDERS.in_lang(lang, v, 0 if v == round(v) else 1),
    "h": lambda v, lang: Text("{v} h par semaine", "{v} h a week").in_lang(lang).format(v=number(v, lang)),
    "levels": lambda v, lang: (
        Text("{v} des niveaux diffèrent", "{v} of levels differ").in_lang(lang).format(v=percent(v, lang))
    ),
    "zonings": lambda v, lang: (
        Text("{v} des zonages diffèrent", "{v} of zonings differ").in_lang(lang).format(v=percent(v, lang))
    ),
    "closed": lambda v, lang: Text("fermé {v} de 35 h", "closed {v} of 35 h").in_lang(lang).format(v=percent(v, lang)),
    "share": percent,
}


def _ratio(value: float, direction: float, lang: Lang) -> str:
    """A log ratio as a percentage, or "times" beyond a factor of two; both ways where it has no direction."""
    if round(100 * math.expm1(value)) == 0:
        return SAME.in_lang(lang)
    if value >= math.log(2):
        pattern = TIMES[0 if math.isnan(direction) else 1 if direction > 0 else -1]
        return pattern.in_lang(lang).format(v=times(value, lang), share=percent(math.exp(-value), lang))
    if math.isnan(direction):
        either = Text("{more} ou {less}", "{more} or {less}").in_lang(lang)
        more, less = (signed_percent(math.expm1(way), lang) for way in (value, -value))
        return either.format(more=more, less=less)
    return signed_percent(math.expm1(direction), lang)


TIMES = {
    0: Text("de 1 à {v}", "from 1 to {v}"),
    1: Text("{v} fois plus", "{v} times as much"),
    -1: Text("{v} fois moins", "{share} as much"),
}


def times(log_ratio: float, lang: Lang) -> str:
    """How many times, either way; a whole number from five on, for one knows no more of it."""
    ratio = math.exp(abs(log_ratio))
    return number(ratio, lang, 0 if ratio >= WHOLE else 1)


WHOLE = 5


def _memory(value: float, lang: Lang) -> str:
    """A former border: 1 - 0 is read back as years of life together (METHOD 2.1, former_border)."""
    if value == 0:
        return Text("jamais séparées", "never apart").in_lang(lang)
    if value == 1:
        return Text("deux intercommunalités", "two intercommunalities").in_lang(lang)
    return TOGETHER.in_lang(lang, -MEMORY_YEARS * math.log(value))


TOGETHER = Counted(
    Text("réunies depuis moins d'un an", "together for less than a year"),
    Text("réunies depuis {n} an", "together for {n} year"),
    Text("réunies depuis {n} ans", "together for {n} years"),
)


def _same(value: float, *, mean: bool, lang: Lang) -> str:
    if mean:
        pattern = Text("différent pour {v} des habitants", "different for {v} of residents")
        return pattern.in_lang(lang).format(v=percent(value, lang))
    return (DIFFERENT if value > 0 else SAME).in_lang(lang)


def with_known(value: float, known: float, lang: Lang) -> str:
    """A score and, between brackets, the share of its weight that is known, where that is not all of it."""
    score = number(value, lang, 2)
    return score if math.isnan(value) or math.isnan(known) or known > ALL_KNOWN else f"{score} ({percent(known, lang)})"


ALL_KNOWN = 0.995
KNOWN_SHARE = Text(
    "Entre parenthèses, la part du poids qui est connue, où tout ne l'est pas.",
    "Between brackets, the share of the weight that is known, where not all is.",
)


def signed_percent(share: float, lang: Lang) -> str:
    """+18 % or −12 %."""
    return f"{signed(100 * share, lang)}{NBSP}%" if lang == "fr" else f"{signed(100 * share, lang)}%"


def destination_label(study: Study, lang: Lang) -> str:
    """Towards whom the distances of this study are taken, in words: "France services"."""
    if study.pair.destination == "resident":
        return Text("les autres habitants", "the other residents").in_lang(lang)
    if not study.theme:
        return Text("les institutions", "the institutions").in_lang(lang)
    return (SERVICE_THEMES | INSTITUTION_KINDS)[study.theme].in_lang(lang)


def origins_label(study: Study, lang: Lang) -> str:
    """What one origin is: communes, or places."""
    communes = study.pair.origin == "resident"
    return (Text("communes", "communes") if communes else Text("lieux", "places")).in_lang(lang)


def hours(written: object, lang: Lang) -> str:
    """Opening hours as said: "du lundi au jeudi de 9 h à 12 h 30"; successive days of one schedule are grouped."""
    if not isinstance(written, str) or not written.strip("| "):
        return Text("horaires inconnus", "hours unknown").in_lang(lang)
    grouped: list[tuple[list[str], str]] = []
    previous = ""
    for day, slot in zip(DAYS, (slot.strip() for slot in written.split("|")), strict=False):
        if slot and slot == previous:
            grouped[-1][0].append(day.in_lang(lang))
        elif slot:
            grouped.append(([day.in_lang(lang)], slot))
        previous = slot
    return SEMICOLON.in_lang(lang).join(f"{_days(days, lang)} {_opening(slot, lang)}" for days, slot in grouped)


def _days(days: list[str], lang: Lang) -> str:
    """One day, or from the first to the last of successive ones."""
    pattern = Text("le {first}", "{first}") if len(days) == 1 else Text("du {first} au {last}", "{first} to {last}")
    return pattern.in_lang(lang).format(first=days[0], last=days[-1])


def _opening(slot: str, lang: Lang) -> str:
    """The openings of one day: "09:00 - 12:30 / 13:30 - 17:00" as said; what is written otherwise stays as it is."""
    return enumeration([_from_to(part, lang) for part in slot.split(" / ")], lang)


def _from_to(opening: str, lang: Lang) -> str:
    ends = re.fullmatch(r"0?(\d{1,2}):(\d\d) - 0?(\d{1,2}):(\d\d)", opening.strip())
    if ends is None:
        return opening.strip()
    pattern = Text("de {start} à {end}", "from {start} to {end}")
    return pattern.in_lang(lang).format(start=_clock(ends[1], ends[2], lang), end=_clock(ends[3], ends[4], lang))


def _clock(hour: str, minute: str, lang: Lang) -> str:
    if lang == "en":
        return f"{hour}:{minute}"
    return f"{hour}{NBSP}h" if minute == "00" else f"{hour}{NBSP}h{NBSP}{minute}"


DAYS = (
    Text("lundi", "Monday"), Text("mardi", "Tuesday"), Text("mercredi", "Wednesday"), Text("jeudi", "Thursday"),
    Text("vendredi", "Friday"), Text("samedi", "Saturday"),
)  # fmt: skip


def alphabetical(names: pd.Series) -> pd.Series:
    """Names as a reader meets them in a list: set, in dictionary order; the index is kept."""
    return names.astype(str).map(typeset).sort_values(key=lambda column: column.map(collation), kind="stable")


def at_once(*parts: object) -> str:
    """Name, address and commune of a place on one line; what is unknown or already said is left out."""
    sentences: list[str] = []
    for part in parts:
        if isinstance(part, str) and part and not any(part.casefold() in known.casefold() for known in sentences):
            sentences.append(part)
    return ", ".join(sentences)


def capital(text: str) -> str:
    """A sentence's first letter, where it starts."""
    return text[:1].upper() + text[1:]


def enumeration(items: list[str], lang: Lang) -> str:
    """One sentence part from several: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {Text('et', 'and').in_lang(lang)} {items[-1]}"
