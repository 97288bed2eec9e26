"""Where a warehouse is: a DuckDB file, or a lake that several machines write to at once."""

import re
from pathlib import Path

from pydantic import Field

from schemas.keys import stable_key
from schemas.record import Record


class Lake(Record):
    """A DuckLake: its catalog in a database, its rows in Parquet files."""

    catalog: str = Field(
        repr=False, description="what DuckLake attaches: postgres:dbname=… host=…, or the path of a DuckDB file"
    )
    data: str = Field(description="folder of the Parquet files: a path or an fsspec address such as s3://bucket/news")

    def __str__(self) -> str:
        """The catalog without its password, in libpq's words or in an address."""
        named = re.sub(r"(?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)", r"\1…", self.catalog)
        return "lake " + re.sub(r"(://[^:/@\s]*):[^@/\s]*@", r"\1:…@", named)

    @property
    def key(self) -> str:
        """A short name for files that this machine keeps of the lake."""
        return stable_key("lake", self.catalog, self.data)[:12]


Place = Path | Lake
