"""The council atlas: cover, how to read, one page per map, per former EPCI, per commune, index."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import pandas as pd
import shapely

from cage import BETWEEN_INSTITUTIONS, Study
from i18n import Text

from ..findings.overview import finding
from ..map import Map
from ..maps import BY_KEY, MAPS, first_known
from ..maps.components import COMPONENT_MAPS
from ..tables.communes import of_communes
from ..words import alphabetical, destination_label
from . import details, insets, matrix, notes, overview, sides
from .drawing import Painted, boxes, draw, painted, signs, silhouette, swatch
from .edition import Edition
from .frame import Frame, close_up, convergence, fit
from .ground import Ground, ground
from .labels import Label
from .overview import Page
from .plain import NO_READING, WIDTH, Document, Told, told
from .press import pdf, picture

Progress = Callable[[float], None]
TEMPLATE = "atlas.typ"
USUAL = (*(shown.key for shown in MAPS if shown not in COMPONENT_MAPS), matrix.KEY)
"""Printed unless others are asked for: all maps but those of the twelve components, and the matrix."""


def silent(_: float) -> None:
    """Nobody waits."""


@dataclass
class Atlas:
    """What an edition prints, drawn page by page: maps and their fills are made once.

    ``indexed``: an index of the communes follows, so that a number may stand for a name. ``told``: readings, each
    under its key, with the study it is read in.
    """

    study: Study
    edition: Edition
    indexed: bool = True
    told: Told = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    made: dict[str, Painted] = field(default_factory=dict)

    @cached_property
    def ground(self) -> Ground:
        """The territory laid flat."""
        return ground(self.study)

    @cached_property
    def maps(self) -> tuple[list[Map], list[Map]]:
        """Maps asked for of which something is known, and those of which nothing is."""
        asked = [shown for shown in MAPS if shown.key in self.edition.maps]
        known = [shown for shown in asked if shown.values(self.study).notna().any()]
        return known, [shown for shown in asked if shown not in known]

    @property
    def left_out(self) -> Iterator[tuple[str, str]]:
        """Pages asked for that are not printed, and why."""
        lang = self.edition.lang
        for shown in self.maps[1]:
            yield sides.page_title(shown).in_lang(lang), finding(self.study, shown, lang)[0]
        why = matrix.why_not(self.study)
        if matrix.KEY in self.edition.maps and why is not None:
            yield matrix.TITLE.in_lang(lang), why.in_lang(lang)

    @cached_property
    def frame(self) -> Frame:
        """The window of the maps of the whole territory."""
        return fit(self.ground.bounds, *self.edition.sheet.map)

    @cached_property
    def labels(self) -> list[Label]:
        """Names and numbers of the maps of the whole territory: the same on each."""
        return self.place(self.frame)

    @cached_property
    def main(self) -> Painted:
        """What close-ups show: the first map asked for of which something is known, else of all."""
        return self.paint(next(iter(self.maps[0]), first_known(self.study)))

    def place(self, frame: Frame) -> list[Label]:
        """Names in one window; no number where no index follows."""
        found = self.ground.labels.place(frame, self.edition.sheet.labels, boxes(self.ground, frame))
        return [label for label in found if self.indexed or not label.is_number]

    def paint(self, shown: Map) -> Painted:
        """What one map paints, its legend's samples kept aside; made once."""
        if shown.key in self.made:
            return self.made[shown.key]
        paint = painted(self.study, shown, photocopy=self.edition.photocopy)
        without = [str(self.ground.names[code]) for code in self.ground.without]
        said = notes.of_map(self.study, paint, without, self.edition.lang)
        paint = replace(paint, said=said)
        for rank, fill in enumerate(paint.fills):
            self.keep(f"swatch-{shown.key}-{rank}.svg", swatch(fill))
        self.keep(f"swatch-{shown.key}-none.svg", swatch(paint.missing))
        if paint.lines is not None:
            for rank, (drawn, *_) in enumerate(paint.lines.samples(self.edition.lang)):
                self.keep(f"line-{rank}.svg", drawn)
        self.made[shown.key] = paint
        return paint

    def keep(self, name: str, drawing: str) -> None:
        """A drawing that a page names."""
        self.files[name] = drawing.encode()

    def keep_map(self, name: str, frame: Frame, paint: Painted, focus: str) -> None:
        """A close-up that a page names."""
        self.keep(name, draw(self.ground, frame, paint, self.place(frame), focus))

    def pages(self) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Every page of the edition: a key, and how to make it."""
        yield "cover", self.cover
        yield "reading", lambda: overview.how_to_read(self.study, self.left_out, self.edition)
        for key in sides.printed(self.maps[0]):
            kind, _, what = key.partition("-")
            yield key, partial(self.sides, what) if kind == "sides" else partial(self.map, BY_KEY[what])
        if matrix.KEY in self.edition.maps and matrix.why_not(self.study) is None:
            yield matrix.KEY, lambda: matrix.page(self.study, self.edition)
        if self.edition.former:
            names = self.study.communes.drop_duplicates("former_epci").set_index("former_epci")["former_epci_name"]
            for siren in alphabetical(names[self.ground.borders.index]).index:
                yield f"former-{siren}", partial(self.former, siren)
        for code in self.edition.communes:
            yield f"commune-{code}", partial(self.commune, code)
        for key, (study, document) in self.told.items():
            yield f"told-{key}", partial(self.reading, key, study, document)
        yield "index", lambda: overview.index(self.study, self.ground, self.edition)

    def cover(self) -> Page:
        """The territory in the colour of the collectivity."""
        wide = self.edition.sheet.width - 2 * self.edition.sheet.margin
        frame = fit(self.ground.bounds, wide, self.edition.sheet.height * 0.42, 0.02, exact=True)
        self.keep("cover.svg", silhouette(self.ground, frame, self.edition.charter.color))
        return overview.cover(self.study, self.edition)

    def map(self, shown: Map) -> Page:
        """One map of the whole territory."""
        paint = self.paint(shown)
        self.keep(f"map-{shown.key}.svg", draw(self.ground, self.frame, paint, self.labels))
        page = overview.map_page(self.study, paint, self.ground, self.frame, self.edition)
        return {**page, "signs": self.signs(self.frame, "signs-whole.svg")}

    def sides(self, hue: str) -> Page:
        """Two maps of the whole territory, before the merger and after."""
        frame = fit(self.ground.bounds, *self.edition.sheet.half)
        before, after = (self.paint(BY_KEY[f"{side}_{hue}"]) for side in ("before", "after"))
        for paint in (before, after):
            # Two half-size maps bear the names that fit: all are on the maps of the whole page.
            inside = [label for label in self.place(frame) if label.leader is None]
            self.keep(f"half-{paint.shown.key}.svg", draw(self.ground, frame, paint, inside))
        page = sides.page(self.study, (before, after), self.ground, frame, self.edition)
        return {**page, "signs": self.signs(frame, "signs-half.svg")}

    def former(self, siren: str) -> Page:
        """One former EPCI."""
        rows = int((self.study.communes["former_epci"] == siren).sum())
        bounds = shapely.bounds(self.ground.borders[siren]).tolist()
        frame = close_up(bounds, self.edition.sheet.part(rows), self.ground.land)
        self.keep_map(f"former-{siren}.svg", frame, self.main, siren)
        page = details.former_page(self.study, siren, self.table, self.edition)
        return {**self.around(frame, f"signs-{siren}.svg"), **page}

    def commune(self, code: str) -> Page:
        """One commune."""
        shape = self.ground.communes[code]
        frame = close_up(shapely.bounds(shape).tolist(), self.edition.sheet.close_up, self.ground.land)
        self.keep_map(f"commune-{code}.svg", frame, self.main, code)
        page = details.commune_page(self.study, code, self.means, self.edition)
        return {**self.around(frame, f"signs-{code}.svg", code), **page}

    def reading(self, key: str, study: Study, document: Document) -> Page:
        """One reading; its maps are of its own study."""
        return told(key, document, Atlas(study, self.edition, indexed=self.indexed, files=self.files))

    @cached_property
    def means(self) -> dict[str, float]:
        """What the mean resident is worth."""
        return details.means(self.study)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every commune, the farthest first."""
        return of_communes(self.study)

    def around(self, frame: Frame, name: str, key: str = "") -> Page:
        """Legend, notes and signs of a close-up."""
        page = details.base(self.study, self.main, self.ground, frame, self.edition, key)
        return {**page, "signs": self.signs(frame, name)}

    def signs(self, frame: Frame, name: str) -> str:
        """Scale bar and north of one frame."""
        turn = convergence(self.ground.epsg, *self.ground.middle)
        self.keep(name, signs(frame, turn, {"km": "km", "m": "m"}))
        return name

    def data(self, pages: list[Page], title: Text = overview.ATLAS) -> Page:
        """What the template reads."""
        lang, sheet = self.edition.lang, self.edition.sheet
        self.keep("inset-department.svg", insets.in_department(self.study.territory, self.ground))
        self.keep("inset-france.svg", insets.in_france(self.ground))
        if self.edition.charter.logo:
            self.keep("logo.svg", self.edition.charter.picture)
        return {
            "lang": lang,
            "title": f"{title.in_lang(lang)} · {self.study.territory.name}",
            "sheet": {
                "width": sheet.width, "height": sheet.height, "margin": sheet.margin, "landscape": sheet.landscape,
                "text": sheet.text, "header": sheet.header, "notes": sheet.notes, "panel": sheet.panel,
                "side": sheet.side, "map": sheet.map, "half": sheet.half, "close_up": sheet.close_up,
            },
            "color": self.edition.charter.color,
            "logo": bool(self.edition.charter.logo),
            "numbers": self._numbers(),
            "words": {key: text.in_lang(lang) for key, text in overview.WORDS.items()},
            "dots": self._dots(),
            "merged": not self.ground.borders.empty,
            "pages": pages,
            "text": WIDTH,
        }  # fmt: skip

    def _numbers(self) -> list[list[str]]:
        """Number and name of the communes that wear a number on the maps of the territory."""
        worn = sorted((int(label.lines[0]), label.commune) for label in self.labels if label.is_number)
        return [[str(number), str(self.ground.names[code])] for number, code in worn]

    def _dots(self) -> str:
        """What the dots are, where there are some."""
        if self.ground.places.empty or self.study.pair == BETWEEN_INSTITUTIONS:
            return ""
        return destination_label(self.study, self.edition.lang)


