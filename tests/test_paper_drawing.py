"""The drawing of printed maps: scale, paths, names that never overlap, fills ordered in ink."""

import math
import re
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import cage
from atlas.maps import BY_KEY
from atlas.paper import insets
from atlas.paper.drawing import boxes, draw, painted
from atlas.paper.edition import PaperSheet
from atlas.paper.frame import ROUND, Frame, convergence, fit, landward
from atlas.paper.ground import Ground, ground
from atlas.paper.ink import fills, luminance, missing, over
from atlas.paper.labels import _extent, wrapped
from atlas.paper.near import middle
from cage import Study

PAYS_BASQUE, BELLE_ILE, MARTINIQUE = "200067106", "245600465", "249720053"


@pytest.fixture(scope="module")
def study() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def flat(study: Study) -> Ground:
    return ground(study)


sides = st.floats(500, 300_000)


@given(
    x=st.floats(0, 1e6),
    y=st.floats(6e6, 7e6),
    wide=sides,
    high=sides,
    width=st.floats(30, 400),
    height=st.floats(30, 400),
)
def test_a_frame_holds_its_bounds_at_a_round_scale(
    x: float, y: float, wide: float, high: float, width: float, height: float
) -> None:
    frame = fit((x, y, x + wide, y + high), width, height)
    west, south, east, north = frame.window
    assert west <= x + 1e-6 and south <= y + 1e-6 and east >= x + wide - 1e-6 and north >= y + high - 1e-6
    leading = frame.scale / 10 ** math.floor(math.log10(frame.scale) + 1e-9)
    assert min(abs(leading - step) for step in ROUND) < 1e-6
    exact = fit((x, y, x + wide, y + high), width, height, exact=True)
    assert exact.scale <= frame.scale * (1 + 1e-9)


def area_of(path: str) -> float:
    """Area of the rings of a path, in drawing units, by the shoelace formula."""
    total = 0.0
    for ring in re.findall(r"M([^MZ]+)Z", path):
        points = np.array(ring.split(), dtype=float).reshape(-1, 2)
        x, y = points[:, 0], points[:, 1]
        total += abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    return total


def test_a_path_has_the_area_of_its_commune_and_is_cut_at_the_frame(flat: Ground) -> None:
    frame = fit(flat.bounds, 200, 150)
    for shape in flat.communes.iloc[:40]:
        solid = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(shape)])
        drawn = area_of(frame.path(solid)) / frame.per_metre**2
        assert drawn == pytest.approx(solid.area, rel=0.02)
    half = Frame(frame.west, frame.north, 100, 150, frame.scale)
    numbers = [int(n) for n in re.findall(r"-?\d+", half.path(flat.outline))]
    assert min(numbers[::2]) >= -1 and max(numbers[::2]) <= 100 * 100 + 1


def test_north_is_that_of_the_conformal_cone() -> None:
    # Lambert-93: the meridians turn by n = 0.7256077650 times the longitude from 3 degrees east.
    assert convergence(2154, -1.25, 43.3) == pytest.approx(-0.7256077650 * (-1.25 - 3), abs=0.01)
    assert abs(convergence(5490, -61, 14.5)) < 1


@pytest.mark.parametrize(
    "sheet", [PaperSheet(), PaperSheet("a4", landscape=False), PaperSheet("a3"), PaperSheet("a3", landscape=False)]
)
def test_names_are_inside_their_commune_and_none_overlaps(flat: Ground, sheet: PaperSheet) -> None:
    frame = fit(flat.bounds, *sheet.map)
    found = flat.labels.place(frame, sheet.labels, boxes(flat, frame))
    assert len(found) == len(flat.communes)
    placed = {}
    for label in found:
        wide, high = _extent(label.lines, label.size, frame)
        x, y = frame.west + label.x / frame.per_metre, frame.north - label.y / frame.per_metre
        placed[label.commune] = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if label.leader is None:
            assert flat.communes[label.commune].buffer(1).contains(placed[label.commune])
        else:
            assert label.is_number
    assert not [(a, b) for (a, one), (b, two) in combinations(placed.items(), 2) if one.intersection(two).area > 1]
    dots = shapely.union_all(boxes(flat, frame))
    assert not [code for code, box in placed.items() if box.intersection(dots).area > 1]
    assert sum(not label.is_number for label in found) > 25


