"""Asana, as the rest of Ayron knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sync.kinds import Kind, SignIn
from sync.providers.asana.client import SCOPES, policy

if TYPE_CHECKING:
    from sync.provider import Provider
    from sync.tokens import Application, TokenSource
    from sync.transport import GuardedTransport


def _provider(
    transport: GuardedTransport, token: TokenSource, subject_id: str, backoff_seconds: float
) -> Provider:
    from sync.providers.asana.provider import open_asana

    return open_asana(transport, token, subject_id, backoff_seconds)


def _sign_in(
    transport: GuardedTransport,
    application: Application,
    redirect: str,
    environment: Mapping[str, str],
) -> SignIn:
    from sync.providers.asana.signin import AsanaSignIn

    return AsanaSignIn(transport, application, redirect)


KIND = Kind(
    name="asana",
    label="Asana",
    home="https://app.asana.com",
    scopes=SCOPES,
    webhooks="created",
    needs_secret=True,
    token_name="personal access token",
    token_help="Make a personal access token at app.asana.com/0/my-apps and paste it here.",
    application_help=(
        "Register an application of your own at app.asana.com/0/my-apps, with the redirect URL"
        " that is shown here and exactly the scopes " + " ".join(SCOPES) + ". Under Manage"
        " distribution, allow your workspace. Then copy its client id and its client secret here."
    ),
    leave_help=("Delete the token, or deauthorise the application, in Asana under Settings, Apps."),
    policy=policy,
    provider=_provider,
    sign_in=_sign_in,
)
