"""Time the road engine beside SciPy, pandana and networkx (OSMnx's engine) on the same graphs, in one run.

pandana is under the AGPL and is no part of the product: install it apart. The graphs: Andorra with every vertex a node,
as real roads, and generated towns of 50,000 and 500,000 nodes. Every answer is compared with ours before its time is
printed. Read the ratios, not the seconds.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

import geopandas as gpd
import networkx as nx
import numpy as np
import pandana
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, KDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from distance.dijkstra import NEVER
from distance.road_graph import CLOSED, RoadGraph, SnappedPlaces, minutes, minutes_to_nodes, nearest_to_nodes
from layers.roads.osm import extract
from layers.roads.ways import segments

Floats = NDArray[np.float64]
Made = TypeVar("Made")

ORIGINS, DESTINATIONS, THEMES, K = 158, 500, 25, 5
CAPS_S = (3600, 1_000_000)


@dataclass(frozen=True)
class Case:
    """A graph and the questions asked of it."""

    graph: RoadGraph
    origins: NDArray[np.intp]
    destinations: NDArray[np.intp]
    services: NDArray[np.intp]
    themes: NDArray[np.intp]

    def arcs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """From, to, minutes; of two roads between the same nodes the quicker: SciPy adds them up."""
        arcs = self.graph.outward
        tail, (head, ms) = np.repeat(np.arange(len(arcs.start) - 1), np.diff(arcs.start)), arcs.to.T
        order = np.lexsort((ms, head, tail))
        tail, head, ms = tail[order], head[order], ms[order]
        first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))
        return tail[first], head[first], ms[first] / 60_000


def straight(nodes: Floats, ends: NDArray[np.intp], ms: Floats, one_way: NDArray[np.bool_]) -> RoadGraph:
    """A graph of straight roads."""
    forth = np.maximum(1, np.rint(ms)).astype(np.int32)
    back = np.where(one_way, CLOSED, forth).astype(np.int32)
    tail, head = ends.T.astype(np.int32)
    shape = np.hstack([nodes[tail], nodes[head]]).reshape(-1, 2)
    start, stop = np.arange(0, 2 * len(tail) + 1, 2), np.ones(len(tail), bool)
    return RoadGraph(nodes, tail, head, forth, back, stop, start, shape)


def town(size: int) -> RoadGraph:
    """Clustered points, their spanning tree, links short for where they are: 2.4 arcs a node, as in OpenStreetMap."""
    rng = np.random.default_rng(0)
    side = np.sqrt(size / 12) * 1000
    centres = rng.random((size // 250, 2)) * side
    pull = rng.integers(len(centres), size=int(size * 0.6))
    nodes = np.vstack([centres[pull] + rng.normal(size=(len(pull), 2)) * 500, rng.random((size - len(pull), 2)) * side])
    nodes = nodes[np.argsort(gpd.GeoSeries(gpd.points_from_xy(*nodes.T)).hilbert_distance(), kind="stable")]
    triangles = Delaunay(nodes).simplices
    ends = np.unique(np.sort(np.vstack([triangles[:, :2], triangles[:, 1:], triangles[:, ::2]]), axis=1), axis=0)
    metres = np.hypot(*(nodes[ends[:, 0]] - nodes[ends[:, 1]]).T) + 0.1
    tree = minimum_spanning_tree(coo_array((metres, ends.T), shape=(size, size)).tocsr()).tocoo()
    in_tree = np.isin(ends @ [size, 1], np.sort(np.column_stack(tree.coords), axis=1) @ [size, 1])
    spare = np.flatnonzero(~in_tree)
    spacing = np.log(np.asarray(KDTree(nodes).query(nodes, k=4)[0])[:, 3] + 1)
    length = np.log(metres[spare]) - spacing[ends[spare]].mean(axis=1) + rng.normal(size=len(spare)) * 0.35
    kept = np.concatenate([np.flatnonzero(in_tree), spare[np.argsort(length)[: int(size * 0.22)]]])
    one_way = ~in_tree[kept] & (rng.random(len(kept)) < 0.1)
    return straight(nodes, ends[kept], metres[kept] * 3600 / rng.choice([30, 50, 50, 80], len(kept)), one_way)


def andorra(path: Path) -> RoadGraph:
    """Every road and path of Andorra, on foot, each vertex a node."""
    lonlat, found = segments(extract(path)["foot"])
    return straight(lonlat, np.column_stack([found.a, found.b]), found.metres * 900, np.zeros(len(found.a), bool))


def case(graph: RoadGraph) -> Case:
    """Origins, destinations and services at nodes, rather in town; 25 themes, from rare to common."""
    rng = np.random.default_rng(2)
    size = len(graph.nodes)
    dense = 1 / (np.asarray(KDTree(graph.nodes).query(graph.nodes, k=4)[0])[:, 3] + 1)
    dense /= dense.sum()
    counts = np.maximum(6, size * np.geomspace(1e-4, 6e-3, THEMES)).astype(int)
    services = np.concatenate([rng.choice(size, count, replace=False, p=dense) for count in counts])
    origins, destinations = (rng.choice(size, count, replace=False, p=dense) for count in (ORIGINS, DESTINATIONS))
    return Case(graph, origins, destinations, services, np.repeat(np.arange(THEMES), counts))


def at_nodes(graph: RoadGraph, nodes: NDArray[np.intp]) -> SnappedPlaces:
    """Places that stand at nodes: at the end of an edge that has it."""
    edge, side = np.full(len(graph.nodes), -1, np.int32), np.zeros(len(graph.nodes))
    edge[graph.head], side[graph.head] = np.arange(len(graph.head)), 1
    edge[graph.tail], side[graph.tail] = np.arange(len(graph.tail)), 0
    return SnappedPlaces(edge[nodes], side[nodes], np.zeros(len(nodes), np.int32))


def timed(task: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Median seconds, and the last answer."""
    seconds = []
    for _ in range(runs):
        start = perf_counter()
        answer = task()
        seconds.append(perf_counter() - start)
    return median(seconds), answer