def test_a_name_is_cut_after_its_hyphens_and_spaces_only() -> None:
    found = list(wrapped("Saint-Pée-sur-Nivelle"))
    assert found[0] == ("Saint-Pée-sur-Nivelle",) and ("Saint-Pée-", "sur-Nivelle") in found
    assert all("".join(lines).replace(" ", "") == "Saint-Pée-sur-Nivelle" for lines in found)


@pytest.mark.parametrize("key", ["composite", "gap", "minutes", "cultural"])
def test_a_map_is_painted_as_the_screen_is(study: Study, flat: Ground, key: str) -> None:
    paint = painted(study, BY_KEY[key], photocopy=False)
    drawn = draw(flat, fit(flat.bounds, 200, 150), paint, [])
    classes = BY_KEY[key].classes_of(study)
    body = drawn.split('stroke-width="14">', 1)[1].split("</g>", 1)[0]
    for color, count in zip(classes.colors, classes.counts(BY_KEY[key].values(study)), strict=False):
        assert body.count(f'fill="{color}"') == count


def test_a_photocopy_has_more_ink_from_class_to_class_and_no_colour(study: Study) -> None:
    for key in ("composite", "gap", "minutes"):
        found = fills(BY_KEY[key].classes_of(study), photocopy=True)
        ink = [int(fill.lines.split("|")[1]) for fill in found]
        assert all(a < b for a, b in pairwise(ink))
        assert {fill.color for fill in found} == {"#ffffff"}
        assert missing(photocopy=True).lines not in {fill.lines for fill in found}


def test_the_two_ends_of_the_gap_are_told_apart_without_colour(study: Study) -> None:
    found = fills(BY_KEY["gap"].classes_of(study), photocopy=False)
    assert [bool(fill.lines) for fill in found] == [True, True, False, False, False]


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_text_has_the_ink_that_contrasts_most(rgb: tuple[int, int, int]) -> None:
    color = "#{:02x}{:02x}{:02x}".format(*rgb)

    def contrast(ink: str) -> float:
        light, dark = sorted((luminance(color), luminance(ink)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert contrast(over(color)) >= max(contrast("#111111"), contrast("#ffffff")) - 0.2
    assert contrast(over(color)) >= 4.3


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), min_size=1, max_size=12))
def test_half_of_the_weight_is_at_the_middle_or_under(pairs: list[tuple[int, int]]) -> None:
    values, weights = (pd.Series(column, dtype=float) for column in zip(*pairs, strict=True))
    everyone = sorted(value for value, weight in pairs for _ in range(weight))
    assert middle(values, weights) == everyone[math.ceil(len(everyone) / 2) - 1]
    assert math.isnan(middle(values.where(values.index > 0), weights))


def test_an_overseas_territory_is_in_its_own_box_and_a_small_one_is_ringed() -> None:
    for siren, ring in ((MARTINIQUE, 0), (BELLE_ILE, 1), (PAYS_BASQUE, 0)):
        one = cage.study(siren, 2026, cage.RESIDENTS)
        drawn = insets.in_france(ground(one))
        assert drawn.count(f'fill="{insets.HERE}"') == 1
        assert drawn.count("<circle") == ring
        boxes_drawn = re.findall(r'<g transform="translate\(10 (\d+)\)">(.*?)</g>', drawn)
        inside = [rank for rank, (_, box) in enumerate(boxes_drawn) if insets.HERE in box]
        assert inside == ([1] if siren == MARTINIQUE else [])
        assert insets.HERE in insets.in_department(one.territory, ground(one))


def test_a_place_on_the_coast_is_drawn_with_its_land_and_not_in_the_sea() -> None:
    """Land is the half of the plane east of 0; what is drawn is a square on the coast, then one inland."""
    land = shapely.box(0, -100_000, 200_000, 100_000)
    coast, inland = (0.0, -5_000.0, 10_000.0, 5_000.0), (60_000.0, -5_000.0, 70_000.0, 5_000.0)
    for kept, share in ((coast, 0.95), (inland, 1.0)):
        frame = fit((kept[0] - 4_000, -9_000, kept[2] + 4_000, 9_000), 200, 100, 0.0)
        moved = landward(frame, kept, land)
        window = shapely.box(*moved.window)
        assert window.contains(shapely.box(*kept)) and moved.scale == frame.scale
        assert window.intersection(land).area > share * window.area - 1
    assert moved == frame
