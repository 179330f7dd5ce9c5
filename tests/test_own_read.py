"""The rows of a reader's file: what is kept, what is not and why."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from i18n import Text
from layers import LayerError, territory
from layers.own import BY_KEY, OWN_KINDS, Imported, gazetteer, imported, opened, propose, rejected_csv, report
from layers.own.gazetteer import AMBIGUOUS
from parsing import limits
from tests.test_own_places import PLACES

SHARED = Path(__file__).parents[2] / "shared" / "data"


def read(kind: str, content: str, reading: str | None = None, **mapping: str) -> Imported:
    table = opened(content.encode()).table
    return imported(table, BY_KEY[kind], propose(table, BY_KEY[kind]) | mapping, PLACES, reading)


def lines(found: Imported) -> list[int]:
    return list(found.table.index)


def refused(found: Imported) -> list[tuple[int, str]]:
    return list(found.rejected[["ligne", "motif_en"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", OWN_KINDS, ids=lambda kind: kind.key)
def test_a_kind_maps_its_own_column_names_and_no_header_twice(kind: object) -> None:
    own = BY_KEY[kind.key]  # type: ignore[attr-defined]
    table = pd.DataFrame(columns=[column.key for column in own.columns])
    assert propose(table, own) == {column.key: column.key for column in own.columns}
    texts = [own.label, *(column.label for column in own.columns)]
    assert all(isinstance(text, Text) and text.fr and text.en for text in texts)
    assert set(own.unique) | set(own.actors) <= {column.key for column in own.columns} | {"lon", "lat"}


def test_columns_are_proposed_by_synonym_whatever_their_case_and_accents() -> None:
    table = pd.DataFrame(columns=["NOM DE LA STRUCTURE", "Coord. X", "Coord. Y", "Thématiques", "CodGeo", "Divers"])
    found = {key: column for key, column in propose(table, BY_KEY["services"]).items() if column}
    assert found == {
        "nom": "NOM DE LA STRUCTURE", "longitude": "Coord. X", "latitude": "Coord. Y", "thematiques": "Thématiques",
        "code_insee": "CodGeo",
    }  # fmt: skip


def test_a_column_that_is_wanted_must_be_mapped() -> None:
    with pytest.raises(LayerError) as error:
        read("services", "machin;code_insee\nA;01001\n")
    assert error.value.message.fr.endswith("Nom.")
    with pytest.raises(LayerError, match="Code Insee"):
        read("services", "nom\nA\n")
    with pytest.raises(LayerError, match="disparue"):
        read("services", "nom;code_insee\nA;01001\n", adresse="disparue")


def test_services_are_tied_to_their_commune_by_code_name_or_point() -> None:
    found = read(
        "services",
        "nom;code_insee;commune;lon;lat\n"
        "Code;1001;;3,0;46,0\nNom;;LE HAUT CEDEX;;\nPoint;;;3,1;46,0\nAncien;01099;;;\nPostal;01000;Le Bas;;\n"
        "Ailleurs;33063;;;\nLoin;;;9,0;46,0\n",
    )
    assert found.table["commune_code"].to_dict() == {2: "01001", 3: "01001", 4: "01002", 5: "01002", 6: "01002"}
    assert found.table["point_quality"].tolist() == ["own", "commune", "own", "commune", "commune"]
    assert found.table.loc[3, ["lon", "lat"]].tolist() == [3.0, 46.0]
    assert found.rejected.empty
    changed = found.warnings[found.warnings["colonne"] == "code_insee"]
    assert changed["ligne"].tolist() == [2, 5, 6]
    counted = report(found)
    assert (counted.read, counted.kept, counted.rejected, counted.outside) == (7, 5, 0, 2)


def test_each_row_left_out_says_why() -> None:
    found = read(
        "services",
        "id;nom;code_insee;commune;lon;lat\n"
        "a;Bon;01001;;;\n;Sans identifiant;01001;;;\na;Bon;01001;;;\nc;Inconnu;01000;;;\n"
        "d;Faux nom;;Nulle Part;;\ne;Deux communes;01001;Le Bas;;\nf;Rien;;;;\ng;Hors commune;01001;;3,1;46\n"
        "h;Homonyme;;Saint-Jean;;\ni;Nulle part;;;3,0;\n",
    )
    assert lines(found) == [2, 3]
    reasons = dict(refused(found))
    assert sorted(reasons) == [4, 5, 6, 7, 8, 9, 10, 11]
    for line, words in {
        4: "already given", 5: "postal code", 6: "no commune's name", 7: "do not go together", 8: "Neither",
        9: "do not go together", 10: "several communes of France", 11: "One of the two",
    }.items():  # fmt: skip
        assert words in reasons[line]
    values = found.rejected.set_index("ligne")["valeur"]
    assert values[[4, 7, 9]].tolist() == ["a (2)", "01001 (Le Haut) ≠ Le Bas", "01001 (Le Haut) ≠ 3.1 ; 46.0"]
    assert values[10] == "Saint-Jean (Saint-Jean 01003, Saint-Jean 64484)"


def test_swapped_coordinates_are_read_where_the_territory_says_so() -> None:
    found = read("services", "nom;x;y\nA;46,0;3,0\nB;46,0;3,1\n")
    assert found.reading == "wgs84_swapped"
    assert found.table["lon"].tolist() == [3.0, 3.1]
    assert found.table["commune_code"].tolist() == ["01001", "01002"]
    assert not lines(read("services", "nom;x;y\nA;46,0;3,0\n", "wgs84"))


def test_two_names_at_one_point_share_it() -> None:
    found = read("services", "nom;gps\nA;46.0, 3.0\nB;46.0, 3.0\nC;46.0, 3.1\n")
    assert found.table["point_quality"].tolist() == ["shared", "shared", "own"]


def test_an_unknown_value_of_an_optional_column_does_not_lose_its_row() -> None:
    found = read("services", "nom;code_insee;thematiques;frais\nA;01001;numerique--vieux|sante--addictions;cher\n")
    assert found.table.loc[2, "thematiques"] == ("sante--addictions",)
    assert found.table.loc[2, "frais"] is None
    assert {"numerique--vieux", "cher"} <= set(found.warnings["valeur"])


def test_prices_are_given_by_former_epci_commune_or_service() -> None:
    found = read(
        "prices",
        "Ancien EPCI;Service;QF;Tarif\nCC de l'Ancien Pays;cantine;0-400;2,5 €\n1001;cantine;tous;3\n"
        "fs-haut;cantine;tous;1\nAtlantide;cantine;tous;1\n33063;cantine;tous;1\n240000009;cantine;;1\n"
        "240000009;cantine;400;gratuit\n",
    )
    assert lines(found) == [2, 3, 4, 8]
    assert found.table["communes"].tolist()[:2] == [{"01002", "01003"}, {"01001"}]
    assert found.table["actor"].tolist()[2] == "fs-haut"
    assert [line for line, _ in refused(found)] == [7, 5]
    assert pd.isna(found.table.loc[8, "tarif"])
    assert report(found).outside == 1


@pytest.mark.parametrize(
    "content",
    [
        "code_insee;reponse;effectif\n01001;oui;3\n01001;non;1\n01002;oui;2\n01002;non;NC\n",
        "code_insee;oui;non;enquêteur\n01001;3;1;Ana\n01002;2;NC;Bob\n",
    ],
    ids=["long", "wide"],
)
def test_a_survey_is_read_long_or_wide(content: str) -> None:
    found = read("survey", content)
    counts = found.table.set_index(["commune_code", "reponse"])["effectif"].astype(float)
    assert counts.dropna().to_dict() == {("01001", "oui"): 3, ("01001", "non"): 1, ("01002", "oui"): 2}
    assert found.rejected.empty
    assert found.warnings["valeur"].tolist() == ["NC"]


@pytest.mark.parametrize("taken", ["effectif", "réponse"])
def test_a_wide_survey_may_have_a_column_named_as_ours(taken: str) -> None:
    found = read("survey", f"code_insee;oui;{taken}\n01001;3;7\n01002;2;5\n", reponse="", effectif="")
    counts = found.table.set_index(["commune_code", "reponse"])["effectif"].to_dict()
    assert counts == {("01001", "oui"): 3, ("01001", taken): 7, ("01002", "oui"): 2, ("01002", taken): 5}


def test_visits_of_merged_communes_are_not_duplicates() -> None:
    found = read("visits", "service;code_insee;visites\nRelais;01002;5\nRelais;01099;2\nRelais;1002;1\n")
    assert found.table["visites"].tolist() == [5, 2]
    assert [line for line, _ in refused(found)] == [4]


R5PY = "from_id,to_id,travel_time\n01001,fs-haut,12\n1001,caf-1,\nLe Bas,fs-haut,7.5\n01003,01001,20\n"


def test_travel_times_are_read_as_r5py_writes_them() -> None:
    found = read("minutes", R5PY)
    assert found.table[["origine", "destination"]].to_numpy().tolist() == [
        ["01001", "fs-haut"], ["01001", "caf-1"], ["01002", "fs-haut"], ["01003", "01001"],
    ]  # fmt: skip
    assert found.table["minutes"].tolist() == [12, None, 7.5, 20]
    assert found.rejected.empty
    assert [(line, value) for line, value in found.warnings[["ligne", "valeur"]].to_numpy()] == [(3, "1001")]


@pytest.mark.parametrize(
    "header",
    ["from_id,to_id,travel_time_p50", "origin,destination,walk_distance,travel_time", "Origine,Arrivée,Durée (min)"],
)
def test_the_columns_of_routers_are_proposed(header: str) -> None:
    columns = header.split(",")
    found = propose(pd.DataFrame(columns=columns), BY_KEY["minutes"])
    assert [found["origine"], found["destination"], found["minutes"]] == [*columns[:2], columns[-1]]


def test_seconds_are_not_proposed_as_minutes() -> None:
    table = pd.DataFrame(columns=["from_id", "to_id", "duration"])
    assert propose(table, BY_KEY["minutes"])["minutes"] is None
    with pytest.raises(LayerError, match="Minutes"):
        read("minutes", "from_id;to_id;duration\n01001;fs-haut;720\n")


def test_each_journey_left_out_says_why() -> None:
    found = read(
        "minutes",
        "origine;destination;minutes\n"
        "01001;fs-haut;12,5\n01001;fs-bas;3\n99999;fs-haut;3\n01002;fs-haut;1:05\n01002;fs-haut;-2\n"
        "01002;Relais;4\n1001;FRANCE SERVICES DU HAUT;9\n33063;fs-haut;300\n;fs-haut;5\n01002;;5\n01003;33063;1 h 05\n",
    )
    assert lines(found) == [2, 12]
    assert found.table["minutes"].tolist() == [12.5, 65]
    reasons = dict(refused(found))
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 10, 11]
    for line, words in {
        3: "neither the code", 4: "neither the code", 5: "read in two ways", 6: "is negative", 7: "neither the code",
        8: "already given", 10: "is empty", 11: "is empty",
    }.items():  # fmt: skip
        assert words in reasons[line]
    values = found.rejected.set_index("ligne")["valeur"]
    assert values[[3, 4, 8]].tolist() == ["fs-bas", "99999", "01001 · fs-haut (2)"]
    assert report(found).outside == 1


def test_a_name_of_two_communes_is_no_end() -> None:
    found = read("minutes", "origine;destination;minutes\n01001;Saint-Jean;12\n01001;Le Bas;9\n")
    assert found.table["destination"].tolist() == ["01002"]
    assert found.rejected["motif_en"].tolist() == [AMBIGUOUS.en]


def test_seconds_are_refused_as_minutes() -> None:
    found = read("minutes", "origin;destination;travel_time\n01001;fs-haut;600\n01002;fs-haut;90\n01003;fs-haut;900\n")
    assert not lines(found)
    assert all("in seconds" in reason for _, reason in refused(found))
    assert found.rejected["valeur"].tolist() == ["600", "90", "900"]


def test_a_file_without_a_duration_gives_no_journey() -> None:
    found = read("minutes", "origin;destination;minutes\n01001;fs-haut;\n")
    assert (lines(found), len(refused(found))) == ([], 1)


def test_a_kind_holds_so_many_rows() -> None:
    rows = b"01001;A;1\n" * (limits.MAX_ROWS + 1)
    table = opened(b"code_insee;reponse;effectif\n" + rows).table
    with pytest.raises(LayerError, match="200\u00a0000 lignes"):
        imported(table, BY_KEY["survey"], propose(table, BY_KEY["survey"]), PLACES)
    assert BY_KEY["minutes"].rows == limits.MAX_PAIR_ROWS > 1_000_000


def test_partnerships_name_institutions() -> None:
    found = read("partnerships", "institution_a;institution_b;type;debut\nCAF du Jeu;CC X;CTG;01/01/2024\n;CC X;CTG;\n")
    assert found.table.loc[2, ["institution_a_id", "institution_b_id"]].tolist() == ["caf-1", None]
    assert found.table.loc[2, "debut"].isoformat() == "2024-01-01"
    assert found.warnings["valeur"].tolist() == ["CC X"]
    assert [line for line, _ in refused(found)] == [3]


def test_the_rejected_rows_open_in_a_spreadsheet_without_a_live_formula() -> None:
    found = read("services", "nom;commune\nA;=cmd|' /C calc'!A0\nB;-Nulle Part\nC;Le Haut\n")
    for lang, header in (("fr", "motif"), ("en", "reason")):
        written = rejected_csv(found, lang)  # type: ignore[arg-type]
        assert written.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert rows[0][3] == header
        assert [row[:3] for row in rows[1:]] == [
            ["2", "commune", "'=cmd|' /C calc'!A0"],
            ["3", "commune", "'-Nulle Part"],
        ]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "siren", "reading", "rows", "at_least"),
    [
        ("mednum/fibre64_lieux.csv", "200067106", None, 61, 40),
        ("mednum/gironde_lieux.csv", "243300316", "wgs84_swapped", 347, 60),
        ("data_inclusion/services_page1.json", "200054781", None, 50, 0),
        ("data_inclusion/structures_page1.json", "200054781", None, 50, 0),
    ],
)
def test_real_files_are_read_whole(file: str, siren: str, reading: str | None, rows: int, at_least: int) -> None:
    table = opened((SHARED / file).read_bytes()).table
    kind = BY_KEY["services"]
    found = imported(table, kind, propose(table, kind), gazetteer(territory(siren), {}), reading)
    counted = report(found)
    assert counted.read == rows
    assert counted.kept + counted.rejected + counted.outside == rows
    assert counted.kept >= at_least
    assert counted.rejected <= rows / 10
