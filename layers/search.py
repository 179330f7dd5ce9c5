"""Finding an intercommunality: by its name, its SIREN, or any of its communes, however they are written."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import pandas as pd

from i18n import Counted, Text, both

from .errors import LayerError
from .reference import COG, raw
from .sources.membership import MEMBERSHIP
from .spelling import normalised
from .territory import epcis

LONGEST = 200
"""Characters above which nothing is looked for: twice the longest name."""

LISTED = 20
"""Names told when several answer."""

SMALL = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"])
"""Words that name nothing: left aside when others are written."""

SIREN, SIRET = 9, 14
"""Digits of each: a SIRET starts with its SIREN."""


class Match(NamedTuple):
    """An intercommunality that was found; `commune`: whose name made it found, "" if its own name or SIREN did."""

    siren: str
    name: str
    commune: str

    def __str__(self) -> str:
        return f"{self.siren}  {self.name}{f' ({self.commune})' if self.commune else ''}"


def only(wanted: str, cog: int = COG) -> str:
    """The SIREN of the one intercommunality that answers to what is written: a SIREN, or a name.

    Raises
    ------
    LayerError
        If none answers, or several: they are listed.
    """
    if wanted in epcis(cog).index:
        return wanted
    candidates = matches(wanted, cog)
    if len(candidates) == 1:
        return candidates[0].siren
    if not candidates:
        raise LayerError(_NONE.format(wanted=wanted[:LONGEST], cog=cog))
    listed = "\n".join(str(match) for match in candidates[:LISTED])
    more = len(candidates) - LISTED
    left = both(lambda lang: _MORE.in_lang(lang, more)) if more > 0 else Text("", "")
    fr, en = (f"{said}\n{listed}{rest}" for said, rest in zip(_SEVERAL.format(wanted=wanted), left, strict=True))
    raise LayerError(Text(fr, en))


_NONE = Text(
    "Aucune intercommunalité de {cog} ne répond à « {wanted} ». Essayez un mot de son nom, une de ses communes, ou "
    "« python -m atlas --all dep:64 --list ».",
    "No intercommunality of {cog} answers to “{wanted}”. Try a word of its name, one of its communes, or "
    "“python -m atlas --all dep:64 --list”.",
)
_SEVERAL = Text(
    "Plusieurs intercommunalités répondent à « {wanted} » : donnez le numéro SIREN de l’une d’elles.",
    "Several intercommunalities answer to “{wanted}”: give the SIREN of one of them.",
)
_MORE = Counted(
    Text("", ""),
    Text("\net {n} autre : précisez le nom.", "\nand {n} other: say more of the name."),
    Text("\net {n} autres : précisez le nom.", "\nand {n} others: say more of the name."),
)


class _SearchEntry(NamedTuple):
    """What can be found: an intercommunality, or one of its communes.

    `code`: its SIREN or INSEE code. `spelt`: its name, normalised; `close`: without its spaces. `words`: those of its
    name, and by what else it may be found, between spaces: " ca communaute d agglomeration du pays basque 200067106 ".
    """

    match: Match
    code: str
    spelt: str
    close: str
    words: str


def _entry(match: Match, code: str, name: str, about: str = "") -> _SearchEntry:
    """What is found by its name, its code, and other words about it."""
    spelt, small = normalised(name), code.lower()
    return _SearchEntry(
        match, small, spelt, spelt.replace(" ", ""), " ".join(("", spelt, normalised(about), small, ""))
    )


def matches(wanted: str, cog: int = COG) -> list[Match]:
    """Intercommunalities that answer to what is written, the best first, each once.

    Exact names and codes come first, then names that have all the words, then those where a word starts like each one
    written; the most peopled first among equals. A commune's INSEE code will do, and its département beside its name.
    Nothing answers to an empty text, or to one longer than any name.

    Source: names and perimeters of the Code officiel géographique of that year (DGCL, INSEE).
    """
    ranked = [(rank, entry.match) for rank, entry in _ranked(wanted, _entries(cog))]
    own = {match.siren: match for _, match in ranked if not match.commune}
    best: dict[str, Match] = {}
    for _, match in ranked:
        best.setdefault(match.siren, own.get(match.siren, match))
    return list(best.values())


def among(names: Mapping[str, str], wanted: str) -> list[str]:
    """Codes of the names that answer to what is written, as ``matches`` finds them; in their order among equals."""
    entries = [_entry(Match(code, name, ""), code, name) for code, name in names.items()]
    return [entry.match.siren for _, entry in _ranked(wanted, entries)]


def _ranked(wanted: str, entries: Iterable[_SearchEntry]) -> list[tuple[int, _SearchEntry]]:
    """Those that answer to what is written, the best first, in their order among equals.

    0: the very name or code; 1: all the words; 2: words that start so, or the start of the name.
    """
    spelt = normalised(wanted) if len(wanted) <= LONGEST else ""
    words = set(spelt.split())
    if not words:
        return []
    starts = [f" {word}" for word in (words - SMALL) or words]
    whole = [f"{start} " for start in starts]
    written = spelt.replace(" ", "")
    code = written[:SIREN] if len(written) == SIRET and written.isdecimal() else written
    # Each letter typed looks at 36,000 names: what can be done once is done here, and the first test excludes most.
    answering = [
        entry for entry in entries if starts[0] in entry.words or entry.close.startswith(written) or code == entry.code
    ]
    ranked = [(rank, entry) for entry in answering if (rank := _rank(entry, spelt, code, starts, whole)) is not None]
    return sorted(ranked, key=lambda one: one[0])


def _rank(entry: _SearchEntry, spelt: str, code: str, starts: list[str], whole: list[str]) -> int | None:
    if spelt == entry.spelt or code == entry.code:
        return 0
    if all(word in entry.words for word in whole):
        return 1
    started = all(word in entry.words for word in starts)
    return 2 if started or entry.close.startswith(spelt.replace(" ", "")) else None


@cache
def _entries(cog: int) -> tuple[_SearchEntry, ...]:
    """Every intercommunality of that year and every commune in one, the most peopled first."""
    known, membership = epcis(cog), MEMBERSHIP.table(cog)
    if membership is None:
        return ()
    inside = raw("communes.parquet").set_index("commune").assign(siren=membership[cog]).dropna(subset="siren")
    persons = pd.concat([inside.groupby("siren")["population"].sum(), inside["population"]])
    groups = known.assign(siren=known.index, commune="", about=known["kind"])
    inside = inside.assign(commune=inside["name"], about=inside["department"], name=inside["siren"].map(known["name"]))
    columns = ["siren", "name", "commune", "about"]
    table = pd.concat([groups[columns], inside[columns]])
    ranked = table.loc[persons.reindex(table.index).sort_values(ascending=False, kind="stable").index]
    return tuple(
        _entry(Match(siren, name, commune), code, commune or name, about)
        for code, siren, name, commune, about in ranked.itertuples()
    )
