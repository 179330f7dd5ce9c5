"""Which commune a row is of: the columns weighed together, made variants and the shared files that failed."""

from dataclasses import replace

import pandas as pd
import pytest

from layers import LayerError
from layers.own import BY_KEY, Gazetteer, Imported, imported, propose, tables
from layers.own.read import ByHand
from layers.own.written import of_address, written
from pages.widgets import mending
from tests.test_own_formats import read
from tests.test_own_places import COMMUNES, PLACES

FRANCE = pd.concat([
    COMMUNES.rename(index={"64484": "64484"}),
    pd.DataFrame({"name": ["Chalon-sur-Saône", "Paris", "Les Mées"]}, ["71076", "75056", "04116"]),
])  # fmt: skip
KNOWN = replace(
    PLACES,
    communes=FRANCE,
    postcodes={
        "01100": frozenset(["01001"]), "01200": frozenset(["01002", "01003"]), "64120": frozenset(["64484"]),
        "33063": frozenset(["01003"]), "33000": frozenset(["33063"]),
    },
    former_names={"vieux bas": frozenset(["01002"]), "bordeaux": frozenset(["01003"])},
)  # fmt: skip


def place(content: str, kind: str = "services", places: Gazetteer = KNOWN, **constants: str) -> Imported:
    table = read(content.encode()).table
    return imported(table, BY_KEY[kind], propose(table, BY_KEY[kind]), places, None, ByHand(constants))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("LE HAUT CEDEX", "01001"), ("Le Haut CEDEX 9", "01001"), ("01100 LE HAUT", "01001"), ("Le Haut (01)", "01001"),
        ("Le Haut / Goiti", "01001"), ("Le Haut - Goiti", "01001"), ("Mairie du Haut", None), ("Haut (Le)", "01001"),
        ("CHALON S/ SAONE", "71076"), ("Paris 12e arrondissement", "75056"), ("PARIS 08", "75056"),
        ("Mées (Les)", "04116"),
        ("Ville de Paris", "75056"), ("Saint-Jean (64)", "64484"), ("St Jean 64120", "64484"), ("Saint Jean", None),
        ("Vieux-Bas", "01002"), ("64120", "64484"), ("Nulle Part", None),
    ],
)  # fmt: skip
def test_a_name_is_read_as_people_write_it(cell: str, code: str | None) -> None:
    named = KNOWN.named(written(cell))
    assert (next(iter(named)) if len(named) == 1 else None) == code


def test_an_address_ends_with_its_commune() -> None:
    assert KNOWN.named(of_address("12 rue de Paris, 64120 Saint-Jean")) == {"64484"}
    assert KNOWN.named(of_address("12 rue de Paris, Le Haut")) == {"01001"}
    assert KNOWN.named(of_address("12 rue de Paris")) == set()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("01001;Le Bas;01100;;", "01001"), ("01002;Le Haut;;3,0;46,0", "01001"), (";Saint-Jean;01200;;", "01003"),
        (";Saint-Jean;;3,2;46,0", "01003"), ("Le Haut;;;;", "01001"), (";;01100;;", "01001"),
        ("01001;Le Haut;;9,0;46,0", "01001"), ("01001;;;0;0", "01001"), ("01001;;;x;y", "01001"),
        ("33063;Saint-Jean;;3,2;46", "01003"), ("zone;;;3,0;46,0", "01001"), (";Zone du Lac;;3,0;46,0", "01001"),
        (";Le Haut;33000;;", "01001"), (";;01200;;", None), ("01001;Le Bas;;;", None), (";Saint-Jean;33000;;", None),
    ],
)  # fmt: skip
def test_the_columns_of_a_row_are_weighed_together(row: str, code: str | None) -> None:
    # A second row, of which nothing is in doubt: the coordinates of the file are degrees.
    found = place(f"nom;code_insee;commune;code_postal;lon;lat\nA;{row}\nB;01003;;;3,2;46,0\n")
    assert found.table["commune_code"].get(2) == code
    assert len(found.rejected) == (code is None)


def test_a_column_that_is_not_followed_is_told() -> None:
    found = place("nom;code_insee;commune;lon;lat\nA;01002;Le Haut;3,0;46,0\nB;01001;Le Haut;9,0;46,0\n")
    assert found.warnings[["ligne", "valeur"]].iloc[0].tolist() == [2, "01002"]
    assert found.table["point_quality"].tolist() == ["own", "commune"]
    assert "500" in found.warnings.loc[found.warnings["ligne"] == 3, "motif_fr"].iloc[0]


def test_a_homonym_is_not_chosen_and_a_department_for_the_whole_file_settles_it() -> None:
    content = "nom;commune\nA;Saint-Jean\n"
    assert place(content).rejected["valeur"].tolist() == ["Saint-Jean (Saint-Jean 01003, Saint-Jean 64484)"]
    assert place(content, departement="01").table["commune_code"].tolist() == ["01003"]


