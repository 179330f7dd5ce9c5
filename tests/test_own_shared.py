"""The shared files that failed once, each with what it should give."""

from pathlib import Path

import pandas as pd
import pytest

from tests.test_own_formats import read
from tests.test_own_variants import ANGERS, PAYS_BASQUE, REIMS, around, taken, told

SHARED = Path(__file__).parents[2] / "shared" / "faults" / "own_files"

FILES: dict[str, tuple[str, int, int, str]] = {
    "bad_byte_mid.csv": (PAYS_BASQUE, 12, 12, "Windows-1252"),
    "shp_utf8_nocpg.zip": (PAYS_BASQUE, 12, 12, "UTF-8"),
    "ods_v21_obj.json": (PAYS_BASQUE, 12, 12, ""),
    "name_in_the_code_column.csv": (PAYS_BASQUE, 3, 3, ""),
    "dirty_names_good_points.csv": (PAYS_BASQUE, 12, 12, ""),
    "former_commune_by_name_angers.csv": (ANGERS, 2, 2, "ancienne commune"),
    "homonyms_without_code.csv": (PAYS_BASQUE, 1, 0, ""),
    "postal_as_insee_no_name.csv": (PAYS_BASQUE, 4, 0, "code postal"),
    "mercator_reims_points_only.csv": (REIMS, 12, 12, ""),
    "cc43_pb.csv": (PAYS_BASQUE, 12, 12, ""),
    "scientific_pb.csv": (PAYS_BASQUE, 12, 12, ""),
    "r_na.csv": (PAYS_BASQUE, 12, 8, ""),
    "lieux_wkt.csv": (PAYS_BASQUE, 12, 12, "WKT"),
    "bpe_columns.csv": (PAYS_BASQUE, 2, 2, "n'a pas de nom"),
    "siret_shared_by_antennas.csv": (PAYS_BASQUE, 3, 0, "plusieurs lieux"),
    "ccas_list_without_type.csv": (PAYS_BASQUE, 2, 0, ""),
    "overpass_turbo.geojson": (PAYS_BASQUE, 12, 12, "n'a pas de nom"),
    "lieux.kml": (PAYS_BASQUE, 12, 12, ""),
}
"""By shared file: its territory, the places kept, those at their own point, and what is told of them."""


@pytest.mark.shared
def test_every_shared_file_says_what_it_should_give() -> None:
    assert {path.name for path in SHARED.iterdir()} == set(FILES)


@pytest.mark.shared
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_failed_gives_what_it_should(file: str) -> None:
    siren, kept, own_points, words = FILES[file]
    content = (SHARED / file).read_bytes()
    ccas = file.startswith("ccas")
    found = taken(content, siren, *(["institutions"] if ccas else []), **({"type": "CCAS"} if ccas else {}))
    assert (len(found.table), int((found.table["point_quality"] == "own").sum())) == (kept, own_points)
    opened = read(content)
    assert words in " ".join([*(note.fr for note in opened.notes), told(found)])
    assert set(found.table["commune_code"]) <= around(siren).territory
    codes = opened.table.get("code_insee", pd.Series(dtype=object)).reindex(found.table.index)
    own = codes[codes.notna() & codes.isin(around(siren).territory)]
    assert found.table["commune_code"][own.index].equals(own.rename("commune_code")) or "postal" in file
