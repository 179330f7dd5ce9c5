"""What formats of XML share: a tree without entities, DTD or addresses, and elements by their name alone."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from i18n import Text

from .refused import Refused


def root(content: bytes) -> Element:
    """The root of an XML file.

    Raises
    ------
    Refused
        If it declares entities or a DTD: they are programs, or name other files.
    xml.etree.ElementTree.ParseError
        If it is damaged.
    """
    try:
        return defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused(
            Text(
                "Ce fichier XML déclare des entités, qui ne sont pas lues. Exportez-le de nouveau.",
                "This XML file declares entities, which are not read. Export it again.",
            )
        ) from error


def local(element: Element) -> str:
    """The name of an element, without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def named(element: Element, name: str) -> Iterator[Element]:
    """The elements of this name anywhere inside, whatever their namespace."""
    return (inner for inner in element.iter() if local(inner) == name)


def said(element: Element) -> str:
    """All the text inside."""
    return "".join(element.itertext()).strip()
