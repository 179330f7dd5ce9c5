"""What a machine can see of French typography in a text that a reader gets."""

import re
from collections.abc import Iterator

CODE = re.compile(
    r"https?://\S+|\b[\w.+-]+@[\w.-]+|`[^`]*`|--[a-z][\w-]*|\b[\w-]+\.(?:py|csv|toml|pbf|zip|json|fr|org)\b"
)
UNITS = "min|km/h|km²|km|h|m|ko|Mo|Go|habitants|communes|minutes|ans|limites|lieux"
FAULTS = {
    "straight apostrophe": r"(?<=[^\W\d_])'(?=[^\W\d_])",
    "breaking space before a sign": r"(?<=[\w)»%°]) [;:!?»](?=[\s.,)]|$)",
    "breaking space after «": r"« ",
    "breaking space before % or €": r"\d [%€]",
    "breaking space before a unit": rf"\d (?:{UNITS})(?![\w’'/-])",
    "breaking thousands": r"(?<![\d.,])\d{1,3} \d{3}(?!\d)",
    "decimal point": r"(?<![\d.\w])0\.\d+(?![\d.]|\w)",
    "singular": r"(?<![\d,.\u00a0])[01]\u00a0(?:habitants|communes|limites|lieux|ans|niveaux|sources)\b",
    "no value": r"\b(?:None|nan|NaN|undefined)\b",
    "capitals": r"\b(?:INSEE|ARCEP|DARES|DREES|CNAF|DILA)\b",
    "accent": r"\b(?:numeriques?|mediation|education|departement|donnees|communaute)\b",
    "raw address": r",\d{5},",
    "article": r"R123-1|ordre de l.article",
}


def faults(texts: list[str]) -> Iterator[str]:
    """Kind and excerpt of each fault."""
    for text in texts:
        bare = CODE.sub("¤", text)
        for kind, pattern in FAULTS.items():
            for found in re.finditer(pattern, bare):
                yield f"{kind}: {bare[max(0, found.start() - 30) : found.end() + 30]!r}"
