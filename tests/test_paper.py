"""What is printed, read again by poppler and pypdf: text, fonts, tags, same bytes; hostile names and logos."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from PIL import Image

import cage
from atlas import MAPS
from atlas.blocks import Field, Heading
from atlas.findings.minutes import of_minutes
from atlas.findings.overview import headline
from atlas.maps import BY_KEY, SIDES
from atlas.paper import annex, council, details, documents, sheets
from atlas.paper.edition import Charter, Edition, PaperSheet, said_day
from atlas.paper.ground import ground
from atlas.tables import communes as table
from cage import Study
from distance import Pair, Scheme
from i18n import typeset
from layers import LayerError

DAY = date(2026, 11, 22)
PAYS_BASQUE = "200067106"
HOSTILE = (
    "<script>alert(1)</script>",
    "${jndi:ldap}",
    "=cmd|' /C calc'!A0",
    '*gras* _penche_ $x$ #panic("no") @ref `code` \\ [a] //',
    "\u05e2\u05d1\u05e8\u05d9\u05ea",
)
LONG = "L" * 200


@pytest.fixture(scope="module")
def to_services() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def atlas_pdf(to_services: Study) -> bytes:
    return council.write(to_services, edition(communes=("64256", "64316")))


def edition(**choices: object) -> Edition:
    return replace(Edition(DAY, maps=council.USUAL), **choices)  # type: ignore[arg-type]


def poppler(program: str, made: bytes, folder: Path, *options: str) -> str:
    """What a poppler program says of a PDF."""
    (folder / "made.pdf").write_bytes(made)
    found = shutil.which(program)
    assert found, "apt install poppler-utils"
    command = [found, *options, str(folder / "made.pdf"), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603


def words(text: str) -> str:
    """A text without its line ends: what a reader searches."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.wants("poppler")
def test_every_commune_is_found_by_a_search(atlas_pdf: bytes, to_services: Study, tmp_path: Path) -> None:
    text = words(poppler("pdftotext", atlas_pdf, tmp_path, "-layout")) + words(
        poppler("pdftotext", atlas_pdf, tmp_path)
    )
    missing = [
        name
        for name in map(typeset, to_services.communes["name"])
        if not set(re.split(r"[ -]", name)) <= set(re.split(r"[ -]", text))
    ]
    assert not missing


@pytest.mark.wants("poppler")
def test_every_font_is_in_the_file(atlas_pdf: bytes, tmp_path: Path) -> None:
    lines = poppler("pdffonts", atlas_pdf, tmp_path).splitlines()[2:]
    assert len(lines) >= 3
    assert all("AtkinsonHyperlegibleNext" in line and re.search(r"\byes +yes +yes\b", line) for line in lines)


def test_it_is_tagged_titled_dated_and_says_its_language(atlas_pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(atlas_pdf))
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "fr-FR"
    assert reader.metadata is not None and "Pays Basque" in str(reader.metadata.title)
    assert reader.metadata.creation_date is not None and reader.metadata.creation_date.date() == DAY
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_there_is_a_page_per_map_former_epci_and_commune(atlas_pdf: bytes, to_services: Study) -> None:
    former = {siren for siren, _ in to_services.territory.former}
    known = [m for m in MAPS if m.key in council.USUAL and m.values(to_services).notna().any()]
    assert len(pypdf.PdfReader(io.BytesIO(atlas_pdf)).pages) == 2 + len(known) + len(former) + 2 + 1


@pytest.mark.parametrize(
    ("siren", "pair", "theme"),
    [
        (PAYS_BASQUE, cage.TO_SERVICES, "acces-aux-droits"),
        (PAYS_BASQUE, cage.RESIDENTS, ""),
        ("200067940", cage.TO_INSTITUTIONS, "mairie"),
        ("200067940", cage.RESIDENTS, ""),
    ],
)
def test_a_map_has_the_title_of_no_other(siren: str, pair: Pair, theme: str) -> None:
    study = cage.study(siren, 2026, pair, theme)
    lines = [m for m in MAPS if m.lines is None and m not in SIDES and m.values(study).notna().any()]
    found = {m.key: headline(study, m) for m in lines}
    titles = [m.title.in_lang("fr") if found[m.key] is None else found[m.key].in_lang("fr") for m in lines]  # type: ignore[union-attr] # narrowed
    assert len(set(titles)) == len(titles) > 4
    counted = of_minutes(study)
    assert counted is None or [m.key for m in lines if found[m.key] == counted] == ["minutes"]


