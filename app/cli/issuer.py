"""issuer: who bills, as it is printed on every invoice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.invocation import Invocation
from billing.payments.template import check_pay_url
from store.errors import Refused
from store.issuer import Issuer, issuer, issuer_shape, set_issuer
from store.logo import LARGEST_FILE, logo, set_logo
from store.text import clean


def change(invocation: Invocation) -> int:
    """Show who bills; change it, or its logo."""
    verb = invocation.options.verb
    if verb == "show":
        with invocation.ledger.read() as work:
            return _answer(invocation, issuer(work), logo(work))
    prepared = _changes(invocation) if verb == "set" else _picture(invocation)
    with invocation.ledger.write() as work:
        if isinstance(prepared, dict):
            set_issuer(work, prepared)
        else:
            set_logo(work, prepared)
        found, picture = issuer(work), logo(work)
    return _answer(invocation, found, picture)


def _changes(invocation: Invocation) -> dict[str, str]:
    pairs = [text.partition("=") for text in invocation.options.changes]
    for name, sign, _value in pairs:
        if not sign:
            raise Refused(f"“{clean(name)}” sets nothing; write it like city=Berlin.")
    changes = {name.strip().replace("-", "_"): value for name, _sign, value in pairs}
    if changes.get("pay_url", "").strip():
        check_pay_url(changes["pay_url"].strip())
    return changes


def _picture(invocation: Invocation) -> bytes | None:
    options = invocation.options
    if options.remove is bool(options.file):
        raise Refused("Name one picture, or say --remove.")
    if options.remove:
        return None
    try:
        with Path(options.file).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Refused(f"{clean(options.file)} cannot be read: {reason}.") from error


def _answer(invocation: Invocation, found: Issuer, picture: bytes | None) -> int:
    shape: dict[str, Any] = {**issuer_shape(found), "logo": picture is not None}
    lines = [f"{name}\t{_text(value)}" for name, value in shape.items() if value not in ("", None)]
    return invocation.answer(shape, lines)


def _text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
