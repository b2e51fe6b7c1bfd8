from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import exponent
from billing.payments.provider import Wish
from billing.payments.stripe.amounts import from_stripe, to_stripe
from billing.payments.stripe.client import policy
from billing.payments.stripe.forms import CLOSE, encoded, link_form
from store.errors import Refused
from sync.errors import BadAnswer
from tests.billing.payments.oracle import mistyped, official_body

WISH = Wish(
    "ayron-x-1", "0190-id", "2026-0042", 119_000, "EUR", "de", "Łódź & Söhne", "https://a.example/t"
)


@pytest.mark.parametrize(
    "wish",
    [
        WISH,
        WISH._replace(return_url="", language="fr_CH"),
        WISH._replace(number="a=b&c[d]#%\n", issuer="<b>", currency="JPY", language="xx"),
    ],
)
def test_stripes_own_library_writes_the_same_body_from_the_same_types(wish: Wish) -> None:
    form = link_form(wish)
    assert mistyped(form) == []
    assert dict(parse_qsl(encoded(form).decode())) == official_body(form)


def test_the_oracle_sees_what_is_wrong() -> None:
    form = link_form(WISH) | {"branding": {}, "submit_type": 1, "metadata": "x"}
    form["line_items"][0]["price_data"]["unit_amount"] = 1.5
    assert len(mistyped(form)) == 4


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda inner: (
            st.dictionaries(st.from_regex("[a-z_]{1,9}", fullmatch=True), inner, max_size=3)
            | st.lists(inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_a_form_reads_back_as_what_it_was(value: object) -> None:
    body = encoded({"x": value}).decode()
    assert body.isascii()
    for name, text in parse_qsl(body, keep_blank_values=True):
        found: object = {"x": value}
        for part in name.replace("]", "").split("["):
            found = found[int(part)] if isinstance(found, list) else found[part]  # type: ignore[index]
        assert text == (str(found).lower() if isinstance(found, bool) else str(found))


@pytest.mark.parametrize(
    ("amount", "currency", "stripes"),
    [
        (119_000, "EUR", 119_000),
        (500, "JPY", 500),
        (5, "ISK", 500),
        (1_000, "HUF", 1_000),
        (5_120, "KWD", 5_120),
        (12_300, "MGA", 123),
        (80_000, "TWD", 80_000),
    ],
)
def test_amounts_are_counted_as_stripe_counts(amount: int, currency: str, stripes: int) -> None:
    assert to_stripe(amount, currency) == stripes
    assert from_stripe(stripes, currency) == amount


@pytest.mark.parametrize(
    ("amount", "currency"), [(5_123, "KWD"), (5, "UGX"), (12_345, "MGA"), (1, "IQD"), (1, "CLF")]
)
def test_what_stripe_cannot_take_exactly_is_refused(amount: int, currency: str) -> None:
    with pytest.raises(Refused):
        to_stripe(amount, currency)


@given(st.integers(1, 10**9), st.sampled_from(["EUR", "JPY", "ISK", "KWD", "MGA", "USD", "TND"]))
def test_no_amount_changes_on_its_way(amount: int, currency: str) -> None:
    try:
        sent = to_stripe(amount, currency)
    except Refused:
        assert currency in ("KWD", "MGA", "TND")
        return
    assert from_stripe(sent, currency) == amount
    assert exponent(currency) in (0, 2, 3)


@pytest.mark.parametrize("amount", [-1, 1.5, "100", None, True, 10**16, 50])
def test_an_amount_that_is_none_is_not_believed(amount: object) -> None:
    with pytest.raises(BadAnswer):
        from_stripe(amount, "ISK")


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("GET", "/v1/checkout/sessions", b"", True),
        ("GET", "/v1/payment_intents/pi_1", b"", True),
        ("GET", "/v1/customers", b"", False),
        ("GET", "/v1/account", b"x=1", False),
        ("GET", "/v1/payment_links/../customers", b"", False),
        ("POST", "/v1/payment_links", b"x=1", True),
        ("POST", "/v1/payment_links/plink_1", CLOSE, True),
        ("POST", "/v1/payment_links/plink_1", b"active=true", False),
        ("POST", "/v1/refunds", b"charge=ch_1", False),
        ("POST", "/v1/payouts", b"", False),
        ("DELETE", "/v1/payment_links/plink_1", b"", False),
    ],
)
def test_only_these_requests_are_sent(method: str, path: str, body: bytes, allowed: bool) -> None:
    assert policy(method, path, body) is allowed
