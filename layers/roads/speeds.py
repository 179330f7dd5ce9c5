"""Who may use a road, which way, and how fast: from OpenStreetMap's tags.

Cars: the mean speeds IGN gives light vehicles in BD TOPO 3.0 (content description, attribute « Vitesse moyenne VL »),
by importance of the road, in and out of town, never above the posted limit. Pedestrians: the 4 km/h of IGN's route
service. Bicycles: the 15 km/h of OSRM's profile, slower on tracks. Neither slopes, nor traffic, nor waits at crossings,
nor restricted turns count: minutes in dense towns are optimistic.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from i18n import Text

Mode = Literal["car", "bicycle", "foot"]
MODES: tuple[Mode, ...] = get_args(Mode)
MODE_LABELS: dict[Mode, Text] = {
    "car": Text("En voiture", "By car"),
    "bicycle": Text("À vélo", "By bicycle"),
    "foot": Text("À pied", "On foot"),
}

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

EVERYWHERE: Box = (-180.0, -90.0, 180.0, 90.0)

WALK = 4.0
CYCLE = 15.0
ROUGH = 10.0
"""« Route empierrée » for cars; tracks and paths for bicycles."""

FERRY = 5.0
"""« Bac ou liaison maritime », where no crossing time is given; the wait on the quay never counts."""

ROUNDABOUT = 25.0
RAMP = 45.0

CAR = {
    "motorway": (125, 100), "trunk": (100, 90), "primary": (67, 50), "secondary": (63, 45), "tertiary": (58, 40),
    "unclassified": (35, 30), "road": (35, 30), "residential": (30, 30), "living_street": (15, 15),
    "service": (10, 10), "motorway_link": (RAMP, RAMP), "trunk_link": (RAMP, RAMP), "primary_link": (RAMP, RAMP),
    "secondary_link": (RAMP, RAMP), "tertiary_link": (30, 30),
}  # fmt: skip
"""Kilometres an hour out of town and in town. Motorways are of importance 1, trunks of 2 and « type autoroutier »,
primary roads of 2, secondary 3, tertiary 4, others 5, all of one carriageway; « zone de rencontre » under its 20."""

WITHOUT_CARS = {"track", "path", "footway", "pedestrian", "steps", "cycleway", "bridleway", "corridor"}
FOR_FOOT = {"footway", "pedestrian", "steps", "corridor", "platform"}
EXPRESSWAYS = {"motorway", "motorway_link"}
IN_TOWN = {"fr:urban", "fr:zone30", "fr:zone20", "fr:30", "urban", "fr:living_street"}
LIMITS = {"fr:walk": 5.0, "walk": 5.0, "fr:living_street": 20.0, "fr:zone20": 20.0, "fr:zone30": 30.0, "fr:30": 30.0,
          "fr:urban": 50.0, "fr:rural": 80.0, "fr:trunk": 110.0, "fr:motorway": 130.0}  # fmt: skip
"""Limits written as the name of a French rule (Code de la route, R. 413-2 and R. 413-3)."""

CLOSED_TO_ALL = {"no", "private", "agricultural", "forestry", "agricultural;forestry", "emergency", "military",
                 "permit", "use_sidepath", "psv", "bus", "delivery"}  # fmt: skip
OPEN = {"yes", "designated", "permissive", "destination", "customers", "official", "public"}
NOT_ROADS = {"parking_aisle", "emergency_access", "drive-through"}
KEYS: dict[Mode, tuple[str, ...]] = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "bicycle": ("bicycle", "vehicle", "access"),
    "foot": ("foot", "access"),
}
"""Access tags, the most particular first."""

PASSABLE = {"cattle_grid", "border_control", "toll_booth", "sally_port", "gate", "lift_gate", "swing_gate", "no",
            "entrance", "height_restrictor", "arch", "kerb", "hampshire_gate", "bump_gate"}  # fmt: skip
"""Barriers a car passes unless its access is closed; any other stops it."""

Tags = Mapping[str, str]


class Use(NamedTuple):
    """Speeds along a way and against it, km/h, 0 where closed; whether a journey may start or end there."""

    forth: float
    back: float
    stop: bool


def uses(tags: Tags) -> dict[Mode, Use]:
    """How each mode uses a way, without those that may not."""
    return {mode: how for mode in MODES if (how := use(tags, mode)) is not None}


def use(tags: Tags, mode: Mode) -> Use | None:
    """How a mode uses a way; None where it may not."""
    if tags.get("area") == "yes" or _access(tags, mode) in CLOSED_TO_ALL or tags.get("oneway") == "reversible":
        return None
    speed = {"car": _car, "bicycle": _bicycle, "foot": _foot}[mode](tags)
    if speed <= 0:
        return None
    forth, back = _directions(tags, mode, pushed=speed <= WALK)
    stop = "highway" in tags and tags["highway"] not in EXPRESSWAYS and tags.get("tunnel", "no") == "no"
    return Use(speed * forth, speed * back, stop and tags.get("motorroad") != "yes")


def blocked(tags: Tags, mode: Mode) -> bool:
    """Whether a node with these tags stops this mode."""
    access = _access(tags, mode)
    if access in CLOSED_TO_ALL:
        return True
    return mode == "car" and "barrier" in tags and tags["barrier"] not in PASSABLE and access not in OPEN


def _access(tags: Tags, mode: Mode) -> str:
    return next((tags[key] for key in KEYS[mode] if key in tags), "")


def limit(tags: Tags) -> float:
    """The posted limit in km/h; infinity if none is given or it cannot be read."""
    text = tags.get("maxspeed", "").lower()
    value, _, unit = text.partition(" ")
    if value.isdecimal():
        return int(value) * (1.609344 if unit == "mph" else 1)
    return LIMITS.get(text, float("inf"))


def _car(tags: Tags) -> float:
    road = tags.get("highway", "")
    if tags.get("route") == "ferry" and not road:
        return FERRY if _access(tags, "car") in OPEN and {"motorcar", "motor_vehicle", "vehicle"} & set(tags) else 0
    if tags.get("service") in NOT_ROADS:
        return 0
    if road in WITHOUT_CARS:
        return ROUGH if road == "track" and _access(tags, "car") in OPEN else 0
    outside, inside = CAR.get(road, (0, 0))
    posted = limit(tags)
    rules = {tags.get(key, "").lower() for key in ("maxspeed", "source:maxspeed", "zone:maxspeed", "maxspeed:type")}
    mean = inside if posted <= 50 or rules & IN_TOWN else outside
    if tags.get("junction") in {"roundabout", "circular"}:
        mean = min(mean, ROUNDABOUT)
    return min(mean, posted)


def _bicycle(tags: Tags) -> float:
    road, allowed = tags.get("highway", ""), tags.get("bicycle") in OPEN
    if not road:
        return FERRY if tags.get("route") == "ferry" else 0
    if road == "cycleway" or (allowed and road in CAR) or (road in CAR and road not in EXPRESSWAYS):
        if tags.get("motorroad") == "yes":
            return 0
        return WALK if tags.get("bicycle") == "dismount" else CYCLE
    if road in {"track", "path", "bridleway"}:
        return ROUGH
    if road in FOR_FOOT and road != "steps" and tags.get("foot") != "no":
        return ROUGH if allowed else WALK
    return 0


def _foot(tags: Tags) -> float:
    road = tags.get("highway", "")
    if not road:
        return FERRY if tags.get("route") == "ferry" else 0
    on_foot = road in CAR or road in WITHOUT_CARS or road in FOR_FOOT
    return WALK if on_foot and road not in EXPRESSWAYS and tags.get("motorroad") != "yes" else 0


def _directions(tags: Tags, mode: Mode, *, pushed: bool) -> tuple[bool, bool]:
    """Whether one may go along the way, and against it. One-way streets hold for wheels, not for those who walk."""
    if mode == "foot" or pushed:
        return True, True
    against = {tags.get(key, "")[:8] for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")}
    if mode == "bicycle" and (tags.get("oneway:bicycle") == "no" or "opposite" in against):
        return True, True
    rule = tags.get("oneway", "")
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") in EXPRESSWAYS
    if rule in {"-1", "reverse"}:
        return False, True
    return True, not (rule in {"yes", "true", "1"} or (implied and rule != "no"))
