"""HTML by construction: names from data are text nodes, so nothing in a name can be markup."""

import math
import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, tostring

import streamlit as st

from atlas.finding import Finding
from i18n import Lang, typeset


def element(tag: str, *children: Element | str | None, **attributes: str) -> Element:
    """An HTML element; a trailing underscore in an attribute name (``class_``) is dropped, others become dashes."""
    node = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: Element | None = None
    for child in children:
        if child is None:
            continue
        for part in [child] if isinstance(child, Element) else _set(child):
            if isinstance(part, Element):
                node.append(part)
                last = part
            elif last is None:
                node.text = (node.text or "") + part
            else:
                last.tail = (last.tail or "") + part
    return node


def _set(text: str) -> Iterator[Element | str]:
    """A finished text as it is set: spaces, apostrophes, and the letters of 1er, 1re and 2e raised."""
    for rank, part in enumerate(ORDINAL.split(typeset(text))):
        if rank % 2:
            raised = Element("sup")
            raised.text = part
            yield raised
        else:
            yield part


ORDINAL = re.compile(r"(?<=\d)(er|re|e)\b")


def write(*nodes: Element) -> None:
    """Show elements on the page; nothing if there is none."""
    if nodes:
        st.html("".join(tostring(node, encoding="unicode", method="html") for node in nodes))


def plain(text: str) -> str:
    """Text for a label that Streamlit reads as Markdown: each sign stands for itself."""
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text)


def paragraphs(sentences: Iterable[str], class_: str) -> Element:
    """Sentences, one paragraph each."""
    return element("div", *(element("p", sentence) for sentence in sentences), class_=class_)


def spoken(found: Iterable[Finding | None], lang: Lang) -> list[str]:
    """Findings as they are read; those withheld are left out."""
    return [said.in_lang(lang) for said in found if said is not None]


def finding_block(found: Iterable[Finding | None], lang: Lang) -> Element:
    """The findings of a page: findings only, so that no figure is said there that is not checked against its table."""
    return paragraphs(spoken(found, lang), "finding")


def scrolling(label: str, *rows: Element) -> Element:
    """A table that scrolls in its own box where the screen is narrower; by the keyboard too, hence the tab stop."""
    table = element("table", *rows, class_="rows")
    return element("div", table, role="region", aria_label=label, tabindex="0", style="overflow-x:auto")


def track(start: float, length: float, color: str, *, hatched: bool = False) -> Element:
    """A bar on a track; hatched over its whole length where the value is unknown."""
    if math.isnan(length):
        return element("span", element("span", class_="bar none", style="left:0;width:100%"), class_="track")
    fill = f"repeating-linear-gradient(45deg,{color} 0 3px,#fff 3px 5px)" if hatched else color
    style = f"left:{100 * start:.1f}%;width:{min(max(100 * length, 0.6), 100):.1f}%;background:{fill}"
    return element("span", element("span", class_="bar", style=style), class_="track")
