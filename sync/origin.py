"""Where a provider lives: scheme, host and port, fixed once and checked on every request."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from store.errors import Refused

_PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """An address without a path. Plain http is only possible to this machine."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = self.port == _PORTS[self.scheme]
        return f"{self.scheme}://{host}" if default else f"{self.scheme}://{host}:{self.port}"

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        return str(self).partition("://")[2]


def parse_origin(text: str) -> Origin:
    """Read an origin such as `https://app.asana.com`; raises Refused with a reason."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise Refused(f"{_shown(text)} is not an address like https://app.asana.com.") from None
    if "@" in parts.netloc:
        raise Refused("An address with a name and a password in it is not taken; leave them out.")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused(f"{_shown(text)} is not an address like https://app.asana.com.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Refused(f"{_shown(text)} has a path; give scheme, host and port only.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise Refused(
            f"{_shown(text)} is not encrypted; plain http is allowed to this machine only."
        )
    return Origin(parts.scheme, parts.hostname, port or _PORTS[parts.scheme])


def _shown(text: str) -> str:
    """Show an address that was refused, without what may be a password in it."""
    return repr(text.rpartition("@")[2].partition("?")[0])


def is_loopback(host: str) -> bool:
    """Say whether a host name can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
