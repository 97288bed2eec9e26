"""XML and HTML helpers that several readers share: safe parsing, and mark-up into plain text."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from schemas.rejection import Refusal

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']""")
_SPACE = re.compile(r"\s*")
_DOCTYPE = re.compile(r"<!doctype\b", re.I)
_DOCTYPE_END = re.compile(r"[\[>]")
_PROLOG_ENDS = {"<?": "?>", "<!--": "-->"}
# Deeper than this nests no feed; each level costs the parser more than the one before.
_DEEPEST = 1000
_TAGS_WORTH_COUNTING = 10_000
# No element has so many; parsers compare each attribute with all before it.
_MOST_ATTRIBUTES = 2_000
_OPENING = r"<[A-Za-z][^\s/>]*+"
# As browsers read them: a quote mark opens a value only after an equals sign, and is part of a name elsewhere.
_ATTRIBUTE = r"""(?:[\s/]*+(?:=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?|=))"""
# In order, so that what only looks like a tag within a comment, a script or a value is none, and is looked at once.
_PIECES = re.compile(
    rf"<!--.*?(?:-->|\Z)|(?P<crowded>{_OPENING}{_ATTRIBUTE}{{{_MOST_ATTRIBUTES}}}+)|"
    rf"<(?P<raw>script|style)\b{_ATTRIBUTE}*+.*?(?:</(?P=raw)|\Z)|{_OPENING}{_ATTRIBUTE}*+",
    re.DOTALL | re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(/?)([A-Za-z][\w:.-]*)[^<>]*?(/?)>")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ENTITY = re.compile(r"<!ENTITY", re.I)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_NAMED = re.compile(r"&([A-Za-z]\w*);")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_APART = {"br", "p", "li", "hl1", "hl2", "name.given", "name.middle", "name.family"}
_MARKS = ("“", "‘", '"', "'", "«", "„")
# Not allowed in XML 1.0 at all; exports contain them all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def after_prolog(text: str, *, doctype: bool = True) -> int:
    """Where the root element begins: behind white space, comments, instructions and the DOCTYPE (unless kept)."""
    at = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        mark = next((mark for mark in _PROLOG_ENDS if text.startswith(mark, at)), None)
        if mark:
            end = text.find(_PROLOG_ENDS[mark], at)
            if end < 0:
                return at
            at = end + len(_PROLOG_ENDS[mark])
        elif doctype and _DOCTYPE.match(text, at):
            found = _DOCTYPE_END.search(text, at)
            if found and found[0] == "[":
                inner = text.find("]", found.end())
                found = re.compile(">").search(text, inner) if inner >= 0 else None
            if not found:
                return at
            at = found.end()
        else:
            return at


def root_name(text: str) -> str | None:
    """The local name of the root element, from the first characters of an XML document."""
    found = _ROOT.match(text, after_prolog(text))
    return found[2] if found else None


def refuse_deep(text: str) -> None:
    """Raises Refusal too_deep for XML, well-formed or not, with elements inside elements without end."""
    if text.count("<") < _TAGS_WORTH_COUNTING:
        return
    opened: list[str] = []
    counts: Counter[str] = Counter()
    for part in _outside_cdata(text):
        for closing, name, empty in _ELEMENT.findall(part):
            if closing:
                # What was left open inside ends with it.
                while counts[name] and (last := opened.pop()):
                    counts[last] -= 1
                    if last == name:
                        break
            elif not empty:
                opened.append(name)
                counts[name] += 1
                if len(opened) > _DEEPEST:
                    raise _too_deep()


def refuse_crowded(text: str) -> None:
    """Raises Refusal too_many_attributes for mark-up with thousands of attributes in one tag."""
    if len(text) > _MOST_ATTRIBUTES and any(found["crowded"] for found in _PIECES.finditer(text)):
        raise Refusal(
            "too_many_attributes", f"more than {_MOST_ATTRIBUTES:,} attributes in one element; take the element out"
        )


def _outside_cdata(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        yield text[at:start]
        end = text.find("]]>", start)
        if end < 0:
            return
        at = end
    yield text[at:]


def _too_deep() -> Refusal:
    return Refusal("too_deep", "elements inside elements without end; cut them out")


def declared_xml_encoding(data: bytes) -> str | None:
    found = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else None


def refuse_entities(text: str) -> None:
    """Raises Refusal xml_bomb for a document that declares entities of its own: news never needs them."""
    if _ENTITY.search(text, 0, after_prolog(text)):
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
            raise _too_deep() from exc
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


def without(text: str, opening: "re.Pattern[str]", closing: str, last: str) -> str:
    """The text without what stands between marks, both included, in time that grows with its length alone.

    The first group of `opening` is a name, `closing` has {} in its place, and `last` ends the closing mark. An opening
    mark without a closing one stays, and so do those of its name after it.
    """
    parts: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for found in opening.finditer(text):
        if found.start() < at or found[1] in unclosed:
            continue
        end = text.find(closing.format(found[1]), found.end())
        if end < 0:  # none further down either
            unclosed.add(found[1])
            continue
        parts.append(text[at : found.start()])
        at = text.find(last, end) + 1 or len(text)
    return "".join([*parts, text[at:]])


def plain(markup: str) -> str:
    """A title or a summary without tags and character references; text that has none stays as it is."""
    if "<" in markup and _TAG.search(markup):
        markup = _TAG.sub("", markup)
    if "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.split())
