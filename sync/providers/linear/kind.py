"""Linear, as the rest of Ayron knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sync.kinds import Kind, SignIn
from sync.providers.linear.client import SERVICE, policy

if TYPE_CHECKING:
    from sync.provider import Provider
    from sync.tokens import Application, TokenSource
    from sync.transport import GuardedTransport


def _provider(
    transport: GuardedTransport, token: TokenSource, subject_id: str, backoff_seconds: float
) -> Provider:
    from sync.providers.linear.provider import open_linear

    return open_linear(transport, token, subject_id, backoff_seconds)


def _sign_in(
    transport: GuardedTransport,
    application: Application,
    redirect: str,
    environment: Mapping[str, str],
) -> SignIn:
    from sync.providers.linear.signin import LinearSignIn

    return LinearSignIn(transport, application, redirect, environment)


KIND = Kind(
    name="linear",
    label=SERVICE,
    home="https://api.linear.app",
    scopes=("read",),
    webhooks="by hand",
    needs_secret=False,
    token_name="personal API key",
    token_help=(
        "Make a personal API key in Linear under Settings, Account, Security & access, with Read"
        " permission only, and paste it here. It may be limited to some teams."
    ),
    application_help=(
        "Register an OAuth application at linear.app/settings/api/applications/new, with the"
        " redirect address that is shown here, letter for letter, and a name without the word"
        " Linear in it. Its client id is all that Ayron needs: no secret."
    ),
    leave_help=(
        "Delete the key in Linear under Settings, Account, Security & access, or revoke the"
        " application under Settings, Account, Connected accounts."
    ),
    policy=policy,
    provider=_provider,
    sign_in=_sign_in,
)
