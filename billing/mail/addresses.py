"""E-mail addresses: what is taken for one, and how one is written with a name."""

from __future__ import annotations

import re

from store.errors import Refused
from store.text import clean

LONGEST = 254
_local = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}").fullmatch
_domain = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*").fullmatch
_unsafe_in_name = re.compile(r'[<>"\\]')


def parse_address(text: str) -> str:
    """Read an address such as ann@example.com; raises Refused for anything else.

    A domain with other letters is written the way that the mail server needs it.
    """
    local, _at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        ascii_domain = ""
    found = f"{local}@{ascii_domain}"
    if not (_local(local) and _domain(ascii_domain)) or len(found) > LONGEST:
        raise Refused(f"“{clean(text, 100)}” is no e-mail address; write it like ann@example.com.")
    return found


def parse_addresses(text: str) -> tuple[str, ...]:
    """Read addresses with commas between, each of them once."""
    given = (part for part in text.split(",") if part.strip())
    return tuple(dict.fromkeys(parse_address(part) for part in given))


def with_name(name: str, address: str) -> str:
    """Write an address with a name before it."""
    shown = clean(_unsafe_in_name.sub("", name), 100)
    return f"{shown} <{address}>" if shown else address


def split_name(text: str) -> tuple[str, str]:
    """Take apart what `with_name` wrote: name and address."""
    name, opened, rest = text.rpartition("<")
    return (name.strip(), rest.rstrip(">")) if opened else ("", text)


def domain_of(address: str) -> str:
    """Name the domain of an address."""
    return address.rpartition("@")[2]
