"""Markdown, with or without front matter in YAML or TOML, as crawlers and site generators write it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from tasks.read.blob import HEAD_BYTES, Blob, Head, Outcome
from tasks.read.columns import article_of_row
from tasks.read.decode import decode
from tasks.read.markup import plain
from tasks.read.registry import LIKELY, NEVER, Reader

_FRONT = re.compile(r"(---|\+\+\+)[^\S\n]*\n((?:[^\n]*\n){0,200}?)\1[^\S\n]*(?:\n|\Z)")
_TITLED = re.compile(r"^(?:title|headline)\s*[:=]", re.I | re.M)
_HEADING = re.compile(r"\s*# +[^\s!]")  # a picture is none
_PAIR = re.compile(r"([A-Za-z][\w -]*)[:=]\s*(.*)")
_SUFFIXES = (".md", ".markdown")
_MEDIA_TYPES = ("text/markdown", "text/x-markdown")


def sniff(head: Head) -> int:
    front = _FRONT.match(head.text)
    if front and _TITLED.search(front[2]):
        return LIKELY
    return LIKELY if READER.is_hinted(head) and not head.text.startswith(("<", "{")) else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    data = blob.read()
    text, notes = decode(data, blob.charset)
    text = text.replace("\r\n", "\n").lstrip("\ufeff\n")
    front = _FRONT.match(text, 0, HEAD_BYTES)  # further down it is text
    row = _row(*front.groups()) if front else {}
    if not front or not row:
        # Prose with marks in it: what stands above the text is told as in any print-out.
        yield blob.article("text", data, text="\n\n".join(_paragraphs(text)), notes=notes)
        return
    body = text[front.end() :]
    paragraphs = _paragraphs(body)
    if paragraphs and _HEADING.match(body) and not {"title", "headline"} & {key.lower() for key in row}:
        row["title"] = paragraphs[0]
    if paragraphs and paragraphs[0] == row.get("title"):
        paragraphs = paragraphs[1:]
    yield article_of_row(blob, "markdown", {**row, "body": "\n\n".join(paragraphs)}, data, None, notes)


def _row(fence: str, front: str) -> dict[str, Any]:
    """What the front matter says; what is no YAML or TOML, as titles with a colon are not, is taken line by line."""
    found = _toml(front) if fence == "+++" else _yaml(front)
    if isinstance(found, dict):
        return _with_status({str(key): value for key, value in found.items()})
    pairs = (_PAIR.fullmatch(line.strip()) for line in front.splitlines())
    return _with_status({pair[1].strip(): pair[2].strip().strip("\"'") for pair in pairs if pair})


def _with_status(row: dict[str, Any]) -> dict[str, Any]:
    """What site generators call drafts: `draft: true`, and `published: false`, which else is a date."""
    said = {key: str(row.get(key)).lower() for key in ("draft", "published")}
    if said["published"] in ("true", "false"):
        row = {key: value for key, value in row.items() if key != "published"}
    return {**row, "status": "draft"} if said["draft"] == "true" or said["published"] == "false" else row


def _toml(front: str) -> Any:
    try:
        return tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _yaml(front: str) -> Any:
    import yaml  # type: ignore[import-untyped]  # imported late: few inputs have any

    # An alias stands for a copy of what may hold aliases in turn: eight lines make a billion words.
    class Plain(yaml.BaseLoader):  # type: ignore[misc]
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("aliases are not followed")
            return super().compose_node(parent, index)

    try:
        return yaml.load(front, Loader=Plain)  # strings and lists alone: BaseLoader makes nothing else
    except (yaml.YAMLError, RecursionError):
        return None


def _paragraphs(text: str) -> list[str]:
    """The text of each block, without marks, pictures and addresses of links."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    found = []
    for token in tokens:
        if token.type == "inline":
            found.append(_words(token.children or ()))
        elif token.type in ("fence", "code_block"):
            found.append(token.content)
        elif token.type == "html_block":
            found.append(plain(token.content))
    return [paragraph for one in found if (paragraph := one.strip())]


def _words(tokens: Sequence[Any]) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    texts = ("text", "code_inline", "text_special")
    return "".join(breaks.get(token.type) or (token.content if token.type in texts else "") for token in tokens)


READER = Reader("markdown", sniff, read, suffixes=_SUFFIXES, media_types=_MEDIA_TYPES)