def memory() -> float:
    """Resident megabytes of this process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def built(label: str, make: Callable[[], Made]) -> Made:
    """Build an engine's graph; print its time and memory."""
    before, start = memory(), perf_counter()
    made = make()
    print(f"  build {label:9s} {perf_counter() - start:8.2f} s {memory() - before:8.0f} MB")
    return made


def line(question: str, ours: float, theirs: dict[str, tuple[float, float]]) -> None:
    """One line: our seconds, then for each other its seconds, its ratio and its largest difference in minutes."""
    others = "; ".join(f"{name} {s:.3f} s = {s / ours:.1f}x (differs {d:.0e} min)" for name, (s, d) in theirs.items())
    print(f"  {question:34s} ours {ours:.3f} s; {others}")


def gap(ours: object, theirs: object) -> float:
    """Largest difference in minutes where both have a route; infinity if one alone has."""
    a, b = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return float("inf")
    known = np.isfinite(a)
    return float(np.abs(a[known] - b[known]).max())


def pandana_network(some: Case) -> pandana.Network:
    """Its weights are seconds: it cuts them at the millisecond."""
    tail, head, time = some.arcs()
    x, y = (pd.Series(column) for column in some.graph.nodes.T)
    seconds = pd.DataFrame({"s": time * 60})
    return pandana.Network(x, y, pd.Series(tail), pd.Series(head.astype(np.int64)), seconds, twoway=False)


def pandana_nearest(net: pandana.Network, some: Case, cap: float) -> NDArray[np.float64]:
    """(themes, nodes, k) minutes; `cap` where there is none."""
    out = []
    for theme in range(THEMES):
        at = some.graph.nodes[some.services[some.themes == theme]]
        net.set_pois(str(theme), cap, K, pd.Series(at[:, 0]), pd.Series(at[:, 1]))
        out.append(net.nearest_pois(cap, str(theme), num_pois=K).to_numpy())
    return np.stack(out) / 60


def networkx_graph(some: Case) -> nx.MultiDiGraph:
    """As OSMnx holds it."""
    web = nx.MultiDiGraph()
    tail, head, time = some.arcs()
    web.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), time.tolist(), strict=True))
    return web


