"""Printed scales, measured in the PDF: the bar, the ground and the scale written say one thing."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import shapely

import cage
from atlas.paper import council, documents, press, sheets
from atlas.paper.edition import PAPER_SIDES, Edition, PaperSheet
from atlas.paper.ground import Ground, ground
from atlas.paper.press import TEMPLATES
from cage import Study
from tests.drawn_in_pdf import bar, outlined, pages

PAYS_BASQUE, BELLE_ILE, MARTINIQUE = "200067106", "245600465", "249720053"
EDITION = Edition(date(2026, 11, 22), maps=("minutes",), former=False)
SHEETS = [PaperSheet(size, landscape) for size in PAPER_SIDES for landscape in (True, False)]
METRES_PER_POINT = 0.0254 / 72
WITHIN = 0.005
"""Half of one per cent: a bend is not drawn under 0.03 mm, and a word is set to the hundredth of a point."""

_studies: dict[str, Study] = {}


def of(siren: str) -> Study:
    """One study per territory."""
    if siren not in _studies:
        pair, theme = (
            (cage.TO_SERVICES, "acces-aux-droits") if siren == PAYS_BASQUE else (cage.TO_INSTITUTIONS, "mairie")
        )
        _studies[siren] = cage.study(siren, 2026, pair, theme)
    return _studies[siren]


def check(page: pypdf.PageObject, metres: tuple[float, ...], *, written: bool) -> None:
    """The bar of a page beside what is outlined on it, ``metres`` being the bounds of that on the ground."""
    points, ground_metres = bar(page)
    west, south, east, north = metres
    assert outlined(page).size / (east - west, north - south) == pytest.approx(points / ground_metres, rel=WITHIN)
    found = re.search(r"échelle 1\s:\s([\d\s]+) au", re.sub(r"\s+", " ", page.extract_text()))
    assert (found is not None) == written
    if found is not None:
        scale = float(re.sub(r"\s", "", found[1]))
        assert points * METRES_PER_POINT * scale == pytest.approx(ground_metres, rel=WITHIN)


def bounds(shape: shapely.Geometry) -> tuple[float, ...]:
    return tuple(map(float, shapely.bounds(shape)))


@pytest.mark.parametrize(
    ("siren", "sheet"), [*((PAYS_BASQUE, sheet) for sheet in SHEETS), (BELLE_ILE, SHEETS[0]), (MARTINIQUE, SHEETS[3])]
)
def test_the_bars_of_the_atlas_are_true_on_every_sheet(siren: str, sheet: PaperSheet) -> None:
    study = of(siren)
    flat, code = ground(study), study.communes.index[0]
    atlas = council.Atlas(study, replace(EDITION, sheet=sheet, communes=(code,), former=True))
    shapes = {"map-minutes": flat.outline, f"commune-{code}": flat.communes[code]}
    shapes |= {f"former-{siren}": shape for siren, shape in list(flat.borders.items())[:2]}
    makers = dict(atlas.pages())
    made = press.pdf(council.TEMPLATE, atlas.data([makers[key]() for key in shapes]), atlas.files, EDITION.day)
    for page, shape in zip([p for p in pages(made) if "échelle" in p.extract_text()], shapes.values(), strict=True):
        check(page, bounds(shape), written=True)


@pytest.mark.parametrize("sheet", SHEETS[:2])
def test_two_maps_side_by_side_share_a_true_bar(sheet: PaperSheet) -> None:
    study = cage.study(PAYS_BASQUE, 2026)
    few = replace(EDITION, sheet=sheet, maps=("after_composite", "before_composite"))
    _, _, both, _ = pages(council.write(study, few))
    check(both, ground(study).bounds, written=True)


def _each(study: Study, codes: list[str]) -> bytes:
    made = council.write_each(study, replace(EDITION, communes=tuple(codes)))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return archive.read(archive.namelist()[0])


@pytest.mark.parametrize("siren", [PAYS_BASQUE, MARTINIQUE])
@pytest.mark.parametrize(
    "write", [lambda study, codes: sheets.citizen(study, {"": study}, codes, EDITION), _each], ids=["citizen", "each"]
)
def test_the_bar_of_a_sheet_of_one_commune_is_true(siren: str, write: Callable[[Study, list[str]], bytes]) -> None:
    study = of(siren)
    code = study.communes.index[-1]
    (page,) = pages(write(study, [code]))
    check(page, bounds(ground(study).communes[code]), written=True)


@pytest.mark.parametrize("siren", [PAYS_BASQUE, BELLE_ILE])
def test_the_bar_of_the_annex_is_true_in_both_files(siren: str) -> None:
    study = of(siren)
    flat: Ground = ground(study)
    (page,) = [one for one in pages(documents.write_pdf(study, EDITION)) if "sans donnée" in one.extract_text()]
    check(page, flat.bounds, written=False)
    with zipfile.ZipFile(io.BytesIO(documents.write_odt(study, EDITION))) as archive:
        (image,) = [archive.read(name) for name in archive.namelist() if name.endswith(".png")]
        body, look = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
    wide, high = struct.unpack(">II", image[16:24])
    (frame,) = re.findall(r'<draw:frame [^>]*svg:height="([\d.]+)mm" svg:width="([\d.]+)mm"', body)
    # The picture is the template's, at 110 dots per inch: set at that size, on a page that holds it.
    assert [float(v) for v in frame] == pytest.approx([high * 25.4 / 110, wide * 25.4 / 110], rel=WITHIN)
    (layout,) = re.findall(r"<style:page-layout-properties [^>]*>", look)
    margin, wide_page = (float(re.findall(rf'fo:{name}="([\d.]+)mm"', layout)[0]) for name in ("margin", "page-width"))
    assert wide_page - 2 * margin >= float(frame[1])


def test_no_template_gives_a_drawing_another_size_than_its_own() -> None:
    for file in TEMPLATES.glob("*.typ"):
        written = file.read_text("utf-8")
        resized = [line for line in written.splitlines() if re.search(r'\bimage\((?!"logo\.svg")', line)]
        assert [line.strip() for line in resized] == (
            ["image(name, width: float(width) * 1mm, height: float(height) * 1mm, alt: alt)"]
            if file.name == "house.typ" else []
        )  # fmt: skip
