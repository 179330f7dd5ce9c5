"""The road networks of a territory: what is loaded, one button for OpenStreetMap, and the extracts dropped by hand."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from xml.etree.ElementTree import Element

import streamlit as st

import layers
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import LayerError, Mode, Territory, store
from layers.fetch.download import Cancelled
from layers.fetch.refusals import unwritten
from layers.roads import files as road_files
from layers.roads.kept import Kept, file_of
from layers.roads.speeds import MODE_LABELS, MODES
from pages.state import address as state
from pages.widgets import speeds
from pages.widgets.markup import element, scrolling, write

MEGABYTE = 1e6
ATTRIBUTION = {
    "roads": Text("© les contributeurs d'OpenStreetMap, licence ODbL 1.0", "© OpenStreetMap contributors, ODbL 1.0"),
    "bd_topo": Text("IGN, BD TOPO, Licence Ouverte 2.0", "IGN, BD TOPO, Licence Ouverte 2.0"),
}


@dataclass
class Cutting:
    """Networks being made, in a thread of its own: closing the page does not stop it.

    Attributes
    ----------
    file
        The dropped file it is cut from; None to ask Overpass.
    again
        Ask Overpass for the tiles that are here too.
    tile, tiles, done
        The tile under way, how many there are (0 until it is known), and the bytes of this one.
    problem
        Why there is no network at the end.
    before, made
        The networks of the territory when it started, and those it made.
    """

    place: Territory
    file: Path | None
    again: bool = False
    tile: int = 0
    tiles: int = 0
    done: int = 0
    problem: Text | None = None
    before: dict[Mode, Kept] = field(default_factory=dict)
    made: dict[Mode, Kept] = field(default_factory=dict)
    asked_to_stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def running(self) -> bool:
        """True until the network is kept, refused, or the reader stopped it."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self.before = layers.road_modes(self.place)
        self.thread = Thread(target=self._run, daemon=True, name="roads")
        self.thread.start()

    def stop(self) -> None:
        """Ask it to stop: it does at the next block of bytes."""
        self.asked_to_stop.set()

    def _run(self) -> None:
        # Imported in the thread: readers and numba take seconds to start.
        from layers.roads import overpass as road_overpass  # noqa: PLC0415
        from layers.roads import read as road_read  # noqa: PLC0415

        try:
            if self.file is None:
                self.made = road_overpass.load(self.place, self._report, again=self.again)
            else:
                self.made = road_read.keep_file(self.place, self.file)
        except LayerError as error:
            self.problem = error.message
        except OSError as error:
            self.problem = unwritten(error, str(file_of(self.place.siren))).message
        except Cancelled:
            return

    def _report(self, tile: int, tiles: int, done: int) -> None:
        self.tile, self.tiles, self.done = tile, tiles, done
        if self.asked_to_stop.is_set():
            raise Cancelled


@st.cache_resource(show_spinner=False)
def runs() -> dict[str, Cutting]:
    """The last run of each territory, shared by the sessions: a network is made once for all."""
    return {}


def show(study: Study, lang: Lang) -> None:
    """What is loaded, how to load it, what went wrong."""
    place = study.territory
    run = runs().get(place.siren)
    if run is not None and run.running:
        _progress(run, lang)
        return
    kept = layers.road_modes(place)
    write(*_state(kept, place, lang))
    if run is not None and run.problem is not None:
        write(element("p", run.problem.in_lang(lang), class_="warning long"))
    if run is not None and run.made:
        write(_changed(run, lang))
    _overpass(place, lang, again="car" in kept and kept["car"].source == "roads")
    _dropped(place, lang)
    with st.expander(
        Text("Vitesses employées, et ce qui n'est pas compté", "Speeds, and what they leave out").in_lang(lang)
    ):
        write(*speeds.nodes(lang))


HEADS = (
    Text("Déplacement", "Mode"),
    Text("Date", "Date"),
    Text("Origine", "Origin"),
    Text("Longueur des voies", "Length of the roads"),
    Text("Carrefours", "Junctions"),
    Text("Tronçons", "Stretches"),
)
NO_CAR = Text(
    "Aucun réseau routier n'est chargé pour {name} en voiture : les minutes sont estimées (vol d'oiseau × 1,3 à "
    "50 km/h).",
    "No road network is loaded for {name} by car: minutes are estimated (straight line × 1.3 at 50 km/h).",
)
BY_CAR = Text(
    "Un réseau routier est chargé pour {name} et 20 km autour : les minutes sont celles des routes.",
    "A road network is loaded for {name} and 20 km around: minutes are those of the roads.",
)
NOT_LOADED = Text("pas chargé", "not loaded")
UNDATED = Text("non daté", "undated")


def _state(kept: dict[Mode, Kept], place: Territory, lang: Lang) -> list[Element]:
    """Whether minutes are those of the roads, and the network of each mode."""
    said = [element("p", (BY_CAR if "car" in kept else NO_CAR).in_lang(lang).format(name=place.name))]
    if not kept:
        return said
    head = element("tr", *(element("th", h.in_lang(lang), class_="number" * (i > 2)) for i, h in enumerate(HEADS)))
    owners = ". ".join(ATTRIBUTION[source].in_lang(lang) for source in dict.fromkeys(k.source for k in kept.values()))
    table = scrolling(HEADS[0].in_lang(lang), head, *(_row(mode, kept.get(mode), lang) for mode in MODES))
    return [*said, table, element("p", f"{owners}.", class_="small")]


