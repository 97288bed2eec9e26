"""How much reading takes in before it refuses, how it behaves towards servers, and who reads."""

from pathlib import Path

from pydantic import Field

from schemas.article import SourceHint
from schemas.record import Record
from schemas.rejection import Refusal


class ReadLimits(Record):
    """Limits of reading; the defaults are safe for input from strangers, and polite to servers."""

    max_input_bytes: int = Field(100_000_000, ge=1, description="what is read whole: a file, an archive member, a row")
    max_article_chars: int = Field(1_000_000, ge=1, description="a single article above this is held")
    max_members: int = Field(100_000, ge=1, description="members of one archive, items of one feed")
    max_depth: int = Field(4, ge=0, description="archives inside archives")
    max_ratio: int = Field(200, ge=1, description="unpacked bytes to packed bytes, once ten megabytes are unpacked")
    timeout: float = Field(30.0, gt=0, description="seconds to wait for a server to connect or send")
    answer_time: float = Field(300.0, gt=0, description="seconds that one answer may take from start to end")
    tries: int = Field(3, ge=1, description="requests for one address before it is given up")
    first_wait: float = Field(2.0, ge=0, description="seconds to wait before the second try; doubled for each after")
    longest_wait: float = Field(60.0, ge=0, description="seconds that a server may ask to wait before it is given up")
    host_interval: float = Field(1.0, ge=0, description="seconds between two requests to one host")
    obey_robots: bool = Field(True, description="leave what a host's robots.txt closes to robots")
    max_redirects: int = Field(5, ge=0, description="redirects of one address")
    allow_private: bool = Field(False, description="fetch from loopback and private addresses")
    readers: tuple[Path, ...] = Field((), description="files with readers of the user's own, asked before the others")


NO_HINT = SourceHint()
SAFE = ReadLimits()


def refuse_many(items: int, limits: ReadLimits) -> None:
    """Raises Refusal too_many_items for a feed above the limit."""
    if items > limits.max_members:
        raise Refusal("too_many_items", f"more than {limits.max_members:,} items in one feed; cut it up")
