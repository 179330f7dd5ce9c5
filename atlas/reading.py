"""A reading: one question asked of a study and its answer, written once for the page, for paper and for every file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd

import layers
from cage import Study
from i18n import Lang, Text
from layers.own import Own
from merger import Merger
from partners import Partners, partners

from .blocks import Bar, Block, Dots, Heading, Matrix, Note, Paragraph, Picture, Table, Warned
from .finding import Finding
from .map import Map
from .query import Query
from .tables.dictionary import Column, Of, describer
from .tables.meanings import Meaning

Screen = Literal["carte", "acces", "fusion", "relier", "methode"]


@dataclass(frozen=True, eq=False)
class Subject:
    """What readings are asked of: a study, those beside it and the reader's own files; each thing is made once.

    Attributes
    ----------
    study
        Of the pair, the theme and the weights chosen.
    find
        The study of another pairing of the same territory, by its key (see ``atlas.run.asked``), under its own weights.
    pairings
        Keys of those there are, the one towards a service first.
    beside_chance
        False while random borders are being drawn: what is read beside them is then withheld.
    """

    study: Study
    find: Callable[[str], Study]
    pairings: Callable[[], Mapping[str, Text]]
    own: Own
    beside_chance: bool = True

    @cached_property
    def residents(self) -> Study:
        """The study between residents, under the same weights."""
        return replace(self.find("residents"), scheme=self.study.scheme)

    @cached_property
    def merger(self) -> Merger:
        """What the merger did to it."""
        return Merger(self.residents, self.beside_chance)

    @cached_property
    def around(self) -> Partners:
        """It and those that touch it, measured two by two, under the same weights."""
        place = self.study.territory
        return replace(partners(place.siren, cog=place.cog), scheme=self.study.scheme)


Cell = Callable[[Mapping[str, Any], Lang], str | Bar]
"""How one row is written in one column."""


@dataclass(frozen=True)
class ShownColumn:
    """A column as a table shows it: its head and what stands above several, and how a row is written in it."""

    head: Text
    cell: Cell
    number: bool = False
    above: Text = Text("", "")


@dataclass(frozen=True)
class AnswerTable:
    """A typed table and how it is shown.

    Attributes
    ----------
    key
        Name of its sheet, file and resource; tables of one answer that share it are parts of one.
    data
        All its rows, typed: what files hold.
    shown
        The columns a reader sees, of the first ``most`` rows.
    meanings
        What its columns hold, but those that every file of a study has.
    of
        What one of its rows is.
    notes
        Under it.
    wide
        Whether it takes the width of the page.
    """

    key: str
    title: Text
    data: pd.DataFrame
    shown: tuple[ShownColumn, ...]
    meanings: Mapping[str, Meaning]
    of: Of = "pair"
    notes: tuple[Text | Finding, ...] = ()
    most: int | None = None
    wide: bool = False
    headed: bool = True

    def column(self, study: Study, name: str) -> Column:
        """What one of its columns holds."""
        if name not in self.meanings:
            return describer(study)(name, self.of)
        label, unit, formula, sources = self.meanings[name]
        known = [layers.BY_KEY[key] for key in sources if key in study.loaded]
        cited = ", ".join(dict.fromkeys(source.publisher for source in known))
        return Column(
            name, label, unit, formula, Text(cited, cited), licence=", ".join(sorted({s.licence for s in known}))
        )

    def written(self, lang: Lang) -> Table:
        """As it is shown."""
        rows = self.data.head(len(self.data) if self.most is None else self.most).to_dict("records")
        return Table(
            [column.head.in_lang(lang) for column in self.shown],
            [[column.cell({str(k): v for k, v in row.items()}, lang) for column in self.shown] for row in rows],
            tuple(rank for rank, column in enumerate(self.shown) if column.number),
            tuple(column.above.in_lang(lang) for column in self.shown) if any(c.above.fr for c in self.shown) else (),
        )


@dataclass(frozen=True)
class AnswerMap:
    """The map that shows an answer.

    Attributes
    ----------
    shown
        What is mapped.
    before
        The same before something happened, drawn beside or under it.
    values
        What else is told of each commune: its name, and its value, written or with ``digits``.
    links
        Straight lines between two communes: their codes, and what each says.
    """

    shown: Map
    before: Map | None = None
    values: Mapping[Text, pd.Series] | None = None
    digits: int = 2
    links: tuple[tuple[str, str, Text], ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart, under its title."""

    title: Text
    drawn: Callable[[Lang], Matrix | Dots]


@dataclass(frozen=True)
class Answer:
    """What a reading answers.

    Attributes
    ----------
    study
        The study it is read in: whose communes are drawn, whose sources are cited.
    caption
        What is drawn.
    findings
        Sentences that carry their figures, the most important first.
    proof
        The evidence behind them: statistics, and beside what they are read.
    notes
        How to read it, what is left out.
    missing
        What would tell more, and where it is had.
    """

    study: Study
    caption: Text
    findings: tuple[Finding, ...] = ()
    drawing: AnswerMap | None = None
    charts: tuple[Chart, ...] = ()
    tables: tuple[AnswerTable, ...] = ()
    proof: tuple[Finding, ...] = ()
    notes: tuple[Text | Finding, ...] = ()
    missing: tuple[Text, str, Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Reading:
    """One question asked of a study, and its answer.

    Attributes
    ----------
    screen
        The page it stands on.
    title
        Its name in a few words, among the readings of that page.
    question
        What it answers.
    choices
        The choices of a query that change its answer.
    lacks
        Why it cannot answer, in a sentence that says what to do; None where it can.
    beside_chance
        Whether it is read beside borders drawn at random, which take seconds.
    """

    key: str
    screen: Screen
    title: Text
    question: Text
    answer: Callable[[Subject, Query], Answer]
    choices: tuple[str, ...] = ("distance",)
    lacks: Callable[[Subject], Text | None] = lambda _: None
    beside_chance: bool = False


def blocks(answer: Answer, lang: Lang) -> list[Block]:
    """An answer from first to last, as a document has it."""
    return [
        *(Paragraph(said.in_lang(lang)) for said in answer.findings),
        *warned(answer, lang),
        *drawn(answer, lang),
        *(block for chart in answer.charts for block in (Heading(chart.title.in_lang(lang)), chart.drawn(lang))),
        *(block for table in answer.tables for block in tabled(table, lang)),
        *(Note(said.in_lang(lang)) for said in (*answer.notes, *answer.proof)),
    ]


def warned(answer: Answer, lang: Lang) -> Iterator[Block]:
    """What is missing, if something is."""
    if answer.missing is not None:
        text, screen, shown = answer.missing
        yield Warned(text.in_lang(lang), screen, shown)


def drawn(answer: Answer, lang: Lang) -> Iterator[Block]:
    """The map, after the one before it."""
    if answer.drawing is None:
        return
    yield Heading(answer.caption.in_lang(lang))
    for shown in (answer.drawing.before, answer.drawing.shown):
        if shown is not None:
            yield Picture(shown, shown.title.in_lang(lang))


def tabled(table: AnswerTable, lang: Lang) -> Iterator[Block]:
    """A table, its title and what is said under it."""
    if table.headed:
        yield Heading(table.title.in_lang(lang))
    if table.shown:
        yield table.written(lang)
    yield from (Note(said.in_lang(lang)) for said in table.notes)
