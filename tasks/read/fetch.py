"""One request over http(s) and its answer: bounded in size and time, and not from private networks unless asked."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any, Self

from schemas.rejection import Refusal
from tasks.read.limits import ReadLimits
from tasks.read.unpack import inflated

if TYPE_CHECKING:
    import httpx

# All that has been given out to the internet (RFC 4291), and how networks of IPv6 alone reach IPv4 (RFC 6052).
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Answer:
    """What a server answered; the content of a 200 alone, unpacked."""

    status: int
    headers: Mapping[str, str]
    data: bytes = b""


class MayPass(Exception):
    """A failure that another try may mend; `refusal` is what to say if none does."""

    def __init__(self, refusal: Refusal, wait: float | None = None) -> None:
        super().__init__(refusal.detail)
        self.refusal, self.wait = refusal, wait


def get(client: httpx.Client, url: str, headers: Mapping[str, str], limits: ReadLimits) -> Answer:
    """The answer to one GET; redirects are not followed.

    Raises Refusal (fetch_failed, private_address, slow_server, too_large, archive_bomb) and MayPass.
    """
    import httpx  # imported late: most runs read files

    watch = _Watch(limits)
    try:
        if not limits.allow_private:
            refuse_private_host(client.build_request("GET", url).url.host)
        with watch, client.stream("GET", url, headers=headers, extensions={"trace": watch.connected}) as response:
            data = _content(response, limits) if response.status_code == 200 else b""
            if watch.is_over:  # an answer without a length ends where it is cut
                raise _too_slow(limits)
            return Answer(response.status_code, response.headers, data)
    except httpx.UnsupportedProtocol as exc:
        raise Refusal("fetch_failed", f"not an http(s) address ({exc}); check its spelling") from exc
    except httpx.TransportError as exc:
        if watch.is_over:
            raise _too_slow(limits) from exc
        raise MayPass(_failure(exc)) from exc
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise Refusal("fetch_failed", f"not a valid address ({exc}); check its spelling") from exc


def _too_slow(limits: ReadLimits) -> Refusal:
    return Refusal("slow_server", f"the answer was not whole after {limits.answer_time:g} seconds; try again later")


def _failure(exc: httpx.TransportError) -> Refusal:
    import httpx

    said = f"{type(exc).__name__} ({exc})"
    if isinstance(exc, httpx.TimeoutException):
        return Refusal("slow_server", f"the server does not answer in time, {said}; try again later")
    if isinstance(exc, httpx.RemoteProtocolError):
        return Refusal("broken_answer", f"the answer breaks off or is no HTTP, {said}; try again later")
    return Refusal("fetch_failed", f"{said}; check the address, or try again later")


def _content(response: httpx.Response, limits: ReadLimits) -> bytes:
    """The content unpacked, however the server has packed it and whatever length it declares."""
    largest = limits.max_input_bytes
    declared = response.headers.get("content-length", "")
    too_large = Refusal("too_large", f"more than {largest:,} bytes; raise max_input_bytes")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > largest:
        raise too_large
    data = bytearray()
    for part in inflated(response.iter_raw(), response.headers.get("content-encoding", ""), limits):
        data += part
        if len(data) > largest:
            raise too_large
    return bytes(data)


class _Watch:
    """Ends a connection when its time is over: a server that sends a byte now and then never times out otherwise."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._sockets: list[socket.socket] = []
        self._timer = Timer(limits.answer_time, self._end)
        self._timer.daemon = True
        self.is_over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for one in self._sockets:
            one.close()

    def connected(self, event: str, info: Mapping[str, Any]) -> None:
        """Told of each step of a connection; looks at the peer before anything is sent to it."""
        if event != "connection.connect_tcp.complete":
            return
        stream = info["return_value"]
        if not self._limits.allow_private:
            # The name may have changed its address since it was looked up.
            refuse_private(str(stream.get_extra_info("server_addr")[0]))
        # A handle of its own: the connection's is taken over by TLS.
        self._sockets.append(stream.get_extra_info("socket").dup())

    def _end(self) -> None:
        self.is_over = True
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def refuse_private_host(host: str) -> None:
    """Before anything is sent: every address that the name stands for must be public. Raises Refusal, MayPass."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except UnicodeError as exc:
        raise Refusal("fetch_failed", f"{host!r} is not a host name ({exc}); check the address") from exc
    except OSError as exc:
        refusal = Refusal("fetch_failed", f"the host {host} is not known ({exc}); check the address")
        raise MayPass(refusal) if exc.errno == socket.EAI_AGAIN else refusal from exc
    for address in found:
        refuse_private(address)


def refuse_private(address: str) -> None:
    """Raises Refusal private_address for loopback, private, link-local and other addresses that are not public."""
    inner = _inner(ipaddress.ip_address(address.split("%")[0]))
    is_of_the_internet = inner.version == 4 or inner in _GLOBAL_UNICAST
    if not (inner.is_global and is_of_the_internet) or inner.is_multicast:
        detail = f"{address} is not a public address; set allow_private_addresses if it is yours"
        raise Refusal("private_address", detail)


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address of IPv4 that one of IPv6 leads to, else itself."""
    if address.version == 4:
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