def write(study: Study, edition: Edition, progress: Progress = silent, readings: Told = NO_READING) -> bytes:
    """The whole atlas as one PDF, with the readings; the same choices give the same bytes.

    Raises
    ------
    LayerError
        If no contour of the territory is known.
    """
    atlas = Atlas(study, edition, told=readings)
    makers = list(atlas.pages())
    pages = []
    for rank, (_, make) in enumerate(makers):
        pages.append(make())
        progress(0.7 * (rank + 1) / len(makers))
    made = pdf(TEMPLATE, atlas.data(pages), atlas.files, edition.day)
    progress(1.0)
    return made


def write_each(study: Study, edition: Edition, progress: Progress = silent) -> bytes:
    """One PDF of one page per commune of the edition, in a zip."""
    held = io.BytesIO()
    atlas = Atlas(study, edition, indexed=False)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for rank, code in enumerate(edition.communes):
            page = atlas.commune(code)
            day = (edition.day.year, edition.day.month, edition.day.day, 0, 0, 0)
            made = pdf(TEMPLATE, atlas.data([page]), atlas.files, edition.day)
            archive.writestr(zipfile.ZipInfo(f"atlas_{study.territory.siren}_{code}.pdf", day), made)
            progress((rank + 1) / len(edition.communes))
    return held.getvalue()


def page_keys(study: Study, edition: Edition) -> list[str]:
    """Keys of the pages of an edition, in order: cover, reading, map-composite, former-200067106, index ..."""
    return [key for key, _ in Atlas(study, edition).pages()]


def preview(study: Study, edition: Edition, key: str) -> bytes:
    """One page as a PNG picture.

    Raises
    ------
    KeyError
        If the edition has no such page.
    """
    atlas = Atlas(study, edition)
    page = dict(atlas.pages())[key]()
    return picture(TEMPLATE, atlas.data([page]), atlas.files, edition.day, "png")[0]


def all_communes(study: Study, edition: Edition) -> Edition:
    """The same edition with a page per commune that has a contour, in alphabetical order."""
    names = alphabetical(study.communes.loc[list(ground(study).communes.index), "name"])
    return replace(edition, communes=tuple(names.index))
