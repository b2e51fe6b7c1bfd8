"""The words that are built in, for each kind of message in German, English and French."""

from __future__ import annotations

from store.mail_templates import Template
from store.outbox import Kind

LANGUAGES = ("en", "de", "fr")

_INVOICE_EN = """Hello {contact},

please find attached invoice {number} for {total}.
It covers the time from {period_from} to {period_to}.
It is due on {due_on}.
You can pay it online: {payment_url}

Thank you for working with us.

{issuer}
"""
_INVOICE_DE = """Guten Tag {contact},

anbei erhalten Sie die Rechnung {number} über {total}.
Sie umfasst den Zeitraum vom {period_from} bis zum {period_to}.
Bitte zahlen Sie bis zum {due_on}.
Online bezahlen: {payment_url}

Vielen Dank für die Zusammenarbeit.

{issuer}
"""
_INVOICE_FR = """Bonjour {contact},

veuillez trouver ci-joint la facture {number} d’un montant de {total}.
Elle couvre la période du {period_from} au {period_to}.
Elle est payable au plus tard le {due_on}.
Payer en ligne : {payment_url}

Merci de votre confiance.

{issuer}
"""
_CREDIT_EN = """Hello {contact},

please find attached credit note {number} for {total}.
It corrects invoice {original}.

{issuer}
"""
_CREDIT_DE = """Guten Tag {contact},

anbei erhalten Sie die Rechnungskorrektur {number} über {total}.
Sie berichtigt die Rechnung {original}.

{issuer}
"""
_CREDIT_FR = """Bonjour {contact},

veuillez trouver ci-joint l’avoir {number} d’un montant de {total}.
Il rectifie la facture {original}.

{issuer}
"""
_REMINDER_EN = """Hello {contact},

invoice {number} of {issued_on} was due on {due_on}; {open} is still open.
If the payment is on its way, please take this as settled.
You can pay it online: {payment_url}
The invoice is attached once more.

{issuer}
"""
_REMINDER_DE = """Guten Tag {contact},

die Rechnung {number} vom {issued_on} war am {due_on} fällig; {open} sind noch offen.
Falls Sie bereits gezahlt haben, betrachten Sie dieses Schreiben als gegenstandslos.
Online bezahlen: {payment_url}
Die Rechnung liegt noch einmal bei.

{issuer}
"""
_REMINDER_FR = """Bonjour {contact},

la facture {number} du {issued_on} était payable au plus tard le {due_on} ; {open} restent à régler.
Si votre paiement est en cours, ne tenez pas compte de ce message.
Payer en ligne : {payment_url}
La facture est jointe une nouvelle fois.

{issuer}
"""

BUILT_IN: dict[tuple[Kind, str], Template] = {
    ("invoice", "en"): Template("Invoice {number} from {issuer}", _INVOICE_EN),
    ("invoice", "de"): Template("Rechnung {number} von {issuer}", _INVOICE_DE),
    ("invoice", "fr"): Template("Facture {number} de {issuer}", _INVOICE_FR),
    ("credit", "en"): Template("Credit note {number} from {issuer}", _CREDIT_EN),
    ("credit", "de"): Template("Rechnungskorrektur {number} von {issuer}", _CREDIT_DE),
    ("credit", "fr"): Template("Avoir {number} de {issuer}", _CREDIT_FR),
    ("reminder", "en"): Template("Reminder: invoice {number} from {issuer}", _REMINDER_EN),
    ("reminder", "de"): Template("Erinnerung: Rechnung {number} von {issuer}", _REMINDER_DE),
    ("reminder", "fr"): Template("Rappel : facture {number} de {issuer}", _REMINDER_FR),
}

NOT_YET_DUE = {
    "en": ("was due on", "is due on"),
    "de": ("war am {due_on} fällig", "ist am {due_on} fällig"),
    "fr": ("était payable au plus tard le", "est payable au plus tard le"),
}
"""What a reminder says otherwise up to the day on which the invoice is due."""

FILE_NAMES = {
    ("invoice", "en"): "Invoice",
    ("invoice", "de"): "Rechnung",
    ("invoice", "fr"): "Facture",
    ("credit", "en"): "Credit-note",
    ("credit", "de"): "Rechnungskorrektur",
    ("credit", "fr"): "Avoir",
}


def language_of(language: str) -> str:
    """Take a language such as de_AT for one that there are words in."""
    short = language.replace("-", "_").partition("_")[0].lower()
    return short if short in LANGUAGES else "en"
