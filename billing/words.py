"""The words on an invoice, in the languages that Ayron bills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from billing.document import TaxCategory
from store.text import clean

LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an invoice says by itself, in one language. `{}` takes a value."""

    invoice: str
    credit: str
    draft: str
    draft_note: str
    number: str
    issued: str
    due: str
    period: str
    order: str
    reference: str
    our_vat_id: str
    your_vat_id: str
    tax_number: str
    bill_to: str
    corrects: str
    description: str
    quantity: str
    price: str
    tax_rate: str
    amount: str
    carried: str
    brought: str
    subtotal: str
    discount: str
    net: str
    tax: str
    tax_of: str
    no_tax: str
    total: str
    credited: str
    payment: str
    at_once: str
    within: str
    within_one: str
    please_pay: str
    nothing_to_pay: str
    scan: str
    pay_online: str
    holder: str
    bank: str
    message: str
    notes: str
    phone: str
    page: str
    cash_accounting: str
    times: str
    units: Mapping[str, str]
    reasons: Mapping[TaxCategory, str]

    def terms(self, days: int) -> str:
        """Say within how many days to pay."""
        if days <= 0:
            return self.at_once
        return self.within_one if days == 1 else self.within.format(days)

    def discount_of(self, text: str) -> str:
        """Name a discount; a percentage is said, an amount stands beside it anyway."""
        return f"{self.discount} {text.strip()}" if text.strip().endswith("%") else self.discount


