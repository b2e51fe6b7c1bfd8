from __future__ import annotations

import pytest

from billing.mail.server import mail_server
from store.errors import Refused
from sync.secrets import Secret
from tests.billing.mail.conftest import Around


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption", "user"),
    [
        ("smtp://me:pw@mail.example.com", "mail.example.com", 587, "starttls", "me"),
        ("smtp://me%40x.example:p%2Fw@mail.example.com:25", *("mail.example.com", 25, "starttls"),
         "me@x.example"),
        ("smtps://me@x.example:pw@mail.example.com", "mail.example.com", 465, "implicit",
         "me@x.example"),
        ("smtp://localhost:2525", "localhost", 2525, "optional", ""),
        ("smtp://[::1]:2525", "::1", 2525, "optional", ""),
    ],
)  # fmt: skip
def test_an_address_says_where_and_how(
    around: Around, url: str, host: str, port: int, encryption: str, user: str
) -> None:
    server = mail_server(around(AYRON_SMTP_URL=url))
    assert (server.host, server.port, server.encryption, server.user) == (
        host,
        port,
        encryption,
        user,
    )
    assert "pw" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "canary",
        "http://me:canary@x",
        "smtp://me:canary@x/y",
        "smtp://me:can#ary@x",
        "smtp://me:canary@x:port",
        "smtp://:canary@",
    ],
)
def test_what_is_no_address_is_refused_without_a_word_of_it(around: Around, url: str) -> None:
    with pytest.raises(Refused) as caught:
        mail_server(around(AYRON_SMTP_URL=url))
    assert "can" not in str(caught.value).replace("can be", "")


def test_the_password_comes_from_the_address_else_from_the_keyring(around: Around) -> None:
    bare, full = "smtp://me@mail.example.com", "smtp://me:given@mail.example.com"
    with pytest.raises(Refused, match="ayron secret set smtp"):
        mail_server(around(AYRON_SMTP_URL=bare))
    assert mail_server(around(AYRON_SMTP_URL=full)).password == Secret("given")
    token = mail_server(around(AYRON_SMTP_URL=bare, AYRON_SMTP_TOKEN="t"))
    assert (token.token, bool(token.password)) == (Secret("t"), False)
    kept = around(AYRON_SMTP_URL=bare)
    kept.secrets._places = (*kept.secrets._places[:2], Shelf())
    assert mail_server(kept).password == Secret("kept-smtp")


class Shelf:
    """A place with a password in it."""

    words = "on a shelf"

    def available(self) -> bool:
        return False

    def prepare(self) -> None:
        """Nothing is asked."""

    def get(self, item: str) -> Secret | None:
        return Secret(f"kept-{item}") if item == "smtp" else None

    def put(self, item: str, secret: Secret) -> None:
        raise AssertionError

    def forget(self, item: str) -> None:
        raise AssertionError
