"""The road network of a territory: what is loaded, one button for OpenStreetMap, and the extracts dropped by hand."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from xml.etree.ElementTree import Element

import streamlit as st

import layers
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import LayerError, Territory, road_files, store
from layers.download import Cancelled, unwritten
from layers.roads import Notes, file_of, noted
from pages.markup import element, write

MEGABYTE = 1e6
ATTRIBUTION = {
    "roads": Text("© les contributeurs d'OpenStreetMap, licence ODbL 1.0", "© OpenStreetMap contributors, ODbL 1.0"),
    "bd_topo": Text("IGN, BD TOPO, Licence Ouverte 2.0", "IGN, BD TOPO, Licence Ouverte 2.0"),
}


@dataclass
class Cutting:
    """A network being made, in a thread of its own: closing the page does not stop it.

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
    """

    place: Territory
    file: Path | None
    again: bool = False
    tile: int = 0
    tiles: int = 0
    done: int = 0
    problem: Text | None = None
    asked_to_stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def running(self) -> bool:
        """True until the network is kept, refused, or the reader stopped it."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self.thread = Thread(target=self._run, daemon=True, name="roads")
        self.thread.start()

    def stop(self) -> None:
        """Ask it to stop: it does at the next block of bytes."""
        self.asked_to_stop.set()

    def _run(self) -> None:
        # Imported in the thread: readers and numba take seconds to start.
        from layers import road_overpass, road_read  # noqa: PLC0415

        try:
            if self.file is None:
                road_overpass.load(self.place, self._report, again=self.again)
            else:
                road_read.keep_file(self.place, self.file)
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
    notes = noted(file_of(place.siren)) if layers.loaded(ATTRIBUTION, place) else None
    write(*_state(notes, place, lang))
    if run is not None and run.problem is not None:
        write(element("p", run.problem.in_lang(lang), class_="warning"))
    _overpass(place, lang, again=notes is not None and notes.source == "roads")
    _dropped(place, lang)


def _state(notes: Notes | None, place: Territory, lang: Lang) -> list[Element]:
    if notes is None:
        none = Text(
            "Aucun réseau routier n'est chargé pour {name} : les minutes sont estimées (vol d'oiseau × 1,3 à 50 km/h).",
            "No road network is loaded for {name}: minutes are estimated (straight line × 1.3 at 50 km/h).",
        )
        return [element("p", none.in_lang(lang).format(name=place.name))]
    said = Text(
        "Un réseau routier est chargé pour {name} et 20 km autour : les minutes sont celles des routes. Origine : "
        "{origin}, {dated}. {attribution}.",
        "A road network is loaded for {name} and 20 km around: minutes are those of the roads. Origin: {origin}, "
        "{dated}. {attribution}.",
    )
    dated = notes.dated or Text("non daté", "undated").in_lang(lang)
    attribution = ATTRIBUTION[notes.source].in_lang(lang)
    told = said.in_lang(lang).format(name=place.name, origin=notes.origin, dated=dated, attribution=attribution)
    return [element("p", told, class_="long")]


def _overpass(place: Territory, lang: Lang, *, again: bool) -> None:
    """One button."""
    label = (
        Text("Demander des routes plus récentes", "Ask for newer roads")
        if again
        else Text("Charger les routes d'OpenStreetMap", "Load OpenStreetMap roads")
    )
    said = Text(
        "Le serveur public Overpass est interrogé par carrés de 50 km de côté : quelques minutes, et davantage s'il "
        "est occupé.",
        "The public Overpass server is asked by squares of 50 km: a few minutes, more if it is busy.",
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
    title = Text("Sans réseau internet", "Without the internet").in_lang(lang)
    write(element("p", title, class_="place"), element("p", said.in_lang(lang).format(folder=store.drop())))
    files = road_files.dropped()
    if not files:
        return
    label = Text("Fichiers de routes reconnus", "Files of roads recognised").in_lang(lang)
    chosen = st.selectbox(label, files, format_func=lambda path: path.name, key="road_file")
    if chosen and st.button(Text("Lire ce fichier", "Read this file").in_lang(lang), key="read_roads"):
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
