"""Addresses: one canonical form for the many spellings of one URL."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from courlan import extract_domain

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=.+\.)")


@cache
def _tracking() -> re.Pattern[str]:
    data = tomllib.loads(files("tasks.normalise").joinpath("data/urls.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for pattern in data["tracking"]), re.IGNORECASE)


def canonical_url(url: str | None, base: str | None = None) -> str | None:
    """The folded form of a web address; None where it is not one.

    Scheme and host in lower case, no default port, user name, fragment, tracking parameter or trailing slash;
    parameters in order. A relative address is resolved against `base`.
    """
    if not url or not url.strip():
        return None
    try:
        parts = urlsplit(urljoin(base or "", url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host or ("." not in host and host != "localhost"):
        return None
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def article_url(stated: str | None, given: str | None) -> str | None:
    """The canonical address of an article: the one that it states, unless that is only its site's front page."""
    folded, fetched = canonical_url(stated, given), canonical_url(given)
    if folded and fetched and not urlsplit(folded).path and urlsplit(fetched).path:
        return fetched
    return folded or fetched


def own_address(stated: str | None, given: str | None) -> str | None:
    """What identifies the article: its canonical address, unless that leads to another publisher's site.

    A paper that carries another's story often names the original as canonical; both are articles of their own.
    """
    canonical, fetched = article_url(stated, given), canonical_url(given)
    if canonical and fetched and _site(canonical) != _site(fetched):
        return fetched
    return canonical


def _site(url: str) -> str:
    """The registered domain; the host where it has none."""
    return extract_domain(url) or _HOST_PREFIX.sub("", urlsplit(url).hostname or "")


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted((key, value) for key, value in pairs if not _tracking().fullmatch(key))
    if not pairs:
        return query
    # A bare "?12345" is an address of its own in old content systems: it must not gain an equals sign.
    if len(kept) == 1 and kept[0][1] == "" and "=" not in query:
        return query
    return urlencode(kept, quote_via=quote)


def host_of(url: str | None) -> str | None:
    """The host of a web address in lower case, without www, m or amp in front; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    return _HOST_PREFIX.sub("", host) if host and "." in host else None
