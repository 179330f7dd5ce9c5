"""What the paper says of a merger: fault lines, before and after on one page, the matrix; and why they are absent."""

import io
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pypdf
import pytest
import shapely

import cage
import merger
from atlas import strokes
from atlas.blocks import Paragraph, Table
from atlas.classes import STRONG
from atlas.maps import BY_KEY
from atlas.paper import annex, annex_merger, council, matrix, overview
from atlas.paper.drawing import NEUTRAL, draw, painted
from atlas.paper.edition import Edition
from atlas.paper.frame import fit
from atlas.paper.ground import Ground, ground
from atlas.paper.lines import DASH, Lines
from cage import Study
from distance import DIMENSIONS, Pair
from i18n import number
from merger import faults

EDITION = Edition(date(2026, 11, 22), maps=council.USUAL, former=False)
PAYS_BASQUE, NEVER_MERGED = "200067106", "245600465"


@pytest.fixture(scope="module")
def study() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.RESIDENTS)


@pytest.fixture(scope="module")
def flat(study: Study) -> Ground:
    return ground(study)


def lines_of(study: Study, *, photocopy: bool) -> Lines:
    found = painted(study, BY_KEY["faults"], photocopy=photocopy).lines
    assert found is not None
    return found


def drawn_strokes(drawn: str) -> list[tuple[str, int, str]]:
    """Colour, width and dashes of each line drawn."""
    return [
        (color, int(width), dashes)
        for color, width, dashes in re.findall(
            r'stroke="(#\w+)" stroke-width="(\d+)" stroke-dasharray="([^"]+)"', drawn
        )
    ]


def test_a_line_is_as_wide_as_the_distance_in_the_colour_of_what_dominates(study: Study, flat: Ground) -> None:
    table = faults.of_study(study)
    found = drawn_strokes(lines_of(study, photocopy=False).draw(fit(flat.bounds, 200, 150)))
    classes = strokes.classes(table)
    wanted = sorted(
        (STRONG[row.hue], round(24 * strokes.width(classes, row.value)), DASH if row.in_noise > 0.5 else "none")
        for row in table.itertuples()
    )
    colors = set(STRONG.values())
    assert sorted(one for one in found if one[0] in colors) == wanted
    assert sum(color == "#111111" for color, *_ in found) == (table["former"] == True).sum() == 99  # noqa: E712


def test_lines_lie_on_the_borders_and_communes_keep_no_colour(study: Study, flat: Ground) -> None:
    lines = lines_of(study, photocopy=False)
    for row in lines.table.iloc[::50].itertuples():
        assert all(flat.communes[code].boundary.buffer(0.1).contains(row.shape) for code in (row.a, row.b))
    drawn = draw(flat, fit(flat.bounds, 200, 150), painted(study, BY_KEY["faults"], photocopy=False), [])
    assert drawn.count(f'fill="{NEUTRAL.color}"') == len(flat.communes)
    assert (np.diff(lines.table["value"]) >= 0).all() and not shapely.is_empty(lines.table["shape"].to_numpy()).any()


def test_a_photocopy_has_no_colour_and_a_pattern_for_each_dimension(study: Study) -> None:
    lines = lines_of(study, photocopy=True)
    drawn = {hue: drawn_strokes(lines.stroke("M0 0H9", 8, hue)) for hue in DIMENSIONS}
    assert len({tuple(found) for found in drawn.values()}) == 4
    assert {color for found in drawn.values() for color, *_ in found} == {"#111111", "#ffffff"}


def test_the_legend_of_lines_counts_every_border(study: Study) -> None:
    legend = overview.line_legend(lines_of(study, photocopy=False), "fr")
    rows = [(row["label"], row["count"]) for row in legend["rows"]]  # type: ignore[attr-defined]
    labels = strokes.classes(faults.of_study(study)).labels("fr")
    counts = dict(rows)
    assert sum(int(counts[label]) for label in labels) == 408
    assert sum(int(counts[name]) for name in ("Culturelle", "Administrative", "Géographique", "Économique")) == 408
    assert counts["ancienne frontière intercommunale"] == "99"


