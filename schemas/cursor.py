"""What an input was like when it was read, so that the next poll can tell whether it has changed."""

from pydantic import Field

from schemas.record import Record


class Validators(Record):
    """A server's validators or a file's own measures; what is not known is null."""

    etag: str | None = Field(None, description="the server's ETag as sent, quotes included")
    last_modified: str | None = Field(None, description="the server's Last-Modified as sent")
    size: int | None = Field(None, description="size in bytes")
    mtime_ns: int | None = Field(None, description="a file's time of change, nanoseconds since 1970")
    read_to: int | None = Field(
        None, description="bytes whose records are all loaded or known, of a file that may grow; else it is read whole"
    )
    digest: str | None = Field(None, description="key of the content as far as read_to (payload_key)")
    records: int = Field(0, description="records that it held as far as read_to")
