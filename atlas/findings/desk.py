"""Where the residents of a commune go: how far, to which desk, from which point, and what is known of it."""

import math

from cage import MINUTES, Study
from i18n import UNKNOWN, Text, both, percent

from ..finding import Cells, Figure, Finding, Unit, inside
from ..words import COLON, at_once, capital, destination_label, hours
from .alike import most_like
from .commune import UNSERVED, inherited_share, is_unserved

COMPETENT = Text("Le guichet compétent : ", "The competent desk: ")
NEAREST = Text("Le plus proche connu : ", "The nearest known: ")


def headline(study: Study, origin: str) -> Finding:
    """Minutes to where a commune goes or, between residents, the communes most and least like it."""
    said = _how_far(study, origin)
    fr, en = (inside(text).removesuffix(".") for text in said.pattern)
    return Finding(
        Text(f"{{name}}{COLON.fr}{fr}.", f"{{name}}{COLON.en}{en}."),
        {"name": str(study.origins.at[origin, "name"]), **said.values},
    )


def _how_far(study: Study, origin: str) -> Finding:
    alike = most_like(study, origin)
    if alike:
        return alike[0]
    value = float(study.values.at[origin, MINUTES])
    if math.isnan(value):
        return Finding(Text("minutes inconnues", "minutes unknown"))
    cells = Cells("communes", MINUTES, where=f"index == '{origin}'")
    far = {"m": Figure(value, "trip", cells, coarse=bool(study.estimated[origin]))}
    if not study.to_one_destination:
        return Finding(FROM_THE_OTHERS, far)
    return Finding(Text("{m} ({to})", "{m} ({to})"), {**far, "to": both(lambda lang: destination_label(study, lang))})


FROM_THE_OTHERS = Text("{m} des autres habitants, en moyenne", "{m} from the other residents, on average")


def desk(study: Study, origin: str) -> list[Finding]:
    """The place a commune is read from: whether it is known to be competent, its address and hours."""
    key = str(study.values.at[origin, "destination"])
    if is_unserved(study, origin):
        return [Finding(UNSERVED)]
    if not key:
        return []
    there = study.destinations.loc[key]
    commune = study.communes["name"].get(there["commune"], there["commune"])
    where = at_once(there["name"], there["address"], commune)
    opening = both(lambda lang: capital(hours(there["hours"], lang)))
    lead = lead_of(study, origin)
    return [
        Finding(Text(f"{lead.fr}{{where}}.", f"{lead.en}{{where}}."), {"where": where}),
        Finding(Text("{opening}.", "{opening}."), {"opening": opening}),
    ]


def lead_of(study: Study, origin: str) -> Text:
    """How the place a commune goes to is introduced: never called competent where nobody says it is."""
    return COMPETENT if bool(study.values.get("competent", {}).get(origin, False)) else NEAREST


def notes(study: Study, commune: str) -> list[Finding]:
    """What is known of the distances of a commune, what its destination inherits, and where its residents set out."""
    cells = Cells("communes", "coverage", where=f"index == '{commune}'")
    share = Figure(float(study.values.at[commune, "coverage"]), "share", cells)
    told = [Finding(COVERAGE, {"share": share})]
    inherited = inherited_share(study, commune)
    if not math.isnan(inherited):
        told.append(Finding(INHERITED, {"share": both(lambda lang: percent(inherited, lang))}))
    quality = POINT_QUALITY.get(str(study.communes.at[commune, "point_quality"]), UNKNOWN)
    told += _as_near(study, commune)
    return [*told, Finding(STARTING_POINT, {"quality": SQUARES if "squares" in study.loaded else quality})]


def _as_near(study: Study, commune: str) -> list[Finding]:
    """The range of the places that nothing tells from the nearest (METHOD 2.3, rule 7)."""
    row = study.values.loc[commune]
    if not study.to_one_destination or not row["desks_within_error"] > 1 or math.isnan(row["composite_low"]):
        return []
    units: dict[str, tuple[str, Unit]] = {
        "n": ("desks_within_error", "count"), "low": ("composite_low", "score"), "high": ("composite_high", "score"),
    }  # fmt: skip
    where = f"index == '{commune}'"
    return [Finding(AS_NEAR, {
        key: Figure(float(row[column]), unit, Cells("communes", column, where=where))
        for key, (column, unit) in units.items()
    })]  # fmt: skip


AS_NEAR = Text(
    "{n} lieux sont aussi proches, à l'erreur près sur les minutes : la distance d'ensemble va de {low} à {high} selon "
    "celui où l'on va.",
    "{n} places are as near, within the error on minutes: the overall distance goes from {low} to {high} depending on "
    "which.",
)
COVERAGE = Text("Couverture : {share} du poids est connu.", "Coverage: {share} of the weight is known.")
INHERITED = Text(
    "{share} de ce qui est connu, dimension par dimension, vient de la commune où se trouve le lieu, non du lieu "
    "lui-même.",
    "{share} of what is known, dimension by dimension, comes from the commune where the place stands, not from the "
    "place itself.",
)
STARTING_POINT = Text("Point de départ : {quality}", "Starting point: {quality}")
SQUARES = Text("les carreaux de 200 m habités de la commune.", "the inhabited 200 m squares of the commune.")
POINT_QUALITY = {
    "chef_lieu": Text("chef-lieu de la commune (IGN).", "chef-lieu of the commune (IGN)."),
    "town_hall": Text("mairie.", "town hall."),
    "town_hall_unchecked": Text("mairie, contour inconnu.", "town hall, contour unknown."),
    "inside": Text(
        "un point dans la commune, la mairie étant mal placée.", "a point inside, the town hall being misplaced."
    ),
}
