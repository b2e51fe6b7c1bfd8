"""Short words for setting up a webhook and reading what it is told."""

from __future__ import annotations

from typing import Any

import httpx

from tests.sync.sandbox.receiving import Received, Receiver


def subscribe(api: httpx.Client, resource: str, target: str, filters: Any = None) -> httpx.Response:
    """Ask for a webhook."""
    wish: dict[str, Any] = {"resource": resource, "target": target}
    if filters is not None:
        wish["filters"] = filters
    return api.post("/webhooks", json={"data": wish})


def subscribed(
    api: httpx.Client, receiver: Receiver, home: str, filters: Any = None
) -> dict[str, Any]:
    """Set up a webhook, wait for its first heartbeat, and return what it is."""
    answer = subscribe(api, home, receiver.target, filters)
    assert answer.status_code == 201, answer.text
    (beat,) = receiver.wait(1)
    assert beat.events == []
    receiver.deliveries.clear()
    return dict(answer.json())


def told(received: Received) -> list[tuple[str, str]]:
    """Return actions and fields of a delivery's events."""
    return [
        (event["action"], event.get("change", {}).get("field", "")) for event in received.events
    ]
