"""The connections to one origin, kept by httpx's own engine: encrypted, and by a proxy if need be.

A proxy sees the host that is talked to and how much is said, never what: it is only used for
encrypted origins, and what goes through it is encrypted between here and the origin.
"""

from __future__ import annotations

from functools import cache
from ssl import SSLContext
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from store.errors import Refused
from sync.origin import Origin, is_loopback

IDLE_SECONDS = 5.0
"""A connection at rest for longer is not used again: the other side may have closed it."""


def open_pool(
    origin: Origin, backend: httpcore.NetworkBackend, connections: int
) -> httpcore.ConnectionPool:
    """Make a pool of a few connections; raises Refused for a proxy that cannot be used."""
    return httpcore.ConnectionPool(
        ssl_context=_ssl_context() if origin.scheme == "https" else None,
        proxy=_proxy(origin),
        max_connections=connections,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=backend,
    )


def _proxy(origin: Origin) -> httpcore.Proxy | None:
    """Find the proxy that the system's settings or HTTPS_PROXY and NO_PROXY want for an origin."""
    if origin.scheme != "https" or is_loopback(origin.host) or proxy_bypass(origin.host):
        return None
    settings = getproxies()
    address = settings.get("https") or settings.get("all")
    return _parse_proxy(address) if address else None


def _parse_proxy(address: str) -> httpcore.Proxy:
    """Read the address of a proxy; it may hold a password, so no error shows it."""
    try:
        found = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL):
        raise Refused("HTTPS_PROXY is not an address like http://proxy.example:3128.") from None
    if found.url.scheme not in ("http", "https"):
        raise Refused(f"Ayron cannot use a {found.url.scheme} proxy; set HTTPS_PROXY to http://.")
    return httpcore.Proxy(
        httpcore.URL(
            scheme=found.url.raw_scheme,
            host=found.url.raw_host,
            port=found.url.port,
            target=b"/",
        ),
        auth=found.raw_auth,
        ssl_context=_ssl_context() if found.url.scheme == "https" else None,
    )


@cache
def _ssl_context() -> SSLContext:
    """Load the certificates once; this takes 20 ms."""
    return httpx.create_ssl_context()
