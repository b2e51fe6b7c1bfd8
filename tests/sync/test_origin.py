"""Where a provider may live."""

from __future__ import annotations

import pytest

from store.errors import Refused
from sync.origin import parse_origin


@pytest.mark.parametrize(
    "address",
    [
        "https://app.asana.com",
        "https://asana.example:8443",
        "http://127.0.0.1:8123",
        "http://localhost:8123",
        "http://[::1]:8123",
    ],
)
def test_an_origin_reads_back_as_it_was_written(address: str) -> None:
    assert str(parse_origin(f"{address}/")) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://app.asana.com",
        "http://127.0.0.1.evil.example",
        "https://token@app.asana.com",
        "https://app.asana.com/api/1.0",
        "https://app.asana.com?x=1",
        "ftp://app.asana.com",
        "app.asana.com",
        "https://",
        "https://app.asana.com:99999",
        "",
    ],
)
def test_anything_else_is_refused_with_a_reason(address: str) -> None:
    with pytest.raises(Refused, match=r"address|path|encrypted"):
        parse_origin(address)


@pytest.mark.parametrize(
    "address",
    ["https://me:hunter2@[::1", "https://me:hunter2@app.asana.com", "ftp://me:hunter2@x/?hunter2"],
)
def test_a_refusal_repeats_no_password(address: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_origin(address)
    assert "hunter2" not in str(caught.value)