def test_the_same_choices_give_the_same_bytes(to_services: Study) -> None:
    few = edition(maps=("composite",), former=False, communes=("64256",))
    assert council.write(to_services, few) == council.write(to_services, few)
    assert documents.write_odt(to_services, few) == documents.write_odt(to_services, few)
    assert council.write_each(to_services, few) == council.write_each(to_services, few)


@pytest.mark.parametrize("size", ["a4", "a3"])
@pytest.mark.parametrize("landscape", [True, False])
def test_a_sheet_has_its_size_and_nothing_runs_over_to_a_second_page(
    to_services: Study, size: str, *, landscape: bool
) -> None:
    sheet = PaperSheet("a4" if size == "a4" else "a3", landscape=landscape)
    made = council.write(to_services, edition(sheet=sheet, maps=("gap", "minutes"), former=False, communes=("64256",)))
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert [round(float(side) / 72 * 25.4) for side in pages[2].mediabox[2:]] == [sheet.width, sheet.height]
    assert len(pages) == 6
    assert all(page.extract_text().strip() for page in pages)


def test_a_page_says_the_finding_classes_sources_method_and_day(to_services: Study) -> None:
    made = council.write(to_services, edition(maps=("composite",), former=False))
    text = words(pypdf.PdfReader(io.BytesIO(made)).pages[2].extract_text()).replace("\u00a0", " ")
    classes = BY_KEY["composite"].classes_of(to_services)
    for label in classes.labels("fr"):
        assert label.replace("\u00a0", " ") in text
    for said in ("Les communes les plus éloignées, vers France services", "sans donnée", "Lecture :",
                 "Couverture :", "Insee", "Lambert-93", f"version {cage.METHOD_VERSION}",
                 "22 novembre 2026", "communes au 1er janvier 2026".capitalize()):  # fmt: skip
        assert said in text, said


def test_a_map_of_which_nothing_is_known_is_left_out_and_listed() -> None:
    study = replace(cage.study("200090579", 2026, cage.RESIDENTS), scheme=Scheme(min_coverage=1))
    keys = council.page_keys(study, edition(former=False))
    assert "map-composite" not in keys and "map-minutes" in keys
    made = council.write(study, edition(former=False))
    text = words(pypdf.PdfReader(io.BytesIO(made)).pages[1].extract_text())
    assert "Cartes non imprimées" in text and "Distance d’ensemble" in text


@pytest.mark.wants("poppler")
def test_names_print_as_they_are_whatever_they_hold(to_services: Study, tmp_path: Path) -> None:
    codes = to_services.communes.index[: len(HOSTILE) + 1]
    names = dict(zip(codes, (*HOSTILE, LONG), strict=True))
    study = replace(
        to_services,
        communes=to_services.communes.assign(name=to_services.communes["name"].replace({}).mask(
            to_services.communes.index.isin(codes), pd.Series(names).reindex(to_services.communes.index))),
        origins=to_services.origins.assign(name=pd.Series(names).reindex(to_services.origins.index)
                                           .fillna(to_services.origins["name"])),
    )  # fmt: skip
    made = council.write(study, edition(maps=("composite",), communes=tuple(codes)))
    text = poppler("pdftotext", made, tmp_path)
    flat = re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    for name in (*HOSTILE, LONG):
        assert re.sub(r"\s", "", name) in flat or re.sub(r"\s", "", name)[::-1] in flat, name


def test_a_name_in_letters_that_no_font_has_does_not_stop_the_printing(to_services: Study) -> None:
    study = replace(to_services, territory=replace(to_services.territory, name="\u6f22\u5b57"))
    assert council.write(study, edition(maps=(), former=False)).startswith(b"%PDF")


def test_one_file_per_commune(to_services: Study) -> None:
    made = council.write_each(to_services, edition(communes=("64256", "64316")))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == [f"atlas_{PAYS_BASQUE}_64256.pdf", f"atlas_{PAYS_BASQUE}_64316.pdf"]
        page = pypdf.PdfReader(io.BytesIO(archive.read(archive.namelist()[1]))).pages
    assert len(page) == 1 and "Larrau" in page[0].extract_text()


