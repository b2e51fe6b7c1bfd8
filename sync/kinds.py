"""The kinds of providers: what each is called, may do and needs; found by the name of its folder.

A provider is a folder below `sync/providers` with a module `kind` that holds its `KIND`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol

from store.errors import NothingToDo
from sync.signin import Endpoints
from sync.tokens import Refresher

if TYPE_CHECKING:
    from sync.provider import Provider
    from sync.secrets import Secret
    from sync.tokens import Application, TokenSource
    from sync.transport import GuardedTransport, Policy


class SignIn(Endpoints, Refresher, Protocol):
    """The sign-in endpoints of a provider, for one registered application."""

    def revoke(self, refresh: Secret) -> None:
        """End a grant."""

    def scopes(self, access: Secret) -> tuple[str, ...]:
        """Read back what a token was granted; empty where the provider does not say."""


@dataclass(frozen=True)
class Kind:
    """What there is to know of a provider before one of its accounts is opened.

    `home` is the origin of its API, `scopes` what a sign-in asks for and no less will do.
    `webhooks` are created by us when a person opted in, or set up by hand, or not to be had.
    `needs_secret` says that a registered application has a secret. `token_name` is what a personal
    token is called there. The helps are sentences.
    """

    name: str
    label: str
    home: str
    scopes: tuple[str, ...]
    webhooks: Literal["created", "by hand", "none"]
    needs_secret: bool
    token_name: str
    token_help: str
    application_help: str
    leave_help: str
    policy: Policy
    provider: Callable[[GuardedTransport, TokenSource, str, float], Provider]
    """Opens: transport, token, whose tasks ('' for one's own), seconds of the first pause."""
    sign_in: Callable[[GuardedTransport, Application, str, Mapping[str, str]], SignIn]
    """Opens: transport, application, redirect, environment."""


@cache
def kind_names() -> tuple[str, ...]:
    """List the providers that there are, by name."""
    from pkgutil import iter_modules

    from sync import providers

    return tuple(sorted(found.name for found in iter_modules(providers.__path__) if found.ispkg))


def kind_of(name: str) -> Kind:
    """Load what there is to know of a provider; raises NothingToDo for an unknown one."""
    if name not in kind_names():
        raise NothingToDo(f"There is no provider “{name}”. There are: {', '.join(kind_names())}.")
    found = import_module(f"sync.providers.{name}.kind").KIND
    assert isinstance(found, Kind)
    return found
