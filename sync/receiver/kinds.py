"""What a provider's webhooks are like: how they are signed, and what is learnt from one.

A provider that has webhooks has a module `webhooks` in its folder, which holds its `WEBHOOKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sync.kinds import Kind, kind_of

if TYPE_CHECKING:
    from sync.kinds import SignIn
    from sync.receiver.incoming import Delivery
    from sync.secrets import Secret
    from sync.tokens import Application, TokenSource
    from sync.transport import GuardedTransport, Policy


class Hook(NamedTuple):
    """A subscription as the receiver knows it. `path` is the part of its address to keep secret.

    `resource_id` is the project that it tells of, '' for more than one; `subject_id` is the person
    whose tasks count. Without a secret nothing can be verified, and nothing is taken.
    """

    path: str
    provider: str
    connection_id: str
    resource_id: str
    subject_id: str
    secret: Secret | None


class Learnt(NamedTuple):
    """What a verified delivery says. Without news it only shows that the subscription lives.

    `remote_ids` are the projects or teams to look at, none for the whole connection.
    """

    news: bool
    remote_ids: tuple[str, ...] = ()
    delivery_id: str = ""


class Stale(Exception):
    """A delivery that was signed longer ago than it may have been under way."""


class RemoteHook(NamedTuple):
    """A subscription as the provider lists it."""

    id: str
    target: str
    active: bool


class Made(NamedTuple):
    """A subscription that was just created. `secret` is None where the answer held none."""

    id: str
    secret: Secret | None


class Subscriber(Protocol):
    """Creates and removes subscriptions: the only writes that Ayron ever makes."""

    def held(self, workspace_ids: Sequence[str]) -> list[RemoteHook]:
        """List the subscriptions that this account's application has."""

    def create(self, resource_id: str, target: str) -> Made:
        """Subscribe to a project; its handshake comes in while this waits."""

    def remove(self, remote_id: str) -> None:
        """End a subscription; one that is gone already is fine."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(frozen=True)
class WebhookKind:
    """The webhooks of one provider.

    `signature` and `handshake` are names of headers; no handshake means that the secret is typed
    in. `learn` reads a delivery whose signature was good; it is given the time in microseconds.
    `scopes` are asked for on top of the others, by `sign_in`. `subscriber` opens one, on a
    transport that reads and another that may do what `writes` allows; it is None where an admin
    sets webhooks up by hand.
    """

    signature: str
    learn: Callable[[Delivery, Hook, int], Learnt]
    handshake: str = ""
    scopes: tuple[str, ...] = ()
    sign_in: Callable[[GuardedTransport, Application, str, Mapping[str, str]], SignIn] | None = None
    writes: Policy | None = None
    subscriber: Callable[[GuardedTransport, GuardedTransport, TokenSource], Subscriber] | None = (
        None
    )
    steps: tuple[str, ...] = ()
    """What the admin does, a sentence each; `{address}` stands for the hook's address."""


def with_webhooks(kind: Kind) -> Kind:
    """Return a provider's kind whose sign-in asks for webhooks as well, the whole set anew."""
    found = webhook_kind(kind.name)
    if found is None or found.sign_in is None:
        return kind
    return replace(kind, scopes=(*kind.scopes, *found.scopes), sign_in=found.sign_in)


def webhook_kind(provider: str) -> WebhookKind | None:
    """Load what a provider's webhooks are like; None where it has none."""
    if kind_of(provider).webhooks == "none":
        return None
    found = import_module(f"sync.providers.{provider}.webhooks").WEBHOOKS
    assert isinstance(found, WebhookKind)
    return found