def test_postcodes_are_recognised_in_a_column_of_codes_and_codes_in_one_of_postcodes() -> None:
    found = place("nom;code_insee\nA;01100\nB;01100\nC;33063\n")
    assert found.table["commune_code"].tolist() == ["01001", "01001", "01003"]
    assert set(found.warnings["motif_en"]) >= {"is read as a postcode"}
    for header in ("cp", "commune"):
        assert place(f"nom;{header}\nA;01001\nB;01002\n").table["commune_code"].tolist() == ["01001", "01002"]


def test_a_shared_siret_names_no_place_and_the_same_row_twice_is_one() -> None:
    found = place("siret;nom;code_insee\n1;A;01001\n1;B;01002\n1;A;01001\n2;C;01003\n")
    assert found.table.index.tolist() == [2, 3, 5]
    assert tables.ids(found).tolist() == ["own-ligne-2", "own-ligne-3", "own-2"]


def test_a_place_without_a_name_is_kept_under_what_it_is() -> None:
    found = place("nom;amenity;code_insee\n;library;01001\n;bench;01001\nA;;01001\n")
    assert found.table["nom"].tolist() == ["Bibliothèques", "bench", "A"]
    with pytest.raises(LayerError, match="Nom"):
        place("code_insee\n01001\n")


def test_a_value_stands_for_the_whole_file() -> None:
    content = "nom;code_insee\nA;01001\nB;01002\n"
    with pytest.raises(LayerError, match="Type"):
        place(content, "institutions")
    assert place(content, "institutions", type="CCAS").table["type"].tolist() == ["ccas", "ccas"]


def test_a_cell_that_is_written_again_is_read_again() -> None:
    table = read(b"nom;commune\nA;Saint-Jean\nB;Nulle Part\n").table
    kind, columns = BY_KEY["services"], propose(table, BY_KEY["services"])
    by_hand = ByHand(mended=((2, "code_insee", "01003"), (3, "commune", "Le Bas"), (99, "commune", "Le Haut")))
    found = imported(table, kind, columns, KNOWN, None, by_hand)
    assert found.table["commune_code"].to_dict() == {2: "01003", 3: "01002"}
    assert table["commune"].tolist() == ["Saint-Jean", "Nulle Part"]


def test_the_table_to_mend_holds_the_rejected_rows_and_what_would_place_them() -> None:
    table = read(b"nom;commune\nA;Saint-Jean\nB;Le Bas\n").table
    kind, columns = BY_KEY["services"], propose(table, BY_KEY["services"])
    faults = mending.faulty(kind, columns, imported(table, kind, columns, KNOWN))
    shown = mending.to_mend(kind, table, columns, faults, {(2, "code_insee"): "0"})
    assert shown.loc[2, ["nom", "commune", "code_insee", "code_postal"]].tolist() == ["A", "Saint-Jean", "0", ""]
    assert shown.index.tolist() == [2]
    again = shown.assign(code_insee="01003")
    assert mending.changed(shown, again) == {(2, "code_insee"): "01003"}


def test_a_count_that_cannot_be_read_is_mended_too_and_a_hidden_one_is_no_fault() -> None:
    table = read(b"service;insee;visites\nA;01001;abc\nA;01002;s\nA;01003;4\n").table
    kind, columns = BY_KEY["visits"], propose(table, BY_KEY["visits"])
    assert mending.faulty(kind, columns, imported(table, kind, columns, KNOWN))["ligne"].tolist() == [2]


def test_visits_by_age_are_added_up_and_not_with_their_total() -> None:
    head = "service;code_insee;age;sexe;visites\n"
    found = place(
        f"{head}R;01001;0-17;F;5\nR;01001;0-17;H;4\nR;01001;18+;F;2\nR;01002;0-17;F;s\nR;01002;18+;F;3\n", "visits"
    )
    added = tables.visits(found)["visits"]
    assert added["01001"] == 11
    assert pd.isna(added["01002"])
    total = place("service;code_insee;age;visites\nR;01001;Total;9\nR;01001;0-17;5\nR;01001;18+;<5\n", "visits")
    assert tables.visits(total)["visits"].to_dict() == {"01001": 9}
    hidden = place("service;code_insee;age;visites\nR;01001;Ensemble;s\nR;01001;0-17;5\nR;01001;18+;6\n", "visits")
    assert tables.visits(hidden)["visits"].to_dict() == {"01001": 11}


def test_proposals_look_at_values_too() -> None:
    table = pd.DataFrame({
        "commune_insee": ["Le Haut", "Le Bas"], "insee_com": ["01001", "01002"], "Nom du lieu": ["A", "B"],
        "nom du maire": ["X", "Y"], "où": ["46.0, 3.0", "46.0, 3.1"],
    })  # fmt: skip
    found = propose(table, BY_KEY["services"])
    assert {key: header for key, header in found.items() if header} == {
        "code_insee": "insee_com", "commune": "commune_insee", "nom": "Nom du lieu", "coordonnees": "où",
    }  # fmt: skip
