"""NITF: IPTC's mark-up for one news article."""

from collections.abc import Iterator

from tasks.read.blob import Blob, Head, Outcome
from tasks.read.decode import decode
from tasks.read.markup import declared_xml_encoding, parse_xml, root_name
from tasks.read.nitf import nitf_fields
from tasks.read.registry import CERTAIN, NEVER, Reader


def sniff(head: Head) -> int:
    return CERTAIN if head.text.startswith("<") and root_name(head.text) == "nitf" else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset or declared_xml_encoding(data))
    yield blob.article("nitf", data, nitf_fields(parse_xml(text)), notes=notes)


READER = Reader("nitf", sniff, read, suffixes=(".xml", ".nitf"), media_types=("application/nitf+xml",))