ENGLISH = Words(
    invoice="Invoice",
    credit="Credit note",
    draft="Draft",
    draft_note="A draft. This is not an invoice.",
    number="Number",
    issued="Date",
    due="Due",
    period="Service period",
    order="Order",
    reference="Your reference",
    our_vat_id="VAT ID",
    your_vat_id="Your VAT ID",
    tax_number="Tax number",
    bill_to="Bill to",
    corrects="For invoice {} of {}",
    description="Description",
    quantity="Quantity",
    price="Price",
    tax_rate="VAT",
    amount="Amount",
    carried="Carried forward",
    brought="Brought forward",
    subtotal="Subtotal",
    discount="Discount",
    net="Net",
    tax="VAT",
    tax_of="VAT {} of {}",
    no_tax="{} on {}",
    total="Total",
    credited="Total credited",
    payment="Payment",
    at_once="Payable on receipt",
    within="Payable within {} days",
    within_one="Payable within 1 day",
    please_pay="Please pay {} by {}.",
    nothing_to_pay="Nothing is due on this document.",
    scan="Scan with a banking app",
    pay_online="Pay online",
    holder="Account holder",
    bank="Bank",
    message="Reference",
    notes="Notes",
    phone="Phone",
    page="Page {} of {}",
    cash_accounting="Cash accounting",
    times="Time in detail",
    units={"HUR": "h", "DAY": "d", "MON": "months", "C62": "", "EA": "", "KMT": "km"},
    reasons={
        "S": "Standard rate",
        "Z": "Zero rated",
        "E": "Exempt from VAT",
        "AE": "Reverse charge",
        "K": "Intra-community supply",
        "G": "Export outside the EU",
        "O": "Not subject to VAT",
    },
)
GERMAN = Words(
    invoice="Rechnung",
    credit="Rechnungskorrektur",
    draft="Entwurf",
    draft_note="Ein Entwurf. Dies ist keine Rechnung.",
    number="Nummer",
    issued="Datum",
    due="Zahlbar bis",
    period="Leistungszeitraum",
    order="Bestellnummer",
    reference="Ihre Referenz",
    our_vat_id="USt-IdNr.",
    your_vat_id="Ihre USt-IdNr.",
    tax_number="Steuernummer",
    bill_to="Rechnung an",
    corrects="Zur Rechnung {} vom {}",
    description="Beschreibung",
    quantity="Menge",
    price="Preis",
    tax_rate="USt.",
    amount="Betrag",
    carried="Übertrag",
    brought="Übertrag",
    subtotal="Zwischensumme",
    discount="Rabatt",
    net="Netto",
    tax="USt.",
    tax_of="USt. {} auf {}",
    no_tax="{} auf {}",
    total="Gesamtbetrag",
    credited="Gutgeschrieben",
    payment="Zahlung",
    at_once="Zahlbar sofort nach Erhalt",
    within="Zahlbar innerhalb von {} Tagen",
    within_one="Zahlbar innerhalb eines Tages",
    please_pay="Bitte zahlen Sie {} bis zum {}.",
    nothing_to_pay="Zu diesem Beleg ist nichts zu zahlen.",
    scan="Mit der Banking-App scannen",
    pay_online="Online bezahlen",
    holder="Kontoinhaber",
    bank="Bank",
    message="Verwendungszweck",
    notes="Anmerkungen",
    phone="Telefon",
    page="Seite {} von {}",
    cash_accounting="Versteuerung nach vereinnahmten Entgelten",
    times="Zeiten im Einzelnen",
    units={"HUR": "Std.", "DAY": "Tage", "MON": "Monate", "C62": "", "EA": "", "KMT": "km"},
    reasons={
        "S": "Regelsatz",
        "Z": "Nullsatz",
        "E": "Steuerfrei",
        "AE": "Steuerschuldnerschaft des Leistungsempfängers (Reverse charge)",
        "K": "Innergemeinschaftliche Lieferung",
        "G": "Ausfuhr in ein Drittland",
        "O": "Nicht steuerbar",
    },
)
FRENCH = Words(
    invoice="Facture",
    credit="Avoir",
    draft="Brouillon",
    draft_note="Un brouillon. Ceci n’est pas une facture.",
    number="Numéro",
    issued="Date",
    due="Échéance",
    period="Période de prestation",
    order="Commande",
    reference="Votre référence",
    our_vat_id="N° TVA",
    your_vat_id="Votre n° TVA",
    tax_number="N° fiscal",
    bill_to="Facturé à",
    corrects="Sur facture {} du {}",
    description="Désignation",
    quantity="Quantité",
    price="Prix",
    tax_rate="TVA",
    amount="Montant",
    carried="À reporter",
    brought="Report",
    subtotal="Sous-total",
    discount="Remise",
    net="Total HT",
    tax="TVA",
    tax_of="TVA {} sur {}",
    no_tax="{} sur {}",
    total="Total TTC",
    credited="Total crédité",
    payment="Paiement",
    at_once="Payable à réception",
    within="Payable sous {} jours",
    within_one="Payable sous 1 jour",
    please_pay="Merci de régler {} avant le {}.",
    nothing_to_pay="Rien n’est dû au titre de ce document.",
    scan="À scanner avec votre appli bancaire",
    pay_online="Payer en ligne",
    holder="Titulaire",
    bank="Banque",
    message="Référence",
    notes="Remarques",
    phone="Téléphone",
    page="Page {} sur {}",
    cash_accounting="TVA acquittée sur les encaissements",
    times="Détail des heures",
    units={"HUR": "h", "DAY": "j", "MON": "mois", "C62": "", "EA": "", "KMT": "km"},
    reasons={
        "S": "Taux normal",
        "Z": "Taux zéro",
        "E": "Exonéré de TVA",
        "AE": "Autoliquidation (reverse charge)",
        "K": "Livraison intracommunautaire",
        "G": "Exportation hors UE",
        "O": "Hors du champ de la TVA",
    },
)
AMERICAN = replace(
    ENGLISH,
    our_vat_id="Tax ID",
    your_vat_id="Your tax ID",
    tax_rate="Tax",
    tax="Tax",
    tax_of="Sales tax {} on {}",
)
LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}


def words(language: str, country: str = "") -> Words:
    """Find the words of a language such as `de` or `de-AT`; English where there are none.

    An issuer in the United States charges sales tax, and no VAT.
    """
    found = LANGUAGES.get(language[:2].lower(), ENGLISH)
    return AMERICAN if found is ENGLISH and country.upper() == "US" else found


def plain(text: str) -> str:
    """Clean text of several lines: controls become U+FFFD, lines stay lines."""
    return "\n".join(clean(line, LONGEST_LINE) for line in text.splitlines()).strip()
