"""Social places of OpenStreetMap in an intercommunality, by one question to Overpass.

Not by osmnx: its own downloader would be a second cache beside ours, without our retries, our checks of what
comes back, nor our folder of dropped files; and one tag filter needs none of its graphs.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from i18n import NBSP, Text

from ..publishers.files import Published, member, not_the_file, reading
from ..publishers.hours import listed, osm_hours
from ..publishers.places import as_places, commune_at, joined
from ..source import Source

LABEL = Text("Lieux d'OpenStreetMap", "OpenStreetMap places")
ODBL = "ODbL 1.0"

AMENITIES = {
    "social_centre": "centre-social", "community_centre": "lieu-associatif", "library": "bibliotheque",
    "childcare": "petite-enfance", "pharmacy": "pharmacie", "post_office": "poste", "social_facility": "lieu-social",
}  # fmt: skip
"""In France a community_centre is a village hall: it is not a centre social. Doctors are left to the BPE, where
general practitioners are told from specialists."""

FACILITIES = {
    "food_bank": "equipement-et-alimentation", "soup_kitchen": "equipement-et-alimentation",
    "clothing_bank": "equipement-et-alimentation", "shelter": "hebergement-social",
    "nursing_home": "hebergement-personnes-agees", "assisted_living": "hebergement-personnes-agees",
    "ambulatory_care": "aide-a-domicile", "workshop": "travail-protege",
}  # fmt: skip
"""What an amenity=social_facility is, by its tag social_facility."""

QUERY = (
    '[out:json][timeout:180];area["ref:FR:SIREN"="{epci}"]["boundary"]->.a;'
    f'nwr["amenity"~"^({"|".join(AMENITIES)})$"](area.a);out tags center;'
)


def read(path: Path) -> pd.DataFrame:
    """Overpass' JSON: nodes with their point, ways and relations with their centre. Its communes are those of 2026."""
    with reading(LABEL), member(path, "*.json", "*interpreter*") as file:
        answer = json.loads(file.read())
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements) or "remark" in answer:
        said = str(answer.get("remark", ""))[:120] if isinstance(answer, dict) else ""
        raise not_the_file(LABEL, Text(f"Réponse incomplète d'Overpass{NBSP}: {said}", f"Incomplete answer: {said}"))
    if not elements:
        none = Text(
            "Overpass n'y connaît aucun lieu, ou pas ce territoire.", "Overpass knows no place, or no such area."
        )
        raise not_the_file(LABEL, none)
    with reading(LABEL):
        rows = [_row(one) for one in elements]
    table = pd.DataFrame(rows).drop_duplicates("id").set_index("id")
    table = as_places(table[table["theme"] != ""], LABEL)
    return table.assign(commune=commune_at(table["lon"], table["lat"]))


def _row(element: dict[str, Any]) -> dict[str, object]:
    tags: dict[str, str] = element.get("tags", {})
    point = element.get("center", element)
    hours = tags.get("opening_hours", "")
    opened = listed(osm_hours(hours))
    theme = AMENITIES.get(tags.get("amenity", ""), "")
    address = pd.DataFrame(
        [{key: tags.get(f"addr:{key}", "") for key in ("housenumber", "street", "postcode", "city")}]
    )
    return {
        "id": f"osm-{element['type']}-{element['id']}",
        "name": tags.get("name", ""),
        "theme": FACILITIES.get(tags.get("social_facility", ""), theme) if theme == "lieu-social" else theme,
        "network": "la-poste" if theme == "poste" else "",
        "form": tags.get("social_facility", tags.get("amenity", "")),
        "operator": None,
        "lon": point.get("lon"),
        "lat": point.get("lat"),
        "hours": hours,
        "weekly_hours": opened.weekly,
        "hours_flag": opened.fault,
        "address": joined(address, list(address))[0],
        "source": "© les contributeurs d'OpenStreetMap",
    }


OSM = Source(
    key="osm",
    label=LABEL,
    publisher="OpenStreetMap",
    origin=Text("© les contributeurs d'OpenStreetMap, par Overpass", "© OpenStreetMap contributors, through Overpass"),
    published={
        2026: Published(
            cog=2026,
            url="https://overpass-api.de/api/interpreter?data=" + quote(QUERY, safe="{}"),
            read=read,
            names=("*overpass*.json", "*interpreter*"),
            rolling=True,
            megabytes=1,
        ),
    },
    licence=ODBL,
)
