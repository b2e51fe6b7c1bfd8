"""The text of a bank transfer's QR code, by EPC069-12: a banking app fills its form from it."""

from __future__ import annotations

import re

from store.text import clean

LARGEST = 99_999_999_999
"""Cents: 999,999,999.99 euros."""
MOST_BYTES = 331
NAME, TEXT = 70, 140
_iban = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}").fullmatch
_bic = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?").fullmatch


def epc_payload(
    name: str, iban: str, bic: str, amount: int, currency: str, text: str
) -> str | None:
    """Write the code for a transfer; None where there can be none.

    It is for euros and an IBAN alone. `amount` is in cents, `text` is what the transfer says.
    """
    account, bank = tidy_iban(iban), re.sub(r"\s", "", bic).upper()
    payee = clean(name, NAME)
    if currency != "EUR" or not 0 < amount <= LARGEST or not payee or not is_iban(account):
        return None
    said = clean(text, TEXT)
    while True:
        payload = _payload(payee, account, bank if _bic(bank) else "", amount, said)
        if len(payload.encode()) <= MOST_BYTES:
            return payload
        payee, said = (payee, said[:-1]) if said else (payee[:-1], said)


def tidy_iban(text: str) -> str:
    """Write an IBAN without blanks, in capitals."""
    return re.sub(r"\s", "", text).upper()


def is_iban(account: str) -> bool:
    """Tell whether an IBAN without blanks has the check digits that it should."""
    if not _iban(account):
        return False
    digits = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    return int(digits) % 97 == 1


def _payload(name: str, iban: str, bic: str, amount: int, text: str) -> str:
    euros = f"EUR{amount // 100}.{amount % 100:02d}"
    lines = ["BCD", "002", "1", "SCT", bic, name, iban, euros, "", "", text]
    return "\n".join(lines)
