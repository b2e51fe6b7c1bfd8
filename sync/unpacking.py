"""What is taken of an answer: its headers, and of its body no more than there is room for."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sync.errors import BadAnswer

MOST_BYTES = 8 << 20


def collect(chunks: Iterable[bytes], encoding: str, service: str) -> bytes:
    """Join the chunks of a body, unpacking no more than the limit."""
    unpacker = zlib.decompressobj(31) if encoding == "gzip" else None
    parts: list[bytes] = []
    room = MOST_BYTES
    for chunk in chunks:
        part = unpacker.decompress(chunk, room + 1) if unpacker else chunk
        parts.append(part)
        room -= len(part)
        if room < 0:
            raise BadAnswer(f"{service} sent more than {MOST_BYTES >> 20} MB.")
    return b"".join(parts)


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read header lines; of a name that comes again the values are joined."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
