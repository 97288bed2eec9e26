"""Blocks of a page's main text that are not the article: link lines, prompts, lists of other stories, captions."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.keys import fold
from tasks.normalise.printout.facts import classify

_LONG = 200  # characters: a paragraph of this length is the article's own, also after a "More from" heading
_LONGEST_BOILERPLATE = 500
# Kinds of print-out lines that pages have as well.
_LINE_KINDS = frozenset({"furniture", "link", "caption"})
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Block:
    """One paragraph of a page's main text: what kind of element it was and how much of it is link text."""

    text: str
    kind: str = "p"
    linked: float = 0.0


@dataclass(frozen=True)
class Patterns:
    """The expressions of data/boilerplate.toml."""

    paragraph: re.Pattern[str]
    tail: re.Pattern[str]
    bio: re.Pattern[str]
    mail: re.Pattern[str]


@cache
def _patterns() -> Patterns:
    data = tomllib.loads(files("tasks.normalise").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
    any_of = {key: "|".join(f"(?:{one})" for one in data[key]) for key in ("paragraphs", "tail", "mail")}
    flags = re.IGNORECASE | re.DOTALL
    # The author's note relies on capitals to see a name.
    return Patterns(
        re.compile(any_of["paragraphs"], flags),
        re.compile(any_of["tail"], flags),
        re.compile(data["bio"]),
        re.compile(rf"(?:(?:{any_of['mail']})\W*)+", flags),
    )


def article_blocks(blocks: list[Block], repeated: set[str]) -> list[Block]:
    """The blocks that are the article's own text.

    `repeated`: folded spellings of its title and standfirst, which pages print above the text.
    """
    kept = _without_head(blocks, repeated)
    kept = _without_tail(kept)
    kept = [block for block in kept if not _is_boilerplate(block)]
    return _without_bio(kept)


def is_mail_footer(text: str) -> bool:
    """Whether a paragraph is nothing but what mailing programs put above and below a text."""
    return len(text) <= _LONGEST_BOILERPLATE and bool(_patterns().mail.fullmatch(text))


def _is_boilerplate(block: Block) -> bool:
    if (
        block.linked > 0.9
        and len(block.text) < _LONG
        and block.kind in ("p", "item", "head")
        and not _SENTENCE_END.search(block.text)
    ):
        return block.kind != "head" or block.text.isupper()
    if not any(map(str.isalnum, block.text)):
        return True
    if len(block.text) > _LONGEST_BOILERPLATE:
        return False
    line = classify(block.text)
    return bool(line and line.kind in _LINE_KINDS) or bool(_patterns().paragraph.fullmatch(block.text))


def _without_head(blocks: list[Block], repeated: set[str]) -> list[Block]:
    """The blocks without headings among the first ones that repeat the title or the standfirst.

    A paragraph is left: many pages describe themselves with the first paragraph of their text.
    """
    head = [block for block in blocks[:5] if block.kind != "head" or fold(block.text) not in repeated]
    return head + blocks[5:]


def _without_tail(blocks: list[Block]) -> list[Block]:
    """The blocks without lists of other stories: from their heading until the article goes on."""
    kept: list[Block] = []
    skipping = False
    for number, block in enumerate(blocks):
        if len(block.text) < 80 and number and _patterns().tail.fullmatch(block.text):
            skipping = True
        elif skipping and _goes_on(blocks[number : number + 2]):
            skipping = False
        if not skipping:
            kept.append(block)
    return kept


def _goes_on(ahead: list[Block]) -> bool:
    """Whether these blocks are running text: a long paragraph, or two in a row that are sentences without links.

    Lists of stories alternate headlines, which are links, with one sentence about each.
    """
    if ahead[0].linked < 0.5 and len(ahead[0].text) >= _LONG:
        return True
    return len(ahead) == 2 and all(
        block.kind == "p"
        and block.linked < 0.5
        and len(block.text) >= 50
        and _SENTENCE_END.search(block.text) is not None
        for block in ahead
    )


def _without_bio(blocks: list[Block]) -> list[Block]:
    """The blocks without the writer's presentation at the foot."""
    last = [block for block in blocks[-3:] if not _patterns().bio.fullmatch(block.text)]
    return blocks[:-3] + last if len(blocks) > 4 else blocks
