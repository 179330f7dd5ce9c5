"""Where the figures of an export come from: sources, years, method, weights, hashes."""

import dataclasses
import json

import layers
from cage import METHOD_VERSION, Study
from layers import UNDATED, Vintage

from ..findings.minutes import off_network


def provenance(study: Study) -> dict[str, object]:
    """Everything needed to quote or reproduce a study, as plain values.

    Keys: territory, pair, method_version, scheme, indicators (attribute, unit, goalposts, counted),
    sources (publisher, licence, year, scope, sha256 of the file read).
    """
    place = study.territory
    return {
        "territory": {"siren": place.siren, "name": place.name, "cog": place.cog, "merged_in": place.merged_in},
        "pair": {"origin": study.pair.origin, "destination": study.pair.destination, "theme": study.theme},
        "method_version": METHOD_VERSION,
        "scheme": dataclasses.asdict(study.scheme),
        "minutes": _minutes(study),
        "destination_choice": _choice(study),
        "indicators": {column: _indicator(study, column) for column in study.indicators},
        "sources": [_source(key, study.loaded[key], place.cog) for key in sorted(study.loaded)],
    }


def as_json(value: object) -> str:
    """Plain values as the JSON that a file carries."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _minutes(study: Study) -> dict[str, object]:
    """How minutes were had, and who keeps the estimate beside a road network."""
    estimate = "geodesic x 1.3 at 50 km/h, never under the mean distance inside the origin's area"
    if not study.by_road:
        return {"by_road": False, "estimate": estimate}
    origins, destinations = off_network(study)
    return {
        "by_road": True,
        "estimate": f"{estimate}, where minutes_estimated",
        "from": "inhabited squares of 200 m" if "squares" in study.loaded else "point of the commune or place",
        "estimated_origins": origins,
        "estimated_destinations": destinations,
    }


def _choice(study: Study) -> str:
    if not study.to_one_destination:
        return "population-weighted mean of others"
    known = "nearest known by minutes"
    return f"competent desk, else {known}" if "competent" in study.values else known


def _indicator(study: Study, column: str) -> dict[str, object]:
    indicator = study.indicators[column]
    return {
        "unit": indicator.unit,
        "attribute": indicator.attribute,
        "score": {"kind": type(indicator.score).__name__, **dataclasses.asdict(indicator.score)},
        "proxy": indicator.proxy,
        "loaded": set(indicator.needs) <= study.loaded.keys(),
    }


def _source(key: str, vintage: Vintage, cog: int) -> dict[str, object]:
    source = layers.BY_KEY[key]
    return {
        "key": key,
        "publisher": source.publisher,
        "origin": vintage.origin or source.origin.fr,
        "licence": source.licence,
        "year": None if vintage.year == UNDATED else vintage.year,
        "cog_of_file": vintage.cog,
        "cog": cog,
        "sha256": vintage.sha256,
    }
