"""XML and HTML helpers that several readers share: safe parsing, and mark-up into plain text."""

import html
import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from schemas.rejection import Refusal

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']""")
_PROLOG = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^<>\[]|\[.*?\]\s*)*>|\s+)*", re.S | re.I)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ENTITY = re.compile(r"<!ENTITY", re.I)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_NAMED = re.compile(r"&([A-Za-z]\w*);")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_APART = {"br", "p", "li", "hl1", "hl2", "name.given", "name.middle", "name.family"}
_MARKS = ("“", "‘", '"', "'", "«", "„")
# Not allowed in XML 1.0 at all; exports contain them all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def root_name(text: str) -> str | None:
    """The local name of the root element, from the first characters of an XML document."""
    start = _PROLOG.match(text)
    found = _ROOT.match(text, start.end() if start else 0)
    return found[2] if found else None


def declared_xml_encoding(data: bytes) -> str | None:
    found = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else None


def refuse_entities(text: str) -> None:
    """Raises Refusal xml_bomb for a document that declares entities of its own: news never needs them."""
    start = _PROLOG.match(text)
    if start and _ENTITY.search(text, 0, start.end()):
        raise _bomb()
    if "<!ENTITY" in text[:100_000] and "<!DOCTYPE" in text[:100_000]:
        raise _bomb()


def _bomb() -> Refusal:
    return Refusal("xml_bomb", "it declares entities, which may expand without end; save it without its DOCTYPE")


def parse_xml(text: str) -> etree._Element:
    """The root of an XML document: no entities, no external files. Raises Refusal broken_xml or xml_bomb."""
    refuse_entities(text)
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", text.lstrip("\ufeff")))
    # Names such as &nbsp; come from DTDs that are not loaded.
    text = _NAMED.sub(lambda found: found[0] if found[1] in _XML_NAMES else html.unescape(found[0]), text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        if "depth" in str(exc):
            raise Refusal("too_deep", "elements inside elements without end; cut them out") from exc
        raise Refusal("broken_xml", f"not XML ({exc}); fetch it again") from exc
    if root is None:
        raise Refusal("broken_xml", "no element in it; fetch it again")
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for comments and the like."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Elements below (and the element itself) of these local names, in order, whatever their namespace."""
    return (one for one in element.iter() if local_name(one) in names)


def first(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child by local names, one a step."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def text_of(element: etree._Element | None) -> str | None:
    """All its text, white space folded, quotations in marks; None for nothing."""
    if element is None:
        return None
    return " ".join("".join(_texts(element)).split()) or None


def _texts(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        name = local_name(child)
        inner = "".join(_texts(child))
        if name in _APART:  # nothing but the mark-up may part what stands side by side
            yield " "
        yield f"“{inner}”" if name == "q" and not inner.lstrip().startswith(_MARKS) else inner
        yield child.tail or ""


def without_namespaces(element: etree._Element) -> str:
    """Its mark-up with bare names: prefixes mean nothing to what reads HTML."""
    copied = deepcopy(element)
    for one in copied.iter():
        if isinstance(one.tag, str):
            one.tag = local_name(one)
    etree.cleanup_namespaces(copied)
    return etree.tostring(copied, encoding="unicode", with_tail=False)


def plain(markup: str) -> str:
    """A title or a summary without tags and character references; text that has none stays as it is."""
    if "<" in markup and _TAG.search(markup):
        markup = _TAG.sub("", markup)
    if "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.split())
