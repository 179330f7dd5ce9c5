"""Social action centres of communes (CCAS) and of intercommunalities (CIAS), from the register of companies."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from i18n import Text

from ..publishers.directory import Desk, dicts, text
from ..publishers.files import Published, commune_codes, member, not_the_file, pick, reading
from ..source import Source

LABEL = Text("CCAS et CIAS", "CCAS and CIAS")
ORIGIN = Text("Sirene, API Recherche d'entreprises", "Sirene, company search API")
KINDS = {"7361": "ccas", "7367": "cias"}
"""Legal categories of the INSEE: CCAS, CIAS."""

NEEDS = ("siren", "nom_complet", "nature_juridique", "etat_administratif", "siege")
"""Fields of an answer without which a closed centre would be open, or all of them one."""
COLUMNS = ["id", "name", "kind", "commune", "address", "lon", "lat", "point_quality", "source"]


def follow(url: str, page: dict[str, Any]) -> str | None:
    """Address of the next page, None after the last."""
    here, last = page.get("page"), page.get("total_pages")
    if not isinstance(here, int) or not isinstance(last, int) or here >= last:
        return None
    return re.sub(r"([?&]page=)\d+", rf"\g<1>{here + 1}", url)


def read(path: Path) -> pd.DataFrame:
    """One row per open centre, by SIREN, at its seat. A commune without a row is not known to have none."""
    with reading(LABEL), member(path, "*.json") as file:
        pages = json.load(file)
        listed = pages if isinstance(pages, list) else [pages]
        if not listed or not all(isinstance(page, dict) and isinstance(page.get("results"), list) for page in listed):
            why = Text("Ce n'est pas une réponse de l'API.", "It is no answer of the API.")
            raise not_the_file(LABEL, why)
    answers = [one for page in listed for one in dicts(page["results"])]
    pick({field for one in answers for field in one} or NEEDS, NEEDS, LABEL)
    found = [row for one in answers if (row := _row(one)) is not None]
    table = pd.DataFrame(found, columns=COLUMNS)
    table["commune"] = commune_codes(table["commune"], LABEL)
    # A centre registered between two pages shifts the next one: the last of a page comes again.
    return table.dropna(subset="commune").drop_duplicates("id").set_index("id")


def _row(one: Desk) -> dict[str, object] | None:
    seat = one.get("siege")
    kind = KINDS.get(text(one, "nature_juridique"))
    if not isinstance(seat, dict) or kind is None or text(one, "etat_administratif") not in ("", "A"):
        return None
    lon, lat = _degrees(seat.get("longitude")), _degrees(seat.get("latitude"))
    placed = abs(lon) <= 180 and abs(lat) <= 90
    return {
        "id": text(one, "siren"),
        "name": text(one, "nom_complet"),
        "kind": kind,
        "commune": text(seat, "commune"),
        "address": text(seat, "adresse"),
        "lon": lon if placed else float("nan"),
        "lat": lat if placed else float("nan"),
        "point_quality": "own" if placed else None,
        "source": ORIGIN.fr,
    }


def _degrees(value: object) -> float:
    """Coordinates come as texts, as nothing, or as "[NON-DIFFUSIBLE]"."""
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


CCAS = Source(
    key="ccas",
    label=LABEL,
    publisher="Insee, DINUM",
    origin=ORIGIN,
    published={
        2026: Published(
            cog=2026,
            # Parameters and layout seen in public code; 25 answers a page is the most it gives.
            url="https://recherche-entreprises.api.gouv.fr/search?nature_juridique=7361,7367&etat_administratif=A"
            "&departement={department}&per_page=25&page=1",
            read=read,
            names=("*ccas*.json",),
            rolling=True,
            follow=follow,
            megabytes=2,
        ),
    },
)
