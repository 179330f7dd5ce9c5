"""Names of places written with their article, as INSEE's field TNCC says."""

ARTICLES: dict[str, str] = {
    "0": "",
    "1": "",
    "2": "Le ",
    "3": "La ",
    "4": "Les ",
    "5": "L'",
    "6": "Aux ",
    "7": "Las ",
    "8": "Los ",
}
"""Article by TNCC code (type de nom en clair); 0 and 1 differ only by the link word ("de", "d'")."""


def full_name(name: str, tncc: str) -> str:
    """Name with its article: ``full_name("Mées", "4")`` is "Les Mées". Raises ValueError on another code."""
    if tncc not in ARTICLES:
        msg = f"unknown TNCC code {tncc!r} for {name!r}"
        raise ValueError(msg)
    return ARTICLES[tncc] + name