def compare(label: str, some: Case, runs: int) -> None:
    """Every question to every engine."""
    graph, size = some.graph, len(some.graph.nodes)
    print(f"{label}: {size:,} nodes, {len(graph.outward.to):,} arcs, {len(some.services):,} services")
    tail, head, time = some.arcs()
    built("ours", lambda: RoadGraph(**fields(graph)).outward)
    matrix = built("SciPy", lambda: csr_array((time, (tail, head)), shape=(size, size)))
    net = built("pandana", lambda: pandana_network(some))
    web = built("networkx", lambda: networkx_graph(some))
    warm = at_nodes(graph, some.origins[:1])
    minutes_to_nodes(graph, warm), minutes(graph, warm, warm), nearest_to_nodes(graph, warm, [0], 1)
    one_to_all(some, matrix, web, runs)
    tables(some, matrix, net, runs)
    nearest(some, net, runs)


def one_to_all(some: Case, matrix: csr_array, web: nx.MultiDiGraph, runs: int) -> None:
    """From one origin to every node."""
    origin = at_nodes(some.graph, some.origins[:1])
    ours, found = timed(lambda: minutes_to_nodes(some.graph, origin), runs)
    scipy, other = timed(lambda: dijkstra(matrix, indices=some.origins[:1]), runs)
    networkx, times = timed(lambda: nx.single_source_dijkstra_path_length(web, int(some.origins[0])), 1)
    far = np.full((1, len(some.graph.nodes)), np.inf)
    far[0, list(times)] = list(times.values())
    line("one to all", ours, {"SciPy": (scipy, gap(found, other)), "networkx": (networkx, gap(found, far))})


def tables(some: Case, matrix: csr_array, net: pandana.Network, runs: int) -> None:
    """From every origin to every node, and to every destination."""
    origins, destinations = at_nodes(some.graph, some.origins), at_nodes(some.graph, some.destinations)
    ours, found = timed(lambda: minutes_to_nodes(some.graph, origins), runs)
    scipy, other = timed(lambda: dijkstra(matrix, indices=some.origins), runs)
    line(f"{ORIGINS} to all", ours, {"SciPy": (scipy, gap(found, other))})
    a, b = np.repeat(some.origins, DESTINATIONS), np.tile(some.destinations, ORIGINS)
    ours, found = timed(lambda: minutes(some.graph, origins, destinations), runs)
    warnings.simplefilter("ignore")  # it lists every pair without a route
    seconds, rows = timed(lambda: net.shortest_path_lengths(a, b), runs)
    theirs = np.reshape(rows, found.shape) / 60
    theirs[theirs > 70_000] = np.inf  # its "no route" is the largest number of 32 bits
    others = {"SciPy": (scipy, gap(found, other[:, some.destinations])), "pandana": (seconds, gap(found, theirs))}
    line(f"{ORIGINS} x {DESTINATIONS}", ours, others)


def nearest(some: Case, net: pandana.Network, runs: int) -> None:
    """The 5 nearest services of 25 themes from every node: ours knows no cap, pandana's is in seconds."""
    services = at_nodes(some.graph, some.services)
    ours, (least, _) = timed(lambda: nearest_to_nodes(some.graph, services, some.themes, K), runs)
    for cap in CAPS_S:
        seconds, other = timed(partial(pandana_nearest, net, some, cap), 1)
        within = least < min(NEVER, cap * 999)
        differs = float(np.abs(least[within] / 60_000 - other[within]).max())
        line(f"{K} nearest of {THEMES}, pandana to {cap} s", ours, {"pandana": (seconds, differs)})


def fields(graph: RoadGraph) -> dict[str, NDArray[Any]]:
    """The fields alone, without what was derived from them."""
    return {name: vars(graph)[name] for name in graph.__dataclass_fields__}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--andorra", type=Path, help="an extract of OpenStreetMap, read on foot")
    parser.add_argument("--nodes", type=int, nargs="*", default=[50_000, 500_000])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if options.andorra:
        compare("Andorra, on foot, every vertex", case(andorra(options.andorra)), options.runs)
    for size in options.nodes:
        compare(f"Generated, {size:,}", case(town(size)), options.runs)


if __name__ == "__main__":
    main()
