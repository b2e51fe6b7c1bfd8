"""The mail server that messages are handed to, and how one signs in to it.

`AYRON_SMTP_URL` says which: `smtp://user@host:587` encrypts the connection before anything is
said, `smtps://user@host:465` from its first byte. A password comes from the address or from the
keyring, a token for XOAUTH2 from `AYRON_SMTP_TOKEN` or the keyring. None of it is ever stored here.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from store.errors import Refused
from sync.access import Surroundings
from sync.origin import is_loopback
from sync.secrets import Secret

PASSWORD_ITEM = "smtp"
TOKEN_ITEM = "smtp-token"
NO_SERVER = (
    "No mail server is known. Set AYRON_SMTP_URL to something like"
    " smtp://ann%40example.com@mail.example.com:587, and keep its password in the keyring:"
    " ayron secret set smtp"
)
NO_ADDRESS = "AYRON_SMTP_URL is no address like smtp://user@mail.example.com:587."
_PORTS = {"smtp": 587, "smtps": 465}

Encryption = Literal["starttls", "implicit", "optional"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages go. `encryption` is optional for this machine alone."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: Secret = field(default=Secret(""), repr=False)
    token: Secret = field(default=Secret(""), repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def plain(self) -> Secret:
        """Write the answer of SASL PLAIN."""
        return _encoded(f"\0{self.user}\0{self.password.reveal()}")

    def bearer(self) -> Secret:
        """Write the answer of XOAUTH2."""
        return _encoded(f"user={self.user}\x01auth=Bearer {self.token.reveal()}\x01\x01")

    def hide(self, words: str) -> str:
        """Take what is secret out of what a server said, in any form in which it was sent."""
        secret = [part for part in (self.password, self.token) if part]
        forms = [self.plain(), self.bearer(), *secret]
        forms += [_encoded(part.reveal()) for part in secret]
        for form in forms if secret else []:
            words = words.replace(form.reveal(), "***")
        return words


def mail_server(around: Surroundings) -> MailServer:
    """Find the mail server of this person; raises Refused where none is known or it is unsafe."""
    given = around.environment.get("AYRON_SMTP_URL", "").strip()
    if not given:
        raise Refused(NO_SERVER)
    parts, port = _taken_apart(given)
    host = parts.hostname or ""
    encryption: Encryption = "implicit" if parts.scheme == "smtps" else "starttls"
    if encryption == "starttls" and is_loopback(host):
        encryption = "optional"
    server = MailServer(host, port, encryption, unquote(parts.username or ""))
    return _with_secret(server, Secret(unquote(parts.password or "")), around)


def _taken_apart(given: str) -> tuple[SplitResult, int]:
    """Take the address apart, without a word of it in any complaint: there may be a password."""
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise Refused(NO_ADDRESS) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused(NO_ADDRESS)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Refused(
            "AYRON_SMTP_URL has something behind the port. In a user name or password write"
            " / as %2F, ? as %3F, # as %23 and @ as %40."
        )
    return parts, port or _PORTS[parts.scheme]


def _with_secret(server: MailServer, password: Secret, around: Surroundings) -> MailServer:
    """Add what to sign in with: from the environment, else from the keyring."""
    if not server.user:
        return server
    token = Secret("")
    if not password:
        token = Secret(around.environment.get("AYRON_SMTP_TOKEN", "").strip())
    if not password and not token:
        password = around.secrets.find(PASSWORD_ITEM) or password
    if not password and not token:
        token = around.secrets.find(TOKEN_ITEM) or token
    if not password and not token:
        raise Refused(
            f"There is no password for {server.user} at {server.host}. Keep it in the keyring:"
            " ayron secret set smtp"
        )
    return MailServer(server.host, server.port, server.encryption, server.user, password, token)


def _encoded(text: str) -> Secret:
    return Secret(b64encode(text.encode()).decode())
