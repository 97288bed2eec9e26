"""Lines of a text into paragraphs: soft-wrapped lines joined, paragraphs of one line each kept apart."""

import re
from dataclasses import dataclass
from itertools import pairwise

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Wider than this nobody wraps by hand or by mail program; such lines are paragraphs.
_WIDEST_WRAP = 100
_NARROWEST_WRAP = 30
_END = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|(?:[A-Z][A-Z.' -]{1,30}|[QA]):)\s+\S")
# At the top of a text these open a line of their own, however full the line above.
_HEAD_LINE = re.compile(r"(?:by\s+[A-Z]|(?:last |first )?(?:published|updated|posted|modified)\b|\S*@\S+$)", re.I)
_HEAD_BLOCKS = 4
# Fewer broken lines than this are no proof of wrapping.
_ENOUGH_BROKEN = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `alone` where a blank line stands on both sides of it."""

    text: str
    alone: bool = True
    indented: bool = False


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, closing marks and brackets aside."""
    return bool(_END.search(line))


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, in order."""
    return [paragraph.text for paragraph in split_text(text)]


def split_text(text: str) -> list[Paragraph]:
    """The paragraphs of a text, each with how it stood."""
    blocks = _blocks(text)
    width = _wrap_width(blocks)
    found: list[Paragraph] = []
    for number, block in enumerate(blocks):
        margin = min(_indent(line) for line in block)
        joined: list[tuple[str, bool]] = []
        last_line = ""
        for line in block:
            words, indented = " ".join(line.split()), _indent(line) > margin
            starts_anew = indented or _ITEM.match(words) or (number < _HEAD_BLOCKS and _HEAD_LINE.match(words))
            if joined and not starts_anew and _continues(joined[-1][0], words, last_line, width):
                joined[-1] = (_join(joined[-1][0], words), joined[-1][1])
            else:
                joined.append((words, indented or (margin > 0 and len(block) == 1)))
            last_line = words
        found += [Paragraph(words, alone=len(joined) == 1, indented=indented) for words, indented in joined]
    return found


def _blocks(text: str) -> list[list[str]]:
    """Runs of lines that no blank line parts."""
    blocks: list[list[str]] = [[]]
    for line in _BREAKS.sub("\n", text.lstrip("\ufeff")).expandtabs(4).split("\n"):
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """The width at which the text is wrapped; None where each line is a paragraph.

    Wrapping breaks off in mid-sentence at a steady width; paragraphs end with sentences wherever they end.
    """
    joints = [(upper.strip(), lower.strip()) for block in blocks for upper, lower in pairwise(block)]
    if not joints:
        return None
    lengths = sorted(len(upper) for upper, _ in joints)
    width = lengths[len(lengths) * 19 // 20]  # one long address in the text is not its width
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    full = [upper for upper, lower in joints if len(upper) + 1 + len(lower.split(" ", 1)[0]) > width * 0.9]
    broken = [upper for upper in full if not ends_sentence(upper)]
    return width if len(broken) * 2 > len(full) and len(broken) >= _ENOUGH_BROKEN else None


def _continues(paragraph: str, line: str, last_line: str, width: int | None) -> bool:
    """Whether `line` goes on with `paragraph`, whose last line was `last_line`."""
    runs_on = line[0].islower() and not ends_sentence(paragraph)
    if width is None:
        return runs_on
    first_word = line.split(" ", 1)[0]
    # A line that had room for the next word was ended on purpose.
    is_full = len(last_line) + 1 + len(first_word) > width * 0.9
    return runs_on or is_full


def _join(paragraph: str, line: str) -> str:
    """A word broken at its own hyphen stays one word."""
    broken = re.search(r"\w-$", paragraph) and line[0].islower()
    return f"{paragraph}{line}" if broken else f"{paragraph} {line}"
