"""Names written in another way: without accents, case, hyphens, apostrophes, ligatures, "St" for "Saint"."""

import re
import unicodedata


def normalised(text: str) -> str:
    """Lower case without accents, one space between words, "saint" in full: to compare names."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def proper(name: str) -> str:
    """The name of an intercommunality as it is printed: a capital after d’ and l’, no second name in brackets."""
    capital = re.sub(
        r"\b([dl]['’])(?!agglomération)([^\W\d_])", lambda found: found[1] + found[2].upper(), " ".join(name.split())
    )
    return re.sub(r"\s*\([^()]*\)$", "", capital) or capital


def as_it_writes_itself(source: str) -> str:
    """A source with the names of public bodies as those write them: Dila, Insee."""
    return re.sub(r"\b(?:INSEE|ARCEP|DARES|DREES|CNAF|DILA)\b", lambda found: found[0].capitalize(), source)


def postal(address: str) -> str:
    """An address as it is printed: street, postcode and place, a space after commas."""
    spaced = re.sub(r",\s*", ", ", address.strip(" ,"))
    return re.sub(r"\b(\d{5}),\s+", r"\1 ", spaced)


def squashed(text: str) -> str:
    """The same without spaces: to compare headers, or names written in one word."""
    return normalised(text).replace(" ", "")
