"""The press: Typst, its templates and the fonts of the app. Data go in as JSON, never as markup."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from i18n import typeset

from .labels import FONTS

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _fonts() -> typst.Fonts:
    """Those of the app, then Typst's own for the letters it lacks (Hebrew, Arabic, arrows): none of the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


@cache
def _templates() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(TEMPLATES.glob("*.typ"))}


def pdf(template: str, data: Mapping[str, object], files: Mapping[str, bytes], day: date) -> bytes:
    """A tagged PDF (PDF/UA-1), dated of that day.

    Parameters
    ----------
    template
        Name of a file of ``templates``.
    data
        What it reads as ``data.json``: its texts are texts, whatever they hold.
    files
        Drawings and images it names.
    """
    content = _content(template, data, files, day)
    try:
        return _one(_compiled(content, pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        # A name in letters that no font here has: PDF/UA refuses them, the page does not.
        if "could not be displayed" not in str(error):
            raise
        return _one(_compiled(content))


def picture(
    template: str, data: Mapping[str, object], files: Mapping[str, bytes], day: date, kind: Literal["png", "svg"]
) -> list[bytes]:
    """The same document as pictures, one per page, to be seen before it is printed."""
    made = _compiled(_content(template, data, files, day), format=kind, ppi=110)
    return made if isinstance(made, list) else [made]


def _content(template: str, data: Mapping[str, object], files: Mapping[str, bytes], day: date) -> dict[str, bytes]:
    dated = {**data, "day": [day.year, day.month, day.day]}
    written = json.dumps(_set(dated), ensure_ascii=False, allow_nan=False).encode()
    return {"main.typ": _templates()[template], **_templates(), **files, "data.json": written}


def _set(value: object) -> object:
    """The texts of a document as they are printed, whatever made them: the last thing done to them."""
    match value:
        case str():
            return typeset(value)
        case Mapping():
            return {key: _set(one) for key, one in value.items()}
        case list() | tuple():
            return [_set(one) for one in value]
        case _:
            return value


def _compiled(content: dict[str, bytes], **options: object) -> bytes | list[bytes]:
    """A document whose files are all in memory: a list of pages where pictures are asked for and are several."""
    made: bytes | list[bytes] = typst.compile(content, font_paths=_fonts(), **options)  # type: ignore[call-overload] # its stubs lack the dict
    return made


def _one(made: bytes | list[bytes]) -> bytes:
    return made if isinstance(made, bytes) else made[0]
