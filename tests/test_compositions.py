"""Yearly compositions of the EPCIs: what their publishers write, and the former EPCIs they tell."""

import sys
import zipfile
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest

import layers
from layers import COG, LayerError, Source, cog
from layers.publishers import compositions
from layers.reference import raw

DGCL = Path(__file__).parent / "data" / "cog" / "epcicom2026.csv"
"""Rows of the DGCL's list of 2026, as published."""

SHARED = Path(__file__).parents[2] / "shared" / "data" / "epci"
COTENTIN, COUSERANS, PAU, PAYS_BASQUE = "200067205", "200067940", "200067254", "200067106"

Cells = list[list[str | int]]
TITLE: Cells = [["Intercommunalité - Métropole"], ["Zonages"], [], ["Mise en ligne"], []]


def workbook(**sheets: Cells) -> bytes:
    """The smallest workbook: numbers as numbers, the rest as text."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def links(kind: str, *targets: str) -> str:
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        each = [f'<Relationship Id="r{n}" Type="{link}/{kind}" Target="{t}"/>' for n, t in enumerate(targets, 1)]
        return f'<Relationships xmlns="{package}">{"".join(each)}</Relationships>'

    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{link}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links("worksheet", *[f"worksheets/{n}.xml" for n in range(1, len(sheets) + 1)]),
    }
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(f'<row r="{r}">{"".join(map(_cell, row))}</row>' for r, row in enumerate(rows, 1))
        files[f"xl/worksheets/{number}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


INSEE = workbook(
    EPCI=[
        *TITLE,
        ["EPCI", "LIBEPCI", "NATURE_EPCI", "NB_COM"],
        ["200000001", "CC du Haut", "CC", 2],
        ["200046977", "Métropole de Lyon", "METLYON", 1],
        ["200000003", "Grande Métropole", "ME", 1],
        ["ZZZZZZZZZ", "Sans objet", "ZZ", 1],
    ],
    Composition_communale=[
        *TITLE,
        ["CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG"],
        ["01001", "Un", "200000001", "CC du Haut", "01", "84"],
        [1002, "Deux", "200000001", "CC du Haut", "01", "84"],
        ["2A004", "Trois", "200000003", "Grande Métropole", "2A", "94"],
        ["69123", "Lyon", "200046977", "Métropole de Lyon", "69", "84"],
        ["85113", "Île-d'Yeu", "ZZZZZZZZZ", "Sans objet", "85", "52"],
    ],
)


@pytest.mark.parametrize("name", ["epci_au_01-01-2025.xlsx", "epci_au_01-01-2025.zip"])
def test_insee_tells_the_epci_and_its_kind(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(INSEE)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("EPCI_au_01-01-2025.xlsx", INSEE)
    found = compositions.read_insee(path)
    assert found.fillna("").values.tolist() == [
        ["01001", "200000001", "CC du Haut", "CC"],
        ["01002", "200000001", "CC du Haut", "CC"],
        ["2A004", "200000003", "Grande Métropole", "METRO"],
        ["69123", "200046977", "Métropole de Lyon", "MET69"],
        ["85113", "", "", ""],
    ]


def test_a_workbook_without_its_codes_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "epci.xlsx"
    path.write_bytes(workbook(EPCI=[["EPCI", "LIBEPCI", "NATURE_EPCI"], ["200000001", "CC du Haut", "CC"]]))
    with pytest.raises(LayerError, match="CODGEO"):
        compositions.read_insee(path)
    path.write_bytes(b"PK not a workbook")
    with pytest.raises(LayerError, match="abîmé"):
        compositions.read_insee(path)


def test_the_dgcl_tells_the_same_in_a_csv_or_a_workbook(tmp_path: Path) -> None:
    found = compositions.read_dgcl(DGCL)
    assert found.iloc[[0, 2, 4]].values.tolist() == [
        ["01004", "240100883", "CC de la Plaine de l'Ain", "CC"],
        ["64067", "246401756", "CC Pays de Nay", "CC"],
        ["69123", "200046977", "Métropole de Lyon", "MET69"],
    ]
    rows = pd.read_csv(DGCL, dtype=str)
    path = tmp_path / "epcicom2026.xlsx"
    path.write_bytes(workbook(Epcicom2026=[list(rows), *rows.values.tolist()]))
    assert compositions.read_dgcl(path).equals(found)


def test_the_dgcl_up_to_2015_had_another_layout(tmp_path: Path) -> None:
    path = tmp_path / "epcicom2015.csv"
    path.write_text("dep_epci;siren_epci;insee\n2A;242010056;2A004\n01;240100883;01004\n", encoding="cp1252")
    found = compositions.read_dgcl(path)
    assert found[["commune", "siren"]].values.tolist() == [["2A004", "242010056"], ["01004", "240100883"]]
    assert found[["name", "kind"]].isna().all(axis=None)


def carried(members: pd.DataFrame, year: int) -> pd.Series:
    """The EPCI of each commune of today, as the loader keeps it."""
    return cog.carry(members.set_index("commune")[["siren"]], year, COG, {"siren": "same"})["siren"]


@pytest.fixture(scope="module")
def pack() -> pd.DataFrame:
    table = raw("membership.parquet").set_index("commune")
    return table.set_axis(table.columns.astype(int), axis=1)


def test_a_commune_whose_parts_were_apart_had_no_epci_of_its_own(pack: pd.DataFrame) -> None:
    """Neuilly-Crimolois (2019), Collonges-et-Premières (2019), Troarn (split in 2019), an island. Toy EPCIs."""
    codes = ["21452", "21213", "21183", "21507", "14712", "85113"]
    members = pd.DataFrame({"commune": codes, "siren": ["1", "1", "1", "2", "1", None]})
    found = compositions.history(pack, {2018: carried(members, 2018), 2025: carried(members, 2025)})
    assert found.columns.tolist() == list(range(2018, 2027))
    assert found.index.equals(pack.index)
    assert found[2018].dropna().to_dict() == {"21452": "1"}
    assert found.loc["21183", 2018] is None
    assert found[2025].fillna("").tolist() == pack[2025].fillna("").tolist()


def test_addresses_are_of_the_publishers_and_of_their_year() -> None:
    for host, published in (
        ("https://www.insee.fr/", compositions.PUBLISHED_INSEE),
        ("https://www.collectivites-locales.gouv.fr/", compositions.PUBLISHED_DGCL),
    ):
        assert all(url.startswith(host) and str(year) in url.rpartition("/")[2] for year, url in published.items())


# Against the files kept beside the repository


@pytest.mark.shared
@pytest.mark.parametrize(("year", "count"), [(2020, 34_964), (2023, 34_941), (2025, 34_871), (2026, 34_871)])
def test_the_lists_of_the_dgcl_are_those_of_the_pack(pack: pd.DataFrame, year: int, count: int) -> None:
    members = compositions.read_dgcl(SHARED / f"epcicom{year}.csv")
    assert len(members) == count
    assert set(members["kind"]) == {"CC", "CA", "CU", "METRO", "MET69"}
    found = compositions.history(pack.drop(columns=year), {year: carried(members, year)})[year]
    both = found.notna() & pack[year].notna()
    assert found[both].tolist() == pack.loc[both, year].tolist()
    # Where the pack gives a restored commune the EPCI of the one it was part of, what is carried tells nothing.
    restored = {2020: 10, 2023: 10, 2025: 0, 2026: 0}[year]
    assert (found.isna() & pack[year].notna()).sum() == restored


@pytest.fixture(scope="module")
def composition() -> pd.DataFrame:
    return pd.read_csv(SHARED / "epci_2016_2017.csv", dtype=str)


@pytest.fixture(scope="module")
def since_2016(pack: pd.DataFrame, composition: pd.DataFrame) -> pd.DataFrame:
    yearly = {}
    for year in (2016, 2017):
        rows = composition[[f"codgeo{year}", f"epci{year}"]].set_axis(["commune", "siren"], axis=1)
        rows = rows.dropna(subset="commune").drop_duplicates("commune")
        yearly[year] = rows.assign(siren=rows["siren"].mask(rows["siren"] == compositions.NO_EPCI))
    return compositions.history(pack, {year: carried(rows, year) for year, rows in yearly.items()})


@pytest.mark.shared
@pytest.mark.parametrize("siren", [PAU, PAYS_BASQUE])
def test_former_epcis_are_those_of_the_list_where_no_commune_changed(
    since_2016: pd.DataFrame, composition: pd.DataFrame, siren: str
) -> None:
    found = since_2016.loc[since_2016[2026] == siren, 2016].value_counts().to_dict()
    listed = composition.loc[composition["epci2017"] == siren, "epci2016"].value_counts().to_dict()
    assert found == listed
    assert len(found) == {PAU: 3, PAYS_BASQUE: 10}[siren]


@pytest.mark.shared
def test_former_epcis_of_couserans_but_for_a_commune_that_merged(since_2016: pd.DataFrame) -> None:
    members = since_2016[since_2016[2026] == COUSERANS]
    assert sorted(members[2016].value_counts(), reverse=True) == [25, 16, 12, 11, 9, 8, 7, 6]
    assert members[2017].eq(COUSERANS).all()


@pytest.mark.shared
def test_former_epcis_of_cotentin_whose_communes_went_from_150_to_129(since_2016: pd.DataFrame) -> None:
    members = since_2016[since_2016[2026] == COTENTIN]
    assert len(members) == 129
    # La Hague was nineteen communes and an EPCI; Cherbourg-en-Cotentin, its EPCI dissolved, was in none.
    assert sorted(members[2016].value_counts(), reverse=True) == [22, 19, 16, 15, 15, 14, 14, 9, 3, 1]
    assert members.index[members[2016].isna()].tolist() == ["50129"]
    assert members[2017].eq(COTENTIN).all()


@pytest.mark.shared
def test_communes_that_left_during_a_merger_are_not_in_it(since_2016: pd.DataFrame) -> None:
    """Trap 14: Assat and Narcastet, Caubios-Loos and Momas did not follow their EPCI into that of Pau."""
    pau = since_2016.loc["64445"]
    for code, followers in (("64067", 5), ("64413", 5), ("64183", 12), ("64387", 12)):
        before, after = since_2016.loc[code, [2016, 2017]]
        stayed = since_2016[(since_2016[2016] == before) & (since_2016[2017] == pau[2017])]
        assert len(stayed) == followers
        assert after not in (before, pau[2017])


@pytest.mark.shared
def test_the_merger_of_2017_is_found_in_all_of_them(since_2016: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Source.table
    monkeypatch.setattr(
        Source, "table", lambda self, *asked: since_2016 if self.key == "membership" else real(self, *asked)
    )
    territory = sys.modules["layers.territory"]
    monkeypatch.setattr(territory, "_grouped", cache(territory._grouped.__wrapped__))
    places = [layers.territory(siren) for siren in (COTENTIN, COUSERANS, PAU, PAYS_BASQUE)]
    assert [place.merged_in for place in places] == [2017] * 4
    assert [len(Counter(place.former)) for place in places] == [11, 8, 3, 10]
