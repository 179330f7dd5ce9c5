"""Columns and types of every table of the pack, in the order they are written."""

import pyarrow as pa

from ..sources.european_2024 import NUANCES

TEXT, WHOLE, REAL = pa.string(), pa.int32(), pa.float64()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field("commune", TEXT, nullable=False), *columns.items()])


SCHEMAS: dict[str, pa.Schema] = {
    "communes": _schema(
        name=TEXT,
        department=TEXT,
        region=TEXT,
        epci=TEXT,
        population=WHOLE,
        lon=REAL,
        lat=REAL,
        point_quality=TEXT,
        arrondissement=TEXT,
        canton=TEXT,
        constituency=TEXT,
        seats=WHOLE,
        executive=WHOLE,
        town_hall_hours=REAL,
        contour_quality=TEXT,
    ),
    "adjacency": pa.schema([("a", TEXT), ("b", TEXT)]),
    "epci": pa.schema([("siren", TEXT), ("year", WHOLE), ("name", TEXT), ("kind", TEXT), ("regime", TEXT)]),
    "membership": _schema(**{str(year): TEXT for year in range(2019, 2027)}),
    "around": pa.schema([("window", TEXT), ("name", TEXT), ("geometry", pa.binary())]),
    "twins": pa.schema([("siren", TEXT), ("rank", WHOLE), ("twin", TEXT), ("gap", REAL)]),
    "movements": pa.schema([("year", WHOLE), ("before", TEXT), ("after", TEXT)]),
    "postcodes": _schema(postcode=TEXT),
    "former_names": _schema(name=TEXT),
    "census": _schema(under_20=WHOLE, from_20_to_64=WHOLE, over_65=WHOLE, main=WHOLE, secondary=WHOLE, vacant=WHOLE),
    "housing": _schema(mean_rental_value=REAL, apl=TEXT, abc=TEXT),
    "european_2024": _schema(
        registered=WHOLE,
        voters=WHOLE,
        blank=WHOLE,
        null_votes=WHOLE,
        valid=WHOLE,
        **dict.fromkeys(NUANCES, WHOLE),
    ),
    "municipal_2026": _schema(registered=WHOLE, voters=WHOLE, blank=WHOLE, null_votes=WHOLE, valid=WHOLE, lists=WHOLE),
    "income_2021": _schema(median=REAL, poverty_rate=REAL, tax_households=WHOLE, first_decile=REAL, ninth_decile=REAL),
    "occupations_2011": _schema(
        farmers=WHOLE, self_employed=WHOLE, managers=WHOLE, intermediate=WHOLE, clerical=WHOLE, manual=WHOLE
    ),
    "labour_2021": _schema(active=WHOLE, unemployed=WHOLE),
    "zonings": _schema(employment_zone_2020=TEXT, living_area_2022=TEXT, attraction_area_2020=TEXT, zrr_2022=TEXT),
    "fibre": _schema(share=REAL),
    "chef_lieu": _schema(lon=REAL, lat=REAL),
    "former_epci_2016": _schema(siren=TEXT, name=TEXT),
    "services": pa.schema(
        [
            *((name, TEXT) for name in ("id", "name", "theme", "network", "form", "commune")),
            ("lon", REAL),
            ("lat", REAL),
            *((name, TEXT) for name in ("hours", "address", "source")),
            ("weekly_hours", REAL),
            ("hours_flag", TEXT),
            ("point_quality", TEXT),
        ]
    ),
    "institutions": pa.schema(
        [
            *((name, TEXT) for name in ("id", "name", "kind", "commune", "address", "website")),
            *((name, TEXT) for name in ("location_quality", "source")),
            ("lon", REAL),
            ("lat", REAL),
        ]
    ),
}
"""Schema of each Parquet file but the contours."""
