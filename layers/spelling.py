"""Names written in another way: without accents, case, hyphens, apostrophes, ligatures, "St" for "Saint"."""

import re
import unicodedata


def normalised(text: str) -> str:
    """Lower case without accents, one space between words, "saint" in full: to compare names."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def squashed(text: str) -> str:
    """The same without spaces: to compare headers, or names written in one word."""
    return normalised(text).replace(" ", "")