def _row(mode: Mode, kept: Kept | None, lang: Lang) -> Element:
    label = element("td", MODE_LABELS[mode].in_lang(lang))
    if kept is None:
        return element("tr", label, element("td", NOT_LOADED.in_lang(lang), colspan=str(len(HEADS) - 1)))
    length = f"{number(kept.kilometres, lang)}{NBSP}km"
    figures = (length, number(kept.nodes, lang), number(kept.edges, lang))
    return element(
        "tr",
        label,
        element("td", kept.dated or UNDATED.in_lang(lang)),
        element("td", kept.origin, class_="long"),
        *(element("td", figure, class_="number") for figure in figures),
    )


def _changed(run: Cutting, lang: Lang) -> Element:
    """What the last run changed, mode by mode."""
    now = Text("{mode} : {km}\u00a0km de voies{before}.", "{mode}: {km}\u00a0km of roads{before}.")
    then = Text(" (auparavant {km}\u00a0km)", " ({km}\u00a0km before)")
    as_was = Text("{mode} : ce fichier n'en donne pas, le réseau d'avant est gardé.",
                  "{mode}: this file gives none, the network of before is kept.")  # fmt: skip
    none = Text("{mode} : ce fichier ne donne pas ce réseau.", "{mode}: this file does not give this network.")
    items = []
    for mode in MODES:
        label, made, before = MODE_LABELS[mode].in_lang(lang), run.made.get(mode), run.before.get(mode)
        if made is None:
            items.append((none if before is None else as_was).in_lang(lang).format(mode=label))
            continue
        was = then.in_lang(lang).format(km=number(before.kilometres, lang)) if before else ""
        items.append(now.in_lang(lang).format(mode=label, km=number(made.kilometres, lang), before=was))
    title = Text("Dernière lecture", "Last reading").in_lang(lang)
    return element("div", element("h2", title, class_="place"), element("ul", *(element("li", item) for item in items)))


def _overpass(place: Territory, lang: Lang, *, again: bool) -> None:
    """One button."""
    label = (
        Text("Demander des routes plus récentes", "Ask for newer roads")
        if again
        else Text("Charger les routes d'OpenStreetMap", "Load OpenStreetMap roads")
    )
    said = Text(
        "Le serveur public Overpass est interrogé par carrés de 30 km de côté au plus, une fois pour la voiture, le "
        "vélo et la marche : quelques minutes, et davantage s'il est occupé.",
        "The public Overpass server is asked by squares of 30 km at most, once for cars, bicycles and walking: a few "
        "minutes, more if it is busy.",
    )
    if st.button(label.in_lang(lang), type="secondary" if again else "primary", key="load_roads"):
        _start(Cutting(place, None, again=again))
    write(element("p", said.in_lang(lang), class_="small"))


def _dropped(place: Territory, lang: Lang) -> None:
    """The other way in: the folder of dropped files."""
    said = Text(
        "Ou mettez dans le dossier {folder} un extrait d'OpenStreetMap qui couvre le territoire et 20 km autour "
        "(.osm.pbf, .osm.gz, .osm), un graphe d'OSMnx (.graphml), ou la couche « tronçon de route » de la BD TOPO de "
        "l'IGN (.gpkg, .shp, ou un zip d'un .shp).",
        "Or put in the folder {folder} an extract of OpenStreetMap that covers the territory and 20 km around "
        "(.osm.pbf, .osm.gz, .osm), a graph of OSMnx (.graphml), or the layer “tronçon de route” of IGN's BD TOPO "
        "(.gpkg, .shp, or a zip of a .shp).",
    )
    served = Text(
        "Un extrait d'OpenStreetMap et la BD TOPO donnent les trois réseaux : voiture, vélo, marche. Un .shp de la BD "
        "TOPO ne dit pas quels sens interdits sont ouverts aux vélos, ni, en version 2, quelles voies sont fermées aux "
        "piétons. Un graphe d'OSMnx ne sert qu'au déplacement pour lequel il a été dessiné (« drive » : la voiture).",
        "An extract of OpenStreetMap and BD TOPO give the three networks: car, bicycle, walking. A .shp of BD TOPO "
        "does not say which one-way streets are open to bicycles nor, in version 2, which roads are closed to "
        "pedestrians. A graph of OSMnx only serves the mode it was drawn for (“drive”: the car).",
    )
    title = Text("Sans réseau internet", "Without the internet").in_lang(lang)
    write(
        element("h2", title, class_="place"),
        element("p", said.in_lang(lang).format(folder=store.drop())),
        element("p", served.in_lang(lang), class_="small"),
    )
    files = road_files.dropped()
    if not files:
        return
    label = Text("Fichiers de routes reconnus", "Files of roads recognised").in_lang(lang)
    names = {path.name: path for path in files}
    chosen = names[state.selectbox("road_file", label, list(names), next(iter(names)))]
    if st.button(Text("Lire ce fichier", "Read this file").in_lang(lang), key="read_roads"):
        _start(Cutting(place, chosen))


def _start(run: Cutting) -> None:
    runs()[run.place.siren] = run
    run.start()
    st.rerun()


@st.fragment(run_every=1.0)
def _progress(run: Cutting, lang: Lang) -> None:
    if not run.running:
        st.rerun()
    if not run.tiles:
        said = Text("Lecture des routes…", "Reading the roads…").in_lang(lang)
        st.progress(0.0, text=said)
        return
    count = Text("Carré {rank} sur {all}", "Square {rank} of {all}").in_lang(lang)
    got = f"{number(run.done / MEGABYTE, lang, 1)}{NBSP}{Text('Mo', 'MB').in_lang(lang)}"
    st.progress(run.tile / run.tiles, text=f"{count.format(rank=run.tile + 1, all=run.tiles)}, {got}")
    stopping = run.asked_to_stop.is_set()
    label = Text("Arrêt en cours", "Stopping") if stopping else Text("Arrêter", "Stop")
    st.button(label.in_lang(lang), key="stop_roads", on_click=run.stop, disabled=stopping)
