from __future__ import annotations

import socket
from pathlib import Path
from threading import Event

import pytest

from billing.mail.server import Encryption, MailServer
from billing.mail.smtp import Envelope, Outcome, hand_over
from sync.secrets import Secret
from tests.servers.certificates import serving
from tests.servers.post_office import (
    GREETING,
    PASSWORD,
    POLITE,
    TOKEN,
    USER,
    Line,
    answer,
    babble,
    post_office,
    read_until,
    say,
    scripted,
    take_message,
    trickle,
)

CONTENT = b"Subject: x\r\n\r\n.leading\r\n..two\r\nend\r\n"
ENVELOPE = Envelope("me@example.com", ("you@example.org",), CONTENT)


def server(port: int, encryption: Encryption = "optional", **secrets: str) -> MailServer:
    hidden = {name: Secret(value) for name, value in secrets.items()}
    return MailServer("localhost", port, encryption, USER if secrets else "", **hidden)


def send(to: MailServer, seconds: float = 20) -> Outcome:
    return hand_over(to, ENVELOPE, Event(), seconds)


@pytest.mark.parametrize(
    ("secret", "way"),
    [({"password": PASSWORD}, "PLAIN"), ({"token": TOKEN}, "XOAUTH2")],
)
def test_a_message_goes_over_starttls_with_either_secret(
    certificate: Path, secret: dict[str, str], way: str
) -> None:
    with post_office(serving(certificate)) as office:
        outcome = send(server(office.port, "starttls", **secret))
    assert outcome.state == "sent", outcome
    assert office.signed_in == [way]
    assert office.box[0].content == CONTENT
    assert office.box[0].rcpt_tos == ["you@example.org"]


def test_a_server_that_knows_login_alone_gets_login(certificate: Path) -> None:
    with post_office(serving(certificate), auth_exclude_mechanism=["PLAIN"]) as office:
        outcome = send(server(office.port, "starttls", password=PASSWORD))
    assert (outcome.state, office.signed_in) == ("sent", ["LOGIN"])


def test_a_message_goes_over_tls_from_the_first_byte(certificate: Path) -> None:
    with post_office(serving(certificate), implicit=True, auth_require_tls=False) as office:
        outcome = send(server(office.port, "implicit"))
    assert (outcome.state, len(office.box)) == ("sent", 1)


@pytest.mark.parametrize("encryption", ["starttls", "optional"])
def test_a_certificate_that_nobody_vouches_for_ends_it(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, encryption: Encryption
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with post_office(serving(certificate)) as office:
        outcome = send(server(office.port, encryption, password=PASSWORD))
    assert outcome.state == "failed"
    assert "certificate" in outcome.words
    assert not office.signed_in


def test_without_encryption_nothing_is_said_to_another_machine() -> None:
    with post_office() as office:
        outcome = send(server(office.port, "starttls", password=PASSWORD))
    assert outcome.state == "failed"
    assert "no encryption" in outcome.words
    assert not office.box


def test_a_server_on_this_machine_that_asks_nobody_to_sign_in_gets_no_password() -> None:
    with post_office() as office:
        assert send(server(office.port, password=PASSWORD)).state == "sent"
    assert (len(office.box), office.signed_in) == (1, [])


@pytest.mark.parametrize("secret", [{"password": "wrong"}, {"token": "wrong"}])
def test_a_refused_sign_in_fails_and_shows_no_secret(
    certificate: Path, secret: dict[str, str]
) -> None:
    with post_office(serving(certificate)) as office:
        outcome = send(server(office.port, "starttls", **secret))
    assert outcome.state == "failed"
    assert "did not accept" in outcome.words
    assert not office.box


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("451 4.7.1 Greylisted, try again", "queued"),
        ("421 Closing", "queued"),
        ("554 5.7.1 Spam", "failed"),
        ("354 what?", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_the_answer_to_the_message_decides(said: str, state: str) -> None:
    with post_office() as office:
        office.answers = [said]
        assert send(server(office.port)).state == state


@pytest.mark.parametrize(("said", "state"), [("450 later", "queued"), ("550 nobody", "failed")])
def test_one_refused_recipient_keeps_it_from_everybody(said: str, state: str) -> None:
    both = ENVELOPE._replace(recipients=("you@example.org", "gone@example.org"))
    with post_office() as office:
        office.recipients_refused["gone@example.org"] = said
        outcome = hand_over(server(office.port), both, Event())
    assert (outcome.state, office.box) == (state, [])


def test_what_is_too_large_is_not_begun() -> None:
    with post_office(data_size_limit=10) as office:
        outcome = send(server(office.port))
    assert (outcome.state, "larger" in outcome.words) == ("failed", True)


def test_nobody_at_the_port_means_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = send(server(port))
    assert (outcome.state, "cannot be reached" in outcome.words) == ("queued", True)


def half_message(line: socket.socket) -> None:
    line.recv(10)


BROKEN: dict[str, tuple[tuple[Line, ...], str]] = {
    "hangs up at once": ((), "queued"),
    "talks HTTP": ((say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),), "failed"),
    "greets with a refusal": ((say(b"554 go away\r\n"),), "failed"),
    "is busy": ((say(b"421 busy\r\n"),), "queued"),
    "hangs up after the recipient": (POLITE, "queued"),
    "hangs up instead of taking data": ((*POLITE, lambda line: None), "queued"),
    "hangs up in the message": ((*POLITE, answer(b"354 go\r\n"), half_message), "unknown"),
    "hangs up after the message": ((*POLITE, answer(b"354 go\r\n"), take_message), "unknown"),
    "answers early": ((*POLITE, answer(b"250 no need\r\n")), "failed"),
    "trickles a greeting": ((trickle,), "queued"),
    "trickles an answer": ((*POLITE, answer(b"354 go\r\n"), take_message, trickle), "unknown"),
    "babbles": ((say(GREETING), babble), "queued"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_server_leaves_no_doubt_that_is_not_told(how: str) -> None:
    script, state = BROKEN[how]
    with scripted(*script) as liar:
        outcome = send(server(liar.port), seconds=0.5)
    assert outcome.state == state, outcome
    assert outcome.words


def test_stopping_ends_a_conversation_at_once() -> None:
    stop = Event()

    def stopping(line: socket.socket) -> None:
        stop.set()
        read_until(line, b"\n")

    with scripted(stopping) as liar:
        outcome = hand_over(server(liar.port), ENVELOPE, stop, 600)
    assert outcome == Outcome("queued", "It was stopped before it went.")


@pytest.mark.parametrize("secret", ["password", "token"])
def test_a_server_that_gives_secrets_away_does_not_get_through(secret: str) -> None:
    value = {"password": PASSWORD, "token": TOKEN}[secret]

    def echo(line: socket.socket) -> None:
        heard = read_until(line, b"\n")
        line.sendall(b"535-you said " + value.encode() + b"\r\n535 as " + heard.strip() + b"\r\n")

    hello = answer(b"250-liar\r\n250 AUTH PLAIN XOAUTH2\r\n")
    with scripted(say(GREETING), hello, echo) as liar:
        to = server(liar.port, "optional", **{secret: value})
        outcome = send(to)
    assert outcome.state == "failed"
    assert "canary" not in outcome.words + repr(to) + str(to)
    for form in (to.plain(), to.bearer()):
        assert form.reveal() not in outcome.words
