"""One cell of a merger has one answer: the page, the atlas, the annex and the files tell it by the same sentence."""

import html
import io
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import cage
import merger
from atlas.blocks import Paragraph, Table
from atlas.exports import MATRIX_CSV
from atlas.findings.between import alone as cell_of
from atlas.findings.between import by_itself, headline, proof
from atlas.findings.faults import breaks
from atlas.findings.overview import of_map
from atlas.maps import BY_KEY
from atlas.paper import annex_merger, council, matrix
from atlas.paper.drawing import painted
from atlas.paper.edition import Edition
from cage import MINUTES, Study
from i18n import Lang
from merger import chance, faults
from tests.test_fusion_page import EMERAUDE, PAYS_BASQUE, opened

EDITION = Edition(date(2026, 11, 22), maps=council.USUAL, former=False)


def page(lang: Lang, **query: str) -> str:
    """The text of the page, markup and the kinds of space and apostrophe aside."""
    at = opened(lang=lang, **query)
    return plain(" ".join(html.unescape(re.sub("<[^>]+>", " ", str(one.proto.body))) for one in at.get("html")))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'"))


def paper(study: Study, lang: Lang) -> str:
    found = matrix.page(study, replace(EDITION, lang=lang))
    rows = [cell for row in found["rows"] for cell in row]  # type: ignore[attr-defined]
    return plain(" ".join([str(found["title"]), *found["said"], *rows]))  # type: ignore[misc]


def annex(study: Study, lang: Lang) -> str:
    blocks = annex_merger.between(study, lang)
    rows = [" ".join(map(str, row)) for block in blocks if isinstance(block, Table) for row in block.rows]
    return plain(" ".join([*(block.text for block in blocks if isinstance(block, Paragraph)), *rows]))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("siren", [PAYS_BASQUE, EMERAUDE])
def test_the_border_is_told_once_and_everywhere_alike(siren: str, lang: Lang) -> None:
    """The page printed the corrected p (0.23 for one cell), the atlas and the annex the raw one (0.06)."""
    study = cage.study(siren)
    read = merger.reading(study)
    column = faults.read_from(read)
    effects = chance.effects(study)
    found = [*headline(read, column, effects), *proof(read, column, effects)]
    said = [plain(one.in_lang(lang)) for one in found]
    assert len(said) >= 3 and any(" q = " in one for one in said) == (column in effects)
    everywhere = {
        "page": page(lang, epci=siren, partie="between", lue=column), "sides": page(lang, epci=siren, lue=column),
        "atlas": paper(study, lang), "annex": annex(study, lang),
    }  # fmt: skip
    for where, text in everywhere.items():
        assert [one for one in said if one not in text] == [], where
    for effect in effects.values():
        cell = plain(cell_of(effect, lang))
        assert all(cell in everywhere[where] for where in ("page", "atlas", "annex")), cell


@pytest.mark.parametrize("siren", [PAYS_BASQUE, EMERAUDE])
def test_what_separates_neighbours_is_told_alike_by_the_page_the_map_and_the_atlas(siren: str) -> None:
    study = cage.study(siren)
    read = merger.reading(study)
    column = faults.read_from(read)
    table = faults.faults(read, column)
    found = [*breaks(table, chance.contrasts(read)[column], column)]
    assert of_map(study, BY_KEY["faults"]) == found
    alone = by_itself(chance.effects(study).get(column), column)
    said = [one.in_lang("fr") for one in [*found, alone] if one is not None]
    lines = painted(study, BY_KEY["faults"], photocopy=False).lines
    assert lines is not None and lines.said(study, "fr") == said
    text = page("fr", epci=siren, partie="faults", lue=column)
    assert all(plain(one) in text for one in said)


def test_the_lead_of_a_reading_has_no_statistic() -> None:
    """FRENCH.md, section 6: p, q, R² and their like are evidence, under the sentences."""
    for part in ("sides", "between", "faults", "families", "inequality"):
        at = opened(partie=part)
        leads = [str(one.proto.body) for one in at.get("html") if 'class="finding"' in str(one.proto.body)]
        assert leads
        for lead in (re.search(r'<div class="finding">(.*?)</div>', body, re.DOTALL) for body in leads):
            assert lead is not None
            assert not re.search(r"\b[pq]\s*[=<]|R²|Rand|silhouette|stress|Theil|Gini|n.explique", lead.group(1))


def test_minutes_between_former_epcis_are_those_of_the_file() -> None:
    study = cage.study(PAYS_BASQUE)
    table = pd.read_csv(
        io.BytesIO(MATRIX_CSV.write(study, "fr")),
        sep=";",
        decimal=",",
        encoding="utf-8-sig",
        dtype={"a": str, "b": str},
    )
    people = study.communes.groupby("former_epci")["population"].sum()
    weight = table["a"].map(people) * table["b"].map(people)
    apart = table["a"] != table["b"]
    for rows, key in ((apart, "between"), (~apart, "within")):
        mean = (table[MINUTES] * weight)[rows].sum() / weight[rows].sum()
        figure = headline(merger.reading(study), "composite", {})[0].values[key]
        assert figure.value == pytest.approx(mean, rel=1e-4)  # type: ignore[union-attr]
