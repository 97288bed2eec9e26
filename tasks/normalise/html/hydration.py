"""Article text that a page keeps in its scripts, to be drawn by the browser."""

import json
import re

from lxml.html import HtmlElement

from tasks.normalise.html.fragments import paragraphs_of_fragment

# A JSON string with a paragraph tag in it, however often it was escaped.
_MARKUP_STRING = re.compile(r'"((?:[^"\\]|\\.)*?(?:<|\\+u003[cC])p[ >\\](?:[^"\\]|\\.)*)"')
_LEAST = 200  # characters of text below which it is a teaser or a notice
_LARGEST_SCRIPT = 3_000_000


def hydration_text(root: HtmlElement) -> list[str]:
    """The paragraphs of the longest HTML text among the strings of a page's scripts; [] where there is none."""
    best: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if "p" not in text or len(text) > _LARGEST_SCRIPT:
            continue
        for match in _MARKUP_STRING.finditer(text):
            paragraphs = paragraphs_of_fragment(_unescaped(match[1]))
            if sum(map(len, paragraphs)) > sum(map(len, best)):
                best = paragraphs
    return best if sum(map(len, best)) >= _LEAST else []


def _unescaped(text: str) -> str:
    """The string behind up to three layers of JSON escapes."""
    for _ in range(3):
        if "\\" not in text:
            break
        try:
            text = str(json.loads(f'"{text}"'))
        except ValueError:
            break
    return text
