from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from billing.payments.epc import epc_payload, is_iban
from billing.payments.qr import qr_lines, qr_modules
from billing.payments.template import check_pay_url, pay_url
from store.errors import Refused

IBAN = "DE89 3704 0044 0532 0130 00"


def read(modules: list[list[bool]]) -> str:
    """Read a code as a camera would."""
    size = len(modules)
    image = Image.new("L", (size, size), 255)
    image.putdata([0 if module else 255 for row in modules for module in row])
    wide = image.resize((size * 8, size * 8), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(wide)
    return str(found.text)


def test_a_transfer_is_read_back_as_it_was_meant() -> None:
    payload = epc_payload("Łódź Söhne", IBAN, "COBADEFFXXX", 119_005, "EUR", "2026-0042")
    assert payload
    assert payload.split("\n") == [
        *("BCD", "002", "1", "SCT", "COBADEFFXXX", "Łódź Söhne", "DE89370400440532013000"),
        *("EUR1190.05", "", "", "2026-0042"),
    ]
    assert read(qr_modules(payload)) == payload


@pytest.mark.parametrize(
    ("iban", "amount", "currency", "name"),
    [
        ("", 100, "EUR", "A"),
        ("DE89370400440532013001", 100, "EUR", "A"),
        (IBAN, 100, "USD", "A"),
        (IBAN, 0, "EUR", "A"),
        (IBAN, 10**11, "EUR", "A"),
        (IBAN, 100, "EUR", "\n"),
    ],
)
def test_without_what_it_takes_there_is_no_code(
    iban: str, amount: int, currency: str, name: str
) -> None:
    assert epc_payload(name, iban, "", amount, currency, "x") is None


@given(st.text(), st.text(), st.integers(1, 99_999_999_999))
def test_a_code_keeps_its_form_whatever_stands_in_it(name: str, text: str, amount: int) -> None:
    payload = epc_payload(f"A{name}", IBAN, "no bic", amount, "EUR", text)
    assert payload
    lines = payload.split("\n")
    assert len(lines) == 11
    assert len(payload.encode()) <= 331
    assert lines[4] == ""
    assert lines[7] == f"EUR{amount // 100}.{amount % 100:02d}"


def test_an_iban_has_check_digits() -> None:
    assert is_iban("GB29NWBK60161331926819")
    assert not is_iban("GB29NWBK60161331926818")
    assert not is_iban("GB29 NWBK")


def test_a_code_in_the_terminal_is_the_code() -> None:
    lines = qr_lines("https://pay.example/1")
    dark = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
    rows = [[bool(dark[cell][half]) for cell in line] for line in lines for half in (0, 1)]
    assert len({len(line) for line in lines}) == 1
    assert read(rows[: len(rows[0])]) == "https://pay.example/1"


def test_a_template_is_filled() -> None:
    url = "https://pay.example/{number}?a={amount}&m={amount_minor}&c={currency}"
    assert pay_url(url, "A/1 ü&b", 119_000, "EUR") == (
        "https://pay.example/A%2F1%20%C3%BC%26b?a=1190.00&m=119000&c=EUR"
    )
    assert pay_url("https://pay.example/{amount}", "1", 500, "JPY") == "https://pay.example/500"


@pytest.mark.parametrize(
    "template",
    [
        *("", "http://x.example/{amount}", "javascript:{amount}", "https://{number}.example/"),
        *(
            "https://x.example/{total}",
            "https://x.example/{}",
            "https://a:b@x.example/",
            "https://",
        ),
        *("https://x.example/ y", "https://x.example/{", "https://[x/", "https://x.example/\n"),
        "https://x.example/{amount.__class__}",
    ],
)
def test_a_template_that_is_none_is_refused(template: str) -> None:
    with pytest.raises(Refused):
        check_pay_url(template)
