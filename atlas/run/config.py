"""The small file that makes a study's files again: read, checked and written as TOML."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, NamedTuple, get_args

import tomli_w

from cage import METHOD_VERSION
from distance import DIMENSIONS, Aggregation
from i18n import Lang, Text
from layers import LayerError
from layers.own import BY_KEY as KINDS
from layers.own import POINT_PROJECTIONS
from layers.own.described import MENDED, Described
from parsing import ENCODINGS

from ..exports import EXPORTS
from ..maps import BY_KEY as MAPS
from ..paper.edition import PAPER_SIDES
from ..paper.order import USED, Document, PrintOrder
from ..query import query, words_of
from ..reading_files import READING_FORMATS
from .asked import MAX_WEIGHT, StudyChoices

FILE = "cage.toml"

HEAD = Text(
    "# Distances CAGE : la configuration qui refait ces fichiers.\n"
    "# python -m atlas --config {file}\n"
    "# Les mêmes choix sur les mêmes données donnent les mêmes octets.\n\n",
    "# CAGE distances: the configuration that makes these files again.\n"
    "# python -m atlas --config {file}\n"
    "# The same choices on the same data give the same bytes.\n\n",
)


class ValueRule(NamedTuple):
    """What a value must be, and how to say it."""

    fits: Callable[[Any], bool]
    expected: Text


def _whole(value: object) -> bool:
    # TOML's true is an int to Python.
    return isinstance(value, int) and not isinstance(value, bool)


def _among(values: Iterable[str]) -> ValueRule:
    allowed = tuple(values)
    sentence = Text("un mot parmi {these}", "one of {these}").format(these=", ".join(allowed))
    return ValueRule(lambda value: value in allowed, sentence)


def _several(rule: ValueRule) -> ValueRule:
    sentence = Text(f"une liste, chacun : {rule.expected.fr}", f"a list, each: {rule.expected.en}")
    return ValueRule(lambda value: isinstance(value, list) and all(rule.fits(one) for one in value), sentence)


TEXT = ValueRule(lambda value: isinstance(value, str), Text("un texte entre guillemets", "a text between quotes"))
WHOLE = ValueRule(_whole, Text("un nombre entier", "a whole number"))
NUMBER = ValueRule(lambda value: _whole(value) or isinstance(value, float), Text("un nombre", "a number"))
TABLE = ValueRule(lambda value: isinstance(value, dict), Text("une table", "a table"))
YES_NO = ValueRule(lambda value: isinstance(value, bool), Text("true ou false", "true or false"))
DAY = ValueRule(
    lambda value: isinstance(value, date) and not isinstance(value, datetime),
    Text("une date sans guillemets, comme 2026-11-22", "a date without quotes, such as 2026-11-22"),
)
WEIGHT = ValueRule(
    lambda value: _whole(value) and 0 <= value <= MAX_WEIGHT,
    Text(f"un nombre entier de 0 à {MAX_WEIGHT}", f"a whole number from 0 to {MAX_WEIGHT}"),
)
VALUE_RULES: Mapping[str, ValueRule] = {
    "epci": TEXT,
    "cog": WHOLE,
    "vers": _several(TEXT),
    **dict.fromkeys(DIMENSIONS, WEIGHT),
    "p": _among(get_args(Aggregation)),
    "lang": _among(get_args(Lang)),
    "formats": _several(_among(dict.fromkeys([*(export.key for export in EXPORTS), *READING_FORMATS]))),
    "read": _several(TEXT),
    "with": TABLE,
    "day": DAY,
    "method": WHOLE,
    "own": _several(TABLE),
    "print": _several(TABLE),
}
OWN_RULES: Mapping[str, ValueRule] = {
    **dict.fromkeys((one.name for one in fields(Described)), TEXT),
    "kind": _among(KINDS),
    "columns": TABLE,
    "projection": _among(POINT_PROJECTIONS),
    "quotient": NUMBER,
    "encoding": _among(ENCODINGS),
    "constants": TABLE,
    "mended": _several(TABLE),
}
PRINT_RULES: Mapping[str, ValueRule] = {
    "document": _among(get_args(Document)),
    "day": DAY,
    "size": _among(PAPER_SIDES),
    **dict.fromkeys(("landscape", "former", "photocopy", "apart"), YES_NO),
    "maps": _several(_among(MAPS)),
    **dict.fromkeys(("communes", "towards", "readings"), _several(TEXT)),
    **dict.fromkeys(("color", "logo"), TEXT),
}
ALWAYS = ("document", "day", "color", "logo")
"""What is said of every document to print."""


@dataclass(frozen=True)
class Config:
    """What a configuration holds.

    Attributes
    ----------
    siren
        "" where it names none: the command line does.
    own
        The reader's own files; None where it says nothing of them: those kept on this installation are used.
    method
        Version of the method it was written by.
    """

    siren: str = ""
    asked: StudyChoices = field(default_factory=StudyChoices)
    own: tuple[Described, ...] | None = None
    method: int = METHOD_VERSION


def written(config: Config) -> str:
    """The configuration as TOML; every choice is in it, defaults included, but formats where none is chosen."""
    asked = config.asked
    lines: dict[str, object] = {
        "epci": config.siren,
        "cog": asked.cog,
        "vers": list(asked.to),
        **{d: asked.weights[d] for d in DIMENSIONS},
        "p": asked.aggregation,
        "lang": asked.lang,
        **({} if asked.formats is None else {"formats": list(asked.formats)}),
        "method": config.method,
    }
    if asked.readings:
        lines |= {"read": list(asked.readings), "with": words_of(asked.query)}
        lines |= {} if asked.day is None else {"day": asked.day}
    own = [_own_lines(one) for one in config.own or ()]
    printed = [_print_lines(one) for one in asked.printed]
    return HEAD.in_lang(asked.lang).format(file=FILE) + tomli_w.dumps(lines | {"own": own, "print": printed})


def _own_lines(one: Described) -> dict[str, object]:
    plain = Described(one.kind)
    told = {key: value for key, value in asdict(one).items() if value != getattr(plain, key)}
    return {"kind": one.kind, **told}


def _print_lines(one: PrintOrder) -> dict[str, object]:
    told = {key: getattr(one, key) for key in (*ALWAYS, *USED[one.document])}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in told.items() if value is not None}


def read(text: str) -> Config:
    """A configuration, checked.

    Raises
    ------
    LayerError
        If it is no TOML, or if a key or a value is wrong: the sentence names it.
    """
    try:
        given = tomllib.loads(text)
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        raise LayerError(_not_toml(str(error))) from error
    if isinstance(given.get("vers"), str):
        given["vers"] = [given["vers"]]
    _checked(given, VALUE_RULES, "")
    plain = StudyChoices()
    asked = StudyChoices(
        given.get("cog", plain.cog),
        tuple(given.get("vers", plain.to)),
        {d: given.get(d, plain.weights[d]) for d in DIMENSIONS},
        given.get("p", plain.aggregation),
        given.get("lang", plain.lang),
        tuple(given["formats"]) if "formats" in given else plain.formats,
        tuple(_printed(one) for one in given.get("print", ())),
        tuple(given.get("read", ())),
        query(given.get("with", {})),
        given.get("day"),
    )
    own = None if "own" not in given else tuple(_own(one) for one in given["own"])
    return Config(given.get("epci", ""), asked, own, given.get("method", METHOD_VERSION))


def _not_toml(fault: str) -> Text:
    """Where the text stops being TOML: what tomllib says of it is in English."""
    at = re.search(r"line (\d+), column (\d+)", fault)
    if at is not None:
        return _NOT_TOML.format(line=at[1], column=at[2])
    return _CUT_SHORT if "end of document" in fault else _TOO_LONG


_CUT_SHORT = Text(
    "Configuration illisible (TOML) : la fin manque.", "Unreadable configuration (TOML): its end is missing."
)
_TOO_LONG = Text(
    "Configuration illisible : un nombre y est trop long.", "Unreadable configuration: a number is too long."
)
_NOT_TOML = Text(
    "Configuration illisible (TOML) : voyez la ligne {line}, à partir du caractère {column}.",
    "Unreadable configuration (TOML): see line {line}, from character {column}.",
)


def _own(given: Mapping[str, Any]) -> Described:
    _checked(given, OWN_RULES, "own.")
    in_base = "postgis" in given
    if "kind" not in given or ("file" in given) == in_base or ("table" in given) != in_base:
        raise LayerError(
            Text(
                "Chaque [[own]] a un « kind », et soit un « file », soit un « postgis » et une « table ».",
                "Each [[own]] has a “kind”, and either a “file”, or a “postgis” and a “table”.",
            )
        )
    known = [column.key for column in KINDS[given["kind"]].columns]
    for name in ("columns", "constants"):
        _checked(given.get(name, {}), dict.fromkeys(known, TEXT), f"own.{name}.")
    for cell in given.get("mended", ()):
        if set(cell) != set(MENDED):
            raise LayerError(_MENDED)
        _checked(cell, {"row": WHOLE, "column": _among(known), "value": TEXT}, "own.mended.")
    quotient, mended = float(given.get("quotient", 0.0)), tuple(given.get("mended", ()))
    return Described(**{**given, "quotient": quotient, "mended": mended})


_MENDED = Text(
    "Chaque [[own.mended]] a une ligne « row », une colonne « column » et une valeur « value ».",
    "Each [[own.mended]] has a “row”, a “column” and a “value”.",
)


def _printed(given: Mapping[str, Any]) -> PrintOrder:
    if "document" not in given or "day" not in given:
        raise LayerError(_NO_DAY)
    document = given["document"]
    _checked({"document": document}, PRINT_RULES, "print.")
    _checked(given, {key: PRINT_RULES[key] for key in (*ALWAYS, *USED[document])}, "print.")
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    return PrintOrder(**told)


_NO_DAY = Text(
    "Chaque [[print]] a un « document » et un « day », la date écrite sur les pages, comme 2026-11-22.",
    "Each [[print]] has a “document” and a “day”, the date written on the pages, such as 2026-11-22.",
)


def _checked(given: Mapping[str, Any], rules: Mapping[str, ValueRule], within: str) -> None:
    for key, value in given.items():
        if key not in rules:
            raise LayerError(_NO_KEY.format(key=within + key, keys=", ".join(rules)))
        if not rules[key].fits(value):
            # An address may hold a password: it is never said again.
            shown = "***" if key == "postgis" else repr(value)[:60]
            fr, en = (
                text.format(key=within + key, value=shown, expected=expected)
                for text, expected in zip(_WRONG, rules[key].expected, strict=True)
            )
            raise LayerError(Text(fr, en))


_NO_KEY = Text(
    "La configuration ne connaît pas la clé « {key} ». Clés possibles : {keys}.",
    "The configuration does not know the key “{key}”. Possible keys: {keys}.",
)
_WRONG = Text(
    "Dans la configuration, « {key} » vaut {value} : il faut {expected}.",
    "In the configuration, “{key}” is {value}: it takes {expected}.",
)
