"""Web archives for tests, written record by record."""

import io
from collections.abc import Sequence

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = "<html><body><p>Volunteers planted oaks along the Tarn.</p></body></html>"
HTML = ("Content-Type", "text/html; charset=utf-8")
AT = "2024-02-02T10:00:00Z"


class Archive:
    """An archive that is written record by record."""

    def __init__(self, *, packed: bool = True, version: str = "WARC/1.0") -> None:
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=packed, warc_version=version)

    def add(
        self,
        body: bytes = PAGE.encode(),
        *,
        kind: str = "response",
        url: str = "https://t.example/oaks",
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (HTML,),
        warc: dict[str, str] | None = None,
        content_type: str | None = None,
    ) -> "Archive":
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind in ("response", "revisit") else None
        if kind == "request":
            http = StatusAndHeaders("GET /oaks HTTP/1.1", [("Host", "t.example")], is_http_request=True)
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_content_type=content_type or "",
            warc_headers_dict={"WARC-Date": AT, **(warc or {})},
        )
        self._writer.write_record(record)
        return self

    def bytes(self) -> bytes:
        return self._buffer.getvalue()
