"""Fetch one http(s) address: bounded in size, time and redirects, and not from private networks unless asked."""

from __future__ import annotations

import io
import ipaddress
import socket
from datetime import UTC, datetime
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from schemas.article import SourceHint
from schemas.rejection import Refusal
from tasks.read.blob import Blob
from tasks.read.limits import ReadLimits

if TYPE_CHECKING:
    import httpx

USER_AGENT = "copydesk/0.1 (news enrichment; reads feeds and pages that its user names)"


def fetch(url: str, hint: SourceHint, limits: ReadLimits) -> Blob:
    """The answer to a GET, held in memory. Raises Refusal: fetch_failed, private_address, too_large."""
    import httpx  # imported late: most runs read files

    fetched_at = datetime.now(UTC)
    try:
        with httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=limits.timeout) as client:
            final, data, content_type = _get(client, url, limits)
    except httpx.HTTPError as exc:
        raise Refusal("fetch_failed", f"{type(exc).__name__} ({exc}); check the address, or try again later") from exc
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise Refusal("fetch_failed", f"not a valid address ({exc}); check its spelling") from exc
    header = Message()
    header["Content-Type"] = content_type or ""
    return Blob(
        ref=url,
        input_id=url,
        open=lambda: io.BytesIO(data),
        limits=limits,
        hint=hint,
        media_type=header.get_content_type() if content_type else None,
        charset=header.get_content_charset(),
        url=final,
        fetched_at=fetched_at,
    )


def _get(client: httpx.Client, url: str, limits: ReadLimits) -> tuple[str, bytes, str | None]:
    """The last address, the body and its content type."""
    for _ in range(limits.max_redirects + 1):
        if not limits.allow_private:
            _refuse_private_host(client.build_request("GET", url).url.host)
        with client.stream("GET", url) as response:
            if not limits.allow_private:
                _refuse_private_peer(response)
            if response.has_redirect_location:
                url = urljoin(url, response.headers["location"])
                continue
            if response.status_code != 200:
                raise Refusal("fetch_failed", f"the server answered {response.status_code}; check the address")
            data = bytearray()
            for part in response.iter_bytes():
                data += part
                if len(data) > limits.max_input_bytes:
                    raise Refusal("too_large", f"more than {limits.max_input_bytes:,} bytes; raise max_input_bytes")
            return url, bytes(data), response.headers.get("content-type")
    raise Refusal("fetch_failed", f"more than {limits.max_redirects} redirects; check the address")


def _refuse_private_host(host: str) -> None:
    """Before anything is sent: every address that the name stands for must be public."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError as exc:
        raise Refusal("fetch_failed", f"the host {host} is not known ({exc}); check the address") from exc
    for address in found:
        _refuse_private(address)


def _refuse_private_peer(response: httpx.Response) -> None:
    """Once connected: a name may have changed its address between the look-up and the connection."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer:
        _refuse_private(str(peer[0]))


def _refuse_private(address: str) -> None:
    known = ipaddress.ip_address(address.split("%")[0])
    if not known.is_global or known.is_multicast:
        raise Refusal("private_address", f"{address} is not a public address; allow private addresses if it is yours")
