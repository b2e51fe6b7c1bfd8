"""Who bills, who pays and how a project earns: checked on the way in, kept on both engines."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from store.client_terms import client_terms, effective_terms, set_client_terms
from store.clients import add_client
from store.entries import undo
from store.errors import NothingToDo, Refused
from store.issuer import Issuer, issuer, set_issuer
from store.ledger import Ledger
from store.logo import LARGEST_FILE, logo, set_logo
from store.project_currencies import project_currencies
from store.project_terms import project_terms, set_project_terms
from store.projects import add_project, move_project
from store.rates import Scope, set_rate
from store.stages import add_stage
from store.work import Work


def picture(size: tuple[int, int], kind: str = "PNG", **options: object) -> bytes:
    """Paint a picture."""
    written = BytesIO()
    Image.new("RGB", size, "#1f6f5c").save(written, kind, **options)
    return written.getvalue()


def test_who_bills_is_kept_as_it_was_checked(ledger: Ledger) -> None:
    with ledger.write() as work:
        assert issuer(work) == Issuer()
        set_issuer(
            work,
            {
                "name": " Northwind \x1b Studio ",
                "country": "de",
                "vat_id": "de 123.456.789",
                "iban": "de89 3704 0044 0532 0130 00",
                "bic": "cobadeff",
                "email": "office@example.com",
                "tax": "19 %",
                "language": "DE-ch",
                "website": "example.com",
                "paper": "letter",
                "cash_accounting": "on",
            },
        )
        kept = issuer(work)
    assert (kept.name, kept.country, kept.vat_id) == ("Northwind � Studio", "DE", "DE123456789")
    assert (kept.iban, kept.bic) == ("DE89370400440532013000", "COBADEFF")
    assert (kept.tax_category, kept.tax_percent) == ("S", "19")
    assert (kept.language, kept.website) == ("de_CH", "https://example.com")
    assert (kept.paper, kept.cash_accounting, kept.currency) == ("Letter", True, "EUR")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("country", "Germany", "no country"),
        ("email", "office", "no e-mail address"),
        ("email", "a@b\nBcc: c@d", "no e-mail address"),
        ("vat_id", "123456789", "no VAT number"),
        ("vat_id", "ZZ123456789", "no VAT number"),
        ("currency", "EURO", "no currency"),
        ("language", "tlh", "cannot be written"),
        ("iban", "DE89370400440532013001", "check digits"),
        ("bic", "COBA", "no BIC"),
        ("accent", "green", "no colour"),
        ("paper", "A5", "no paper"),
        ("website", "javascript://x y", "no web address"),
        ("tax", "S", "needs its percentage"),
        ("tax", "S:101", "no percentage"),
        ("tax", "E:19", "has no percentage"),
        ("tax", "X", "no category of tax"),
        ("cash_accounting", "maybe", "neither on nor off"),
        ("colour", "x", "There is no colour"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    sqlite_ledger: Ledger, name: str, text: str, said: str
) -> None:
    with sqlite_ledger.write() as work:
        with pytest.raises(Refused, match=said):
            set_issuer(work, {"city": "Berlin", name: text})
        assert issuer(work) == Issuer()


def test_a_member_changes_nothing(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        client, project = add_client(work, "Acme"), add_project(work, "Redesign")
        work.role = "member"
        for change in (
            lambda: set_issuer(work, {"city": "Berlin"}),
            lambda: set_logo(work, None),
            lambda: set_client_terms(work, client.id, {"city": "Berlin"}),
            lambda: set_project_terms(work, project.id, "internal", "", None),
        ):
            with pytest.raises(Refused, match="Only an admin"):
                change()


def test_a_logo_is_drawn_anew_and_no_larger_than_print_needs(ledger: Ledger) -> None:
    with ledger.write() as work:
        assert logo(work) is None
        kept = set_logo(work, picture((3000, 300), "JPEG", comment=b"a secret"))
        assert kept is not None
        assert kept == logo(work)
        assert kept.startswith(b"\x89PNG")
        assert b"secret" not in kept
        assert Image.open(BytesIO(kept)).size == (1600, 160)
        assert set_logo(work, None) is None
        assert logo(work) is None


def test_a_logo_of_noise_is_halved_until_it_is_small(sqlite_ledger: Ledger) -> None:
    written = BytesIO()
    Image.effect_noise((1600, 800), 90).convert("RGB").save(written, "JPEG", quality=50)
    with sqlite_ledger.write() as work:
        kept = set_logo(work, written.getvalue())
    assert kept is not None
    assert len(kept) <= LARGEST_FILE


@pytest.mark.parametrize("data", [b"", b"<svg/>", picture((9, 9))[:40], b"%PDF-1.7"])
def test_what_is_no_picture_is_no_logo(sqlite_ledger: Ledger, data: bytes) -> None:
    with sqlite_ledger.write() as work, pytest.raises(Refused, match="no picture"):
        set_logo(work, data)


def test_a_logo_that_unpacks_to_too_much_is_refused(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        with pytest.raises(Refused, match="40 million"):
            set_logo(work, picture((8000, 8000)))
        with pytest.raises(Refused, match="1 MB"):
            set_logo(work, bytes(LARGEST_FILE + 1))


def test_a_client_is_billed_as_the_issuer_says_until_it_has_terms_of_its_own(
    ledger: Ledger,
) -> None:
    with ledger.write() as work:
        client = add_client(work, "Acme")
        usual = effective_terms(work, client.id)
        assert (usual.language, usual.currency, usual.terms_days) == ("en", "EUR", 14)
        assert (usual.tax_category, usual.tax_percent) == ("Z", "0")
        set_issuer(work, {"tax": "S:19", "language": "de", "currency": "CHF"})
        usual = effective_terms(work, client.id)
        assert (usual.language, usual.currency) == ("de", "CHF")
        assert (usual.tax_category, usual.tax_percent) == ("S", "19")
        set_client_terms(
            work,
            client.id,
            {
                "tax": "AE",
                "tax_reason": "Reverse charge",
                "country": "at",
                "vat_id": "ATU12345678",
                "currency": "usd",
                "terms_days": "30",
                "increment_minutes": "15",
                "increment_mode": "up",
                "increment_per": "entry",
            },
        )
        own = effective_terms(work, "acme")
        assert (own.tax_category, own.tax_percent, own.currency) == ("AE", "0", "USD")
        assert (own.terms_days, own.increment_minutes) == (30, 15)
        assert (own.increment_mode, own.increment_per, own.language) == ("up", "entry", "de")
        set_client_terms(work, client.id, {"tax": "", "increment_minutes": "exact"})
        assert effective_terms(work, client.id).tax_category == "S"
        assert client_terms(work, client.id).increment_minutes == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terms_days", "-1"),
        ("terms_days", "soon"),
        ("increment_minutes", "7"),
        ("increment_mode", "down"),
        ("increment_per", "day"),
        ("country", "XX"),
    ],
)
def test_odd_terms_are_refused(sqlite_ledger: Ledger, name: str, text: str) -> None:
    with sqlite_ledger.write() as work:
        client = add_client(work, "Acme")
        before = client_terms(work, client.id)
        with pytest.raises(Refused):
            set_client_terms(work, client.id, {name: text})
        assert client_terms(work, client.id) == before
        with pytest.raises(NothingToDo):
            set_client_terms(work, "nobody", {})


def test_terms_are_taken_back_and_a_client_with_a_rate_stays(ledger: Ledger) -> None:
    with ledger.write() as work:
        client = add_client(work, "Acme")
        set_client_terms(work, client.id, {"city": "Berlin", "terms_days": "30"})
        undo(work)
        assert (client_terms(work, client.id).city, client_terms(work, client.id).terms_days) == (
            "",
            14,
        )

        set_rate(work, "bill", Scope(client_id=client.id), Decimal(95), "EUR")
        with pytest.raises(Refused, match="used since"):
            undo(work)


def test_a_project_earns_in_its_own_currency_else_its_client_s(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Redesign", "Acme")
        plain = project_terms(work, project.id)
        assert (plain.kind, plain.currency, plain.fee) == ("hourly", "EUR", None)
        set_client_terms(work, "Acme", {"currency": "CHF"})
        assert project_terms(work, project.id).currency == "CHF"
        own = set_project_terms(work, project.id, "fixed", "jpy", 500_000)
        assert (own.kind, own.currency, own.fee) == ("fixed", "JPY", 500_000)
        assert project_currencies(work) == {None: "EUR", project.id: "JPY"}
        for kind, fee in (("fixed", None), ("hourly", 1), ("odd", None), ("capped", -1)):
            with pytest.raises(Refused):
                set_project_terms(work, project.id, kind, "", fee)
        undo(work)
        assert project_terms(work, project.id) == plain._replace(currency="CHF")


@pytest.mark.parametrize("change", ["client", "issuer", "project", "move"])
@pytest.mark.parametrize("sum_of", ["fee", "stage"])
def test_no_agreed_sum_becomes_one_in_another_currency(
    ledger: Ledger, change: str, sum_of: str
) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website", "Acme")
        client = project.client_id or ""
        other = add_client(work, "Tokyo").id
        set_client_terms(work, other, {"currency": "JPY"})
        if sum_of == "fee":
            set_project_terms(work, project.id, "fixed", "", 100_000)
        else:
            add_stage(work, project.id, "Design", None, 100_000, None)
    kind, fee = ("fixed", 1000) if sum_of == "fee" else ("hourly", None)
    changes: dict[str, Callable[[Work], object]] = {
        "client": lambda work: set_client_terms(work, client, {"currency": "JPY"}),
        "issuer": lambda work: set_issuer(work, {"currency": "JPY"}),
        "project": lambda work: set_project_terms(work, project.id, kind, "JPY", fee),
        "move": lambda work: move_project(work, project.id, "Tokyo"),
    }
    if (change, sum_of) != ("project", "fee"):  # where the fee is said anew
        with (
            pytest.raises(Refused, match=r"project edit .* --currency EUR"),
            ledger.write() as work,
        ):
            changes[change](work)
        with ledger.write() as work:
            set_project_terms(work, project.id, kind, "EUR", 100_000 if fee else None)
            assert project_currencies(work)[project.id] == "EUR"
    if change != "project" or sum_of == "fee":
        with ledger.write() as work:
            changes[change](work)
