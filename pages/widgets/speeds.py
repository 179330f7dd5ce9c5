"""The speeds of the road networks, and what their minutes leave out: read from the tables that cut the networks."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from i18n import Lang, Text, number
from layers.roads.speeds import CAR, CYCLE, FERRY, ROUGH, ROUNDABOUT, WALK
from pages.widgets.markup import element, scrolling

KINDS: dict[tuple[str, ...], Text] = {
    ("motorway",): Text("Autoroute", "Motorway"),
    ("trunk",): Text("Voie rapide", "Trunk road"),
    ("primary",): Text("Route principale", "Primary road"),
    ("secondary",): Text("Route secondaire", "Secondary road"),
    ("tertiary",): Text("Route tertiaire", "Tertiary road"),
    ("unclassified", "road"): Text("Petite route", "Minor road"),
    ("residential",): Text("Rue résidentielle", "Residential street"),
    ("living_street",): Text("Zone de rencontre", "Living street"),
    ("service",): Text("Voie de desserte", "Service road"),
    ("motorway_link", "trunk_link", "primary_link", "secondary_link"): Text("Bretelle", "Ramp"),
    ("tertiary_link",): Text("Bretelle de route tertiaire", "Ramp of a tertiary road"),
}
"""Every kind of road for cars, those of the same speed together: OpenStreetMap's words, and those of the reader."""

OTHERS = Text(
    "En voiture : {rough} km/h sur un chemin ouvert aux véhicules, {roundabout} sur un rond-point. À vélo : {cycle} "
    "km/h, {rough} sur un chemin ou un sentier, {walk} là où l'on met pied à terre. À pied : {walk} km/h partout, et "
    "de même pour rejoindre la route. Bacs : {ferry} km/h, sauf durée indiquée dans les données.",
    "By car: {rough} km/h on a track open to vehicles, {roundabout} on a roundabout. By bicycle: {cycle} km/h, {rough} "
    "on a track or a path, {walk} where one dismounts. On foot: {walk} km/h everywhere, and the same to reach the "
    "road. Ferries: {ferry} km/h, unless the data say how long they take.",
)
SOURCES = Text(
    "Sources : voiture, vitesses moyennes que l'IGN donne aux véhicules légers par importance de la route (BD TOPO "
    "3.0, descriptif de contenu, « vitesse moyenne VL »), jamais au-dessus de la limite affichée ; une BD TOPO qui "
    "porte ses propres vitesses garde les siennes. Marche, service d'itinéraires de l'IGN. Vélo, profil d'OSRM.",
    "Sources: car, the mean speeds IGN gives light vehicles by importance of the road (BD TOPO 3.0, content "
    "description, “vitesse moyenne VL”), never above the posted limit; a BD TOPO that holds its own speeds keeps them. "
    "Walking, IGN's route service. Cycling, OSRM's profile.",
)
LEFT_OUT = Text(
    "Ne comptent pas : les bouchons, les pentes, les attentes aux feux, aux carrefours et aux embarcadères, les "
    "interdictions de tourner, la recherche d'une place. Les minutes sont donc un minimum, surtout en ville et, à vélo "
    "ou à pied, en montagne.",
    "Left out: jams, slopes, waits at lights, junctions and quays, forbidden turns, the search for a parking space. "
    "Minutes are thus a minimum, above all in town and, by bicycle or on foot, in the mountains.",
)


def nodes(lang: Lang) -> Iterator[Element]:
    """The table of the cars' speeds, then those of the other modes, where they come from and what they leave out."""
    heads = (
        Text("Voie (OpenStreetMap)", "Road (OpenStreetMap)"),
        Text("Voiture, hors agglomération (km/h)", "Car, out of town (km/h)"),
        Text("Voiture, en agglomération (km/h)", "Car, in town (km/h)"),
    )
    head = element("tr", *(element("th", h.in_lang(lang), class_="number" if i else "") for i, h in enumerate(heads)))
    title = Text("Vitesses par sorte de voie", "Speeds by kind of road").in_lang(lang)
    yield scrolling(title, head, *(_row(kinds, label, lang) for kinds, label in KINDS.items()))
    said = {"rough": ROUGH, "roundabout": ROUNDABOUT, "cycle": CYCLE, "walk": WALK, "ferry": FERRY}
    others = OTHERS.in_lang(lang).format(**{name: number(speed, lang) for name, speed in said.items()})
    for text in (others, SOURCES.in_lang(lang), LEFT_OUT.in_lang(lang)):
        yield element("p", text, style="margin-top:.8rem")


def _row(kinds: tuple[str, ...], label: Text, lang: Lang) -> Element:
    outside, inside = CAR[kinds[0]]
    codes = [node for kind in kinds for node in (" ", element("code", kind))]
    return element(
        "tr",
        element("td", label.in_lang(lang), *codes),
        element("td", number(outside, lang), class_="number"),
        element("td", number(inside, lang), class_="number"),
    )
