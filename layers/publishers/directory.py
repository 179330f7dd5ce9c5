"""DILA's directory of local public desks: its archive read once, desk by desk, whatever its size."""

import fnmatch
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import ijson

from i18n import Text

from .files import member, reading
from .weekly import DESK_MINIMUM, Entry, Hours, town_hall_hours

Desk = Mapping[str, Any]
Row = TypeVar("Row")

URL = "https://lecomarquage.service-public.gouv.fr/donnees_locales_v4/all_latest.tar.bz2"
"""Seen in public code, with its members (a list of desks, a zip of one file per commune); rewritten every day."""

DESK_FILES = "*data.gouv_local.json"
DIRECTORY_YEAR = 2026
"""The archive has no vintage: its codes follow the COG of the year it is fetched."""

ORIGIN = Text("Dila, annuaire de l'administration, base locale", "Dila, directory of public services, local base")

DESK_KINDS = frozenset(
    {
        "caf", "cpam", "msa", "france_travail", "mission_locale", "clic", "pmi", "maison_handicapees", "pif", "cij",
        "cio", "epci", "prefecture", "sous_pref", "sip", "gendarmerie", "commissariat_police", "dml",
    }
)  # fmt: skip
"""Types of desks kept. France services (``msap``) are services; town halls have their own source."""

WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")


@contextmanager
def archived(path: Path, *patterns: str) -> Iterator[IO[bytes]]:
    """The first member of the archive that matches; the file itself, or inside a zip, when it is no tar.

    Raises KeyError if nothing matches, ValueError on a damaged archive.
    """
    try:
        if not tarfile.is_tarfile(path):
            with member(path, *patterns) as file:
                yield file
            return
        # As a stream: to look for a member ahead would unpack the whole archive twice.
        with tarfile.open(path, "r|*") as archive:
            for entry in archive:
                name = entry.name.rsplit("/", 1)[-1].lower()
                if entry.isfile() and any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                    yield cast("IO[bytes]", archive.extractfile(entry))
                    return
    except (tarfile.TarError, ijson.JSONError) as error:
        raise ValueError(str(error)) from error
    msg = f"no {' / '.join(patterns)}"
    raise KeyError(msg)


def desks(path: Path, label: Text, pick: Callable[[Desk], Iterable[Row]]) -> list[Row]:
    """What `pick` takes of each desk of the directory, in its order.

    Raises
    ------
    LayerError
        If it is not the directory.
    """
    with reading(label), archived(path, DESK_FILES) as file:
        head = cast("BufferedReader", file).peek(64).lstrip(b"\xef\xbb\xbf \r\n\t")
        listed = ijson.items(file, "item" if head[:1] == b"[" else "service.item", use_float=True)
        found = [row for desk in listed for row in pick(_mapping(desk))]
        if not found:
            msg = "no desk in it"
            raise ValueError(msg)
        return found


def _mapping(desk: object) -> Desk:
    if not isinstance(desk, dict):
        msg = f"a desk is a {type(desk).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - what is wrong is the file, not the program
    return desk


def dicts(value: object) -> list[Desk]:
    """The objects of a list; an absent, empty or odd value is an empty list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(desk: Desk, key: str) -> str:
    """A field as text, "" if absent."""
    value = desk.get(key)
    return value.strip() if isinstance(value, str) else ""


def kinds(desk: Desk) -> list[str]:
    """Types of a desk, as the directory codes them."""
    return [text(pivot, "type_service_local") for pivot in dicts(desk.get("pivot"))]


def point(desk: Desk) -> tuple[float, float]:
    """Longitude and latitude of the visiting address, NaN where the directory leaves them empty."""
    listed = sorted(dicts(desk.get("adresse")), key=lambda one: text(one, "type_adresse") != "Adresse")
    for one in listed:
        try:
            lon, lat = float(text(one, "longitude")), float(text(one, "latitude"))
        except ValueError:
            continue
        if abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
    return float("nan"), float("nan")


def address(desk: Desk) -> str:
    """Street, postal code and commune of the first address."""
    one = next(iter(dicts(desk.get("adresse"))), {})
    parts = [text(one, key) for key in ("numero_voie", "code_postal", "nom_commune")]
    return ",".join(part for part in parts if part)


def entries(desk: Desk) -> list[Entry]:
    """Opening spans as ``[first day, last day, [(opens, closes), ...]]``; public holidays are no day of the week."""
    found: list[Entry] = []
    for span in dicts(desk.get("plage_ouverture")):
        first = text(span, "nom_jour_debut").lower()
        last = text(span, "nom_jour_fin").lower() or first
        slots = [(text(span, f"valeur_heure_debut_{n}"), text(span, f"valeur_heure_fin_{n}")) for n in (1, 2)]
        if first != "jours_feries" and any(map(any, slots)):
            found.append((first, last, [slot for slot in slots if any(slot)]))
    return found


def weekly(spans: list[Entry], *, minimum: float = DESK_MINIMUM) -> Hours:
    """Hours a week; refused, with ``implausible``, where they contradict themselves or are under `minimum`."""
    try:
        hours = town_hall_hours(spans)
    except ValueError:
        return Hours(None, "implausible")
    refused = hours.fault is not None if hours.weekly is None else hours.weekly < minimum
    return Hours(None, "implausible") if refused else hours


def written(spans: list[Entry]) -> str:
    """The same hours as text, Monday to Saturday: "HH:MM - HH:MM / HH:MM - HH:MM|...", "" when not given."""
    days = dict.fromkeys(WEEK, "")
    for first, last, slots in cast("list[tuple[str, str, list[tuple[str, str]]]]", spans):
        if first not in days or last not in days or WEEK.index(first) > WEEK.index(last):
            continue
        said = " / ".join(f"{opens[:5]} - {closes[:5]}" for opens, closes in slots)
        for day in WEEK[WEEK.index(first) : WEEK.index(last) + 1]:
            days[day] = " / ".join(part for part in (days[day], said) if part)
    return "|".join(days.values()) if any(days.values()) else ""