def test_before_and_after_are_one_page_under_the_same_classes(study: Study) -> None:
    keys = council.page_keys(study, EDITION)
    assert [key for key in keys if key.startswith("sides-")] == ["sides-composite", "sides-administrative"]
    assert not [key for key in keys if "before" in key or "after" in key]
    one = replace(EDITION, maps=("before_administrative", "after_administrative"))
    made = pypdf.PdfReader(io.BytesIO(council.write(study, one))).pages
    assert len(made) == 4
    text = re.sub(r"\s+", " ", made[2].extract_text()).replace("\u00a0", " ")
    assert "Avant la fusion de 2017" in text and "l’écart est mécanique" in text
    before, after = (BY_KEY[f"{side}_administrative"] for side in ("before", "after"))
    classes = after.classes_of(study)
    assert before.classes_of(study) == classes
    for label, a, b in zip(
        classes.labels("fr"), classes.counts(before.values(study)), classes.counts(after.values(study)), strict=False
    ):
        assert f"{label.replace(chr(160), ' ')} {a} → {b}" in text


def test_the_matrix_has_each_pair_of_former_epcis_and_boxes_what_is_inside_one(study: Study) -> None:
    page = matrix.page(study, EDITION)
    cells: list[list[dict[str, object]]] = page["cells"]  # type: ignore[assignment]
    assert len(cells) == 10 and {len(row) for row in cells} == {10}
    assert all(cells[i][j]["own"] == (i == j) for i in range(10) for j in range(10))
    read = merger.reading(study)
    group, d = merger.groups(read), merger.square(read, "composite")
    people = read.communes["population"].to_numpy(float)
    names = merger.group_names(read)
    first, second = (names.index(next(n for n in names if n.endswith(end))) for end in ("Adour", "Xiberoa"))
    shown: list[str] = page["names"]  # type: ignore[assignment]
    weight = np.outer(people * (group == first), people * (group == second))
    mean = (weight * (d + d.T) / 2).sum() / weight.sum()
    i, j = (next(k for k, n in enumerate(shown) if names[g].endswith(n)) for g in (first, second))
    assert cells[i][j]["text"] == cells[j][i]["text"] == number(mean, "fr", 2)
    assert "on ne distingue pas d" in " ".join(page["said"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("siren", "pair", "said"),
    [
        (PAYS_BASQUE, cage.TO_SERVICES, "se lit entre habitants"),
        (NEVER_MERGED, cage.RESIDENTS, "On ne connaît pas ici les périmètres d"),
    ],
)
def test_what_has_no_merger_to_read_is_absent_and_said(siren: str, pair: Pair, said: str) -> None:
    study = cage.study(siren, 2026, pair)
    keys = council.page_keys(study, EDITION)
    assert matrix.KEY not in keys and not [key for key in keys if key.startswith("sides-")]
    absent: list[dict[str, str]] = overview.how_to_read(study, council.Atlas(study, EDITION).left_out, EDITION)[
        "absent"
    ]  # type: ignore[assignment]
    whys = [one["why"] for one in absent if matrix.TITLE.fr in one["name"]]
    assert len(whys) == 1 and said in whys[0]
    assert len({one["why"] for one in absent}) == len(absent)
    assert not annex_merger.between(study, "fr")


def test_the_annex_says_between_and_within_and_what_the_border_explains(study: Study) -> None:
    found = annex.blocks(study, EDITION)
    text = " ".join(block.text for block in found if isinstance(block, Paragraph))
    assert "une ancienne intercommunalité à l" in text and "À minutes et tailles égales" in text
    table = next(block for block in found if isinstance(block, Table) and "frontière seule" in block.heads)
    assert [row[0] for row in table.rows] == ["Ensemble", "Culturelle", "Administrative", "Géographique", "Économique"]
    assert not annex_merger.competences(study, "fr")  # BANATIC is not in the reference pack
