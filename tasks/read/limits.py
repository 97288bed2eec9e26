"""How much reading takes in before it refuses."""

from pydantic import Field

from schemas.article import SourceHint
from schemas.record import Record


class ReadLimits(Record):
    """Limits of reading; the defaults are safe for input from strangers."""

    max_input_bytes: int = Field(100_000_000, ge=1, description="what is read whole: a file, an archive member, a row")
    max_article_chars: int = Field(1_000_000, ge=1, description="a single article above this is held")
    max_members: int = Field(100_000, ge=1, description="members of one archive")
    max_depth: int = Field(4, ge=0, description="archives inside archives")
    max_ratio: int = Field(200, ge=1, description="unpacked bytes to packed bytes, once ten megabytes are unpacked")
    timeout: float = Field(30.0, gt=0, description="seconds to wait for a server to connect or send")
    max_redirects: int = Field(5, ge=0, description="redirects of one address")
    allow_private: bool = Field(False, description="fetch from loopback and private addresses")


NO_HINT = SourceHint()
SAFE = ReadLimits()
