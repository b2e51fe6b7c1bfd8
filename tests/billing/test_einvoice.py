"""The electronic invoice: valid by the schema and the business rules, and right to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from billing.document import Bank, Document, Party, Tax
from billing.einvoice.archive import check_schema
from billing.einvoice.cii import cii
from billing.einvoice.gaps import gaps, xrechnung_gaps
from billing.einvoice.names import SPACES
from billing.einvoice.xrechnung import xrechnung
from store.errors import Refused
from tests.billing.bills import BUYER, SELLER, bill, credit, line, some_lines
from tests.billing.validators import broken_rules, business_rules

XRECHNUNG_RULES = Path(__file__).parents[3] / "shared" / "rules" / "XRechnung-CII.xslt"
KINDS = st.sampled_from([("S", "19"), ("S", "7"), ("S", "8.1"), ("Z", "0")])
PARTS = st.lists(
    st.tuples(st.decimals("0.01", 1000, places=4), st.decimals("-50", 5000, places=4), KINDS),
    min_size=1,
    max_size=12,
)


def found(xml: bytes, path: str) -> list[str]:
    """List the texts at a path such as `ram:DuePayableAmount`, anywhere in the XML."""
    texts: Any = etree.fromstring(xml).xpath(f"//{path}/text()", namespaces=SPACES)
    return [str(text) for text in texts]


def one(xml: bytes, path: str) -> str:
    """Find the one text at a path."""
    (text,) = found(xml, path)
    return text


def reasoned(category: str, reason: str = "") -> Document:
    """Make an invoice without tax, of some category."""
    made = bill(some_lines(3, (category, "0")))  # type: ignore[arg-type]
    return replace(made, taxes=tuple(replace(tax, reason=reason) for tax in made.taxes))


def every_kind() -> dict[str, Document]:
    """Make one document of every kind that is issued."""
    mixed = [line(1, "1.5", "90"), line(2, "3", "80", ("S", "7")), line(3, "2", "10", ("Z", "0"))]
    private = Party("Jo Doe", "1 High St", "N1 1AA", "London", "GB")
    return {
        "plain": bill(),
        "mixed": bill(mixed, percent_off=10, notes="Two\nlines & <more>"),
        "long": bill(some_lines(300)),
        "credit": credit(),
        "credit_off": credit(lines=None, percent_off=15),
        "reverse": reasoned("AE", "§ 13b UStG"),
        "within": reasoned("K"),
        "export": reasoned("G"),
        "exempt": reasoned("E", "§ 19 UStG"),
        "outside": reasoned("O"),
        "zero": bill(some_lines(2, ("Z", "0"))),
        "negative": bill([line(1, "8", "90"), line(2, "1", "-100")]),
        "yen": bill(some_lines(3, currency="JPY"), currency="JPY"),
        "no_bank": bill(bank=Bank(), buyer=private, po_number="", buyer_reference=""),
        "no_vat_id": bill(issuer=replace(SELLER, vat_id="")),
        "cash": bill(cash_accounting=True),
        "no_period": bill(period_from="", period_to=""),
    }


@pytest.mark.parametrize("name", every_kind())
def test_the_schema_allows_it(name: str) -> None:
    document = every_kind()[name]
    assert gaps(document) == []
    check_schema(cii(document))


def test_the_business_rules_find_nothing(tmp_path: Path) -> None:
    files = {name: cii(document) for name, document in every_kind().items()}
    broken = broken_rules(files, tmp_path, business_rules())
    assert broken == {name: [] for name in files}


def test_the_business_rules_would_find_something(tmp_path: Path) -> None:
    made = bill()
    files = {
        "total": cii(replace(made, gross=made.gross + 1)),
        "sum": cii(replace(made, lines_total=made.lines_total + 1)),
        "nobody": cii(replace(made, issuer=replace(SELLER, vat_id="", tax_number=""))),
    }
    broken = broken_rules(files, tmp_path, business_rules())
    assert all(broken.values())
    assert "BR-CO-15" in " ".join(broken["total"])
    assert "BR-CO-10" in " ".join(broken["sum"])
    assert "BR-CO-26" in " ".join(broken["nobody"])


@given(PARTS, st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_every_cent_of_the_xml_is_right(parts: list[Any], percent_off: int) -> None:
    made = bill(
        [line(at, str(q), str(p), kind) for at, (q, p, kind) in enumerate(parts, 1)], percent_off
    )
    root = etree.fromstring(cii(made))
    net = sum(lines_of(root))
    off = sum(amounts(root, "ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount"))
    bases = amounts(
        root, "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:BasisAmount"
    )
    taxes = amounts(root, "ram:ApplicableTradeTax/ram:CalculatedAmount")
    rates = amounts(
        root, "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent"
    )
    for base, rate, tax in zip(bases, rates, taxes, strict=True):
        assert abs(base * rate / 100 - tax) <= Fraction(1, 200)
    assert sum(bases) == net - off
    assert amounts(root, "ram:LineTotalAmount")[-1] == net
    assert amounts(root, "ram:TaxBasisTotalAmount") == [net - off]
    assert amounts(root, "ram:TaxTotalAmount") == [sum(taxes)]
    assert amounts(root, "ram:GrandTotalAmount") == [net - off + sum(taxes)]
    assert amounts(root, "ram:DuePayableAmount") == [net - off + sum(taxes)]


def amounts(root: Any, path: str) -> list[Fraction]:
    """List the figures at a path."""
    return [Fraction(text) for text in root.xpath(f"//{path}/text()", namespaces=SPACES)]


def lines_of(root: Any) -> Iterator[Fraction]:
    """Work out each line from its quantity and price, and hold it against what is written."""
    for item in root.iterfind(".//ram:IncludedSupplyChainTradeLineItem", SPACES):
        quantity = Fraction(item.findtext(".//ram:BilledQuantity", namespaces=SPACES))
        price = Fraction(item.findtext(".//ram:ChargeAmount", namespaces=SPACES))
        amount = Fraction(item.findtext(".//ram:LineTotalAmount", namespaces=SPACES))
        assert price >= 0
        assert abs(quantity * price - amount) <= Fraction(1, 200)
        yield amount


def test_it_says_who_when_and_how_to_pay() -> None:
    xml = cii(bill(notes="Thank you."))
    assert one(xml, "ram:TypeCode[../ram:IssueDateTime]") == "380"
    assert one(xml, "ram:IBANID") == "DE02120300000000202051"
    assert one(xml, "ram:DueDateDateTime/udt:DateTimeString") == "20261209"
    assert one(xml, "ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString") == "20261101"
    assert one(xml, "ram:BuyerReference") == "04011000-12345-67"
    assert one(xml, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID") == "PO-77"
    assert one(xml, "ram:IncludedNote/ram:Content") == "Thank you."
    assert found(xml, "ram:URIUniversalCommunication/ram:URIID") == [
        "billing@example.com",
        "ap@example.com",
    ]


def test_a_credit_note_names_what_it_corrects() -> None:
    xml = cii(credit())
    assert one(xml, "ram:TypeCode[../ram:IssueDateTime]") == "381"
    assert one(xml, "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == "2026-0042"
    assert one(xml, "ram:FormattedIssueDateTime/qdt:DateTimeString") == "20261124"


@pytest.mark.parametrize(
    ("category", "code"),
    [("AE", "VATEX-EU-AE"), ("K", "VATEX-EU-IC"), ("G", "VATEX-EU-G"), ("O", "VATEX-EU-O")],
)
def test_no_tax_has_a_reason_and_a_code(category: str, code: str) -> None:
    xml = cii(reasoned(category))
    assert one(xml, "ram:ExemptionReasonCode") == code
    assert one(xml, "ram:ExemptionReason")


def test_what_is_taken_off_is_a_negative_quantity() -> None:
    xml = cii(bill([line(1, "8", "90"), line(2, "1", "-100")]))
    assert found(xml, "ram:BilledQuantity") == ["8", "-1"]
    assert found(xml, "ram:ChargeAmount") == ["90", "100"]
    assert found(xml, "ram:IncludedSupplyChainTradeLineItem//ram:LineTotalAmount")[1] == "-100.00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": replace(SELLER, country="")}, "The issuer has no country"),
        ({"buyer": replace(BUYER, country="Germany")}, "The client has no country"),
        ({"issuer": replace(SELLER, vat_id="", tax_number="")}, "neither a VAT id nor a tax"),
        ({"buyer": replace(BUYER, vat_id="12345")}, "does not begin with a country"),
        ({"buyer": replace(BUYER, name=" ")}, "The client has no name"),
        ({"currency": "KWD"}, "KWD has three decimals"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], sentence: str) -> None:
    (said,) = gaps(bill(**changes))
    assert sentence in said


def test_reverse_charge_needs_the_vat_id_of_the_client() -> None:
    made = replace(reasoned("AE"), buyer=replace(BUYER, vat_id=""))
    assert gaps(made) == [
        "For reverse charge and supplies within the EU the client needs a VAT id."
    ]


def test_outside_the_scope_stands_alone() -> None:
    made = bill([line(1, "1", "90"), line(2, "1", "90", ("O", "0"))])
    assert len(gaps(made)) == 1


def test_xrechnung_names_its_own_rules(tmp_path: Path) -> None:
    xml = xrechnung(bill())
    check_schema(xml)
    assert found(xml, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID")[0].endswith(
        "xrechnung_3.0"
    )
    (said,) = broken_rules({"x": xml}, tmp_path, business_rules())["x"]
    assert said == "Value of 'ram:ID' is not allowed."  # these rules know no XRechnung


@pytest.mark.parametrize(
    "path",
    [
        "ram:SpecifiedTradeSettlementPaymentMeans//ram:IBANID",  # BR-DE-1, BR-DE-23-a
        "ram:SellerTradeParty/ram:DefinedTradeContact/ram:PersonName",  # BR-DE-2, BR-DE-5
        "ram:SellerTradeParty//ram:CityName",  # BR-DE-3
        "ram:SellerTradeParty//ram:PostcodeCode",  # BR-DE-4
        "ram:SellerTradeParty//ram:CompleteNumber",  # BR-DE-6
        "ram:SellerTradeParty//ram:EmailURIUniversalCommunication/ram:URIID",  # BR-DE-7
        "ram:BuyerTradeParty//ram:CityName",  # BR-DE-8
        "ram:BuyerTradeParty//ram:PostcodeCode",  # BR-DE-9
        "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent",
        "ram:BuyerReference",  # BR-DE-15
        "ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID",  # BR-DE-16
        "ram:SpecifiedTradePaymentTerms/ram:Description",  # BR-DE-18-a
        "ram:BuyerTradeParty/ram:URIUniversalCommunication/ram:URIID",
    ],
)
@pytest.mark.parametrize("name", ["plain", "mixed", "credit", "reverse", "within", "outside"])
def test_xrechnung_has_what_its_rules_ask_for(name: str, path: str) -> None:
    assert all(text.strip() for text in found(xrechnung(every_kind()[name]), path))
    assert found(xrechnung(every_kind()[name]), path)


def test_where_a_supply_went_is_said_in_full() -> None:
    xml = xrechnung(every_kind()["within"])
    assert one(xml, "ram:ShipToTradeParty//ram:CityName") == "Paris"  # BR-DE-10
    assert one(xml, "ram:ShipToTradeParty//ram:PostcodeCode") == "75002"  # BR-DE-11


@pytest.mark.skipif(not XRECHNUNG_RULES.exists(), reason="the rules of XRechnung are not here")
def test_the_rules_of_xrechnung_find_nothing(tmp_path: Path) -> None:
    files = {"invoice": xrechnung(bill()), "credit": xrechnung(credit())}
    assert broken_rules(files, tmp_path, XRECHNUNG_RULES) == {"invoice": [], "credit": []}


def test_xrechnung_says_all_that_is_missing() -> None:
    bare = bill(issuer=replace(SELLER, contact="", phone=""), buyer_reference="", bank=Bank())
    assert len(xrechnung_gaps(bare)) == 4
    with pytest.raises(Refused, match=r"contact person of the issuer.*Leitweg-ID.*IBAN"):
        xrechnung(bare)


def test_a_draft_is_no_xrechnung() -> None:
    with pytest.raises(Refused, match="draft"):
        xrechnung(bill(draft=True, number=""))


def test_control_characters_do_not_break_the_xml() -> None:
    xml = cii(bill([line(1, "1", "90", description="a\x00b\x1b[31m\ud800")], notes="\x07\nnext"))
    check_schema(xml)
    assert one(xml, "ram:SpecifiedTradeProduct/ram:Name") == "a\ufffdb\ufffd[31m\ufffd"


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert one(
        cii(bill(some_lines(1, currency="JPY"), currency="JPY")), "ram:GrandTotalAmount"
    ) == ("464")
    made = replace(bill(), gross=-5, taxes=(Tax("S", Decimal(19), 7, 100),))
    assert one(cii(made), "ram:GrandTotalAmount") == "-0.05"
    assert one(cii(made), "ram:CalculatedAmount") == "1.00"
