"""HTML by construction: names from data are text nodes, so nothing in a name can be markup."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

import streamlit as st



def element(tag: str, *children: Element | str | None, **attributes: str) -> Element:
    """An HTML element; a trailing underscore in an attribute name (``class_``) is dropped, others become dashes."""
    node = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: Element | None = None
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            node.append(child)
            last = child
        elif last is None:
            node.text = (node.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return node


def write(*nodes: Element) -> None:
    """Show elements on the page."""
    st.html("".join(tostring(node, encoding="unicode", method="html") for node in nodes))


def paragraphs(sentences: Iterable[str], class_: str) -> Element:
    """Sentences, one paragraph each."""
    return element("div", *(element("p", sentence) for sentence in sentences), class_=class_)