def image(side: tuple[int, int], kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", side, "#336699").save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "PNG ou JPEG"),
        (b"", None),
        (image((40, 20))[:60], "PNG ou JPEG"),
        (image((40, 20), "GIF"), "PNG ou JPEG"),
        (b"\x89PNG" + b"0" * 2_000_001, "2 Mo"),
        (image((3000, 2500)), "6 millions"),
        (image((40, 20), "JPEG"), None),
    ],
    ids=["svg", "none", "cut", "gif", "heavy", "bomb", "jpeg"],
)
def test_a_logo_is_drawn_anew_or_refused_with_a_sentence(logo: bytes, said: str | None) -> None:
    if said is None:
        charter = Charter(logo=logo)
        assert not logo or 'viewBox="0 0 40 20"' in charter.picture
        return
    with pytest.raises(LayerError) as refused:
        Charter(logo=logo)
    assert said in refused.value.message.fr.replace("\u00a0", " ") and refused.value.message.en


@pytest.mark.parametrize("color", ["blue", "#12345", "url(x)", "#ffee00"])
def test_a_colour_that_is_none_or_cannot_be_read_on_white_is_refused(color: str) -> None:
    with pytest.raises(LayerError):
        Charter(color=color)


def test_a_logo_and_a_colour_go_on_every_page(to_services: Study) -> None:
    charter = Charter("#7a1f3d", image((400, 200)))
    made = council.write(to_services, edition(maps=("gap",), former=False, charter=charter))
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert [len(page.images) for page in pages][:1] == [1] and len(pages[2].images) == 1


def test_sheets_are_one_page_per_commune_and_compare_with_half_of_the_residents(to_services: Study) -> None:
    studies = {"rights": to_services, "schools": cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "ecole")}
    citizen = pypdf.PdfReader(io.BytesIO(sheets.citizen(to_services, studies, ["64316", "64256"], edition()))).pages
    assert len(citizen) == 2
    text = words(citizen[0].extract_text()).replace("\u00a0", " ")
    for said in ("Larrau", "environ 20 min", "la moitié des habitants du territoire", "Ce que le conseil peut faire"):
        assert said in text, said
    agent = pypdf.PdfReader(io.BytesIO(sheets.agent(to_services, studies, ["64316"], edition()))).pages
    assert len(agent) == 1 and "compétence à vérifier" in words(agent[0].extract_text())


def test_the_annex_has_its_nine_parts_in_order_and_leaves_objectives_to_the_council(to_services: Study) -> None:
    found = annex.blocks(to_services, edition())
    parts = [block.text for block in found if isinstance(block, Heading)]
    assert [part[:2] for part in parts] == [f"{n}." for n in range(1, 10)]
    aims = found[found.index(Heading("7. Objectifs")) + 1 : found.index(Heading("8. Indicateurs de suivi"))]
    assert aims and all(isinstance(block, Field) for block in aims)
    pages = pypdf.PdfReader(io.BytesIO(documents.write_pdf(to_services, edition()))).pages
    text = words(" ".join(page.extract_text() for page in pages))
    assert all(part in text for part in parts)


@pytest.mark.wants("libreoffice")
def test_the_annex_opens_in_a_word_processor(to_services: Study, tmp_path: Path) -> None:
    (tmp_path / "annexe.odt").write_bytes(documents.write_odt(to_services, edition()))
    command = ["soffice", "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/profile",
               "--convert-to", "txt:Text",
               "--outdir", str(tmp_path), str(tmp_path / "annexe.odt")]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    text = words((tmp_path / "annexe.txt").read_text(encoding="utf-8")).replace("\u00a0", " ")
    assert "329 856 habitants" in text and "9. Méthode et limites" in text and "Objectif 1" in text


def test_a_former_epci_that_bears_the_territory_s_name_is_not_taken_for_it() -> None:
    lille = cage.study("200093201", 2026, cage.RESIDENTS)
    means = table.of_former_epcis(lille)
    assert means.loc[["CC de la Haute Deûle", "Métropole Européenne de Lille (245900410)"], "communes"].sum() == 95
    assert means.at["Métropole Européenne de Lille", "communes"] == 95
    page = details.former_page(lille, "245900410", table.of_communes(lille), edition())
    assert len(page["rows"]) == 90  # type: ignore[arg-type]


def test_a_day_is_written_as_it_is_said() -> None:
    assert said_day(date(2026, 8, 1), "fr") == "1er août 2026"
    assert said_day(date(2026, 8, 2), "en") == "2 August 2026"


def test_every_commune_has_a_number_and_the_index_shows_it(to_services: Study) -> None:
    numbers = ground(to_services).labels.numbers
    assert sorted(map(int, numbers.values())) == list(range(1, len(numbers) + 1))
