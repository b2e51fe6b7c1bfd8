"""The words of estimates in English, German and French, folded as `store.text.fold` does."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERING = _words("nr no pos n id num number nummer numero")
DESCRIPTION = _words(
    "description item items task tasks leistung leistungen position positionen bezeichnung"
    " beschreibung aufgabe aufgaben tatigkeit arbeitspaket work deliverable designation"
    " prestation prestations tache taches libelle intitule name titel title activity activite"
    " what was feature poste"
)
STAGE = _words(
    "category stage phase kategorie abschnitt bereich gruppe group section milestone"
    " meilenstein lot etape categorie epic area jalon"
)
HOURS = _words(
    "hours hour h hrs hr stunden stunde std heures heure aufwand zeit temps duree effort time"
    " dauer zeitaufwand zeitschatzung"
    " schatzung duration workload"
)
DAYS = _words(
    "days day d tage tag pt personentage personentag manntage arbeitstage at jours jour j jh md"
    " mandays pd"
)
QUANTITY = _words("qty quantity menge anzahl quantite qte")
UNIT = _words("unit einheit unite unites units")
PRICE = _words("rate price satz stundensatz preis einzelpreis ep tarif taux prix pu tagessatz tjm")
AMOUNT = _words(
    "amount total betrag summe gesamt gesamtpreis kosten cost costs montant budget net netto"
    " gp honorar fee value wert cout nettobetrag sum"
)
DUE = _words("due deadline fallig faellig termin echeance date datum bis livraison abgabe fertig")
WHOLE = _words("total gesamt line ligne ht")
PER_DAY = _words("day daily tag tagessatz jour tjm")

SUBTOTAL = ("subtotal", "sub total", "zwischensumme", "sous total", "teilsumme")
TOTAL = _words(
    "total totals summe gesamt gesamtsumme gesamtbetrag endsumme nettosumme netto net sum somme"
    " gesamtaufwand angebotssumme overall montant grand brutto gross bruttobetrag ttc"
    " rechnungsbetrag nettobetrag"
)
QUALIFIERS = _words(
    "total totals summe gesamt sum net netto ht hours stunden heures std h amount betrag montant"
    " eur usd gbp chf excl exkl excluding without ohne hors zzgl plus project projekt projet"
    " of der du de des price preis prix cost costs kosten estimate angebot devis general brutto"
    " gross ttc incl inkl inclusive including and und et gesetzliche gesetzlicher sales the"
    " percent prozent effort aufwand days tage jours"
)
GROSS_SIGNS = _words("brutto gross ttc inkl incl including inclusive")
TAX_SIGNS = _words("mwst ust vat tva tax umsatzsteuer mehrwertsteuer gst steuer")
DISCOUNT = _words("discount rabatt nachlass remise skonto rebate")
TERMS = _words(
    "valid validity gultig gultigkeit zahlbar zahlungsziel payment payable terms validite"
    " paiement net date datum tel phone telefon iban frist expires delay delai lieferzeit deposit"
    " anzahlung vorauszahlung acompte arrhes retainer"
)
OPENING = _words("phase stage stufe etape lot teil part milestone meilenstein sprint")

TITLE = _words(
    "angebot estimate devis offer offerte quote quotation kostenvoranschlag kostenschatzung"
    " proposal schatzung proposition"
)

SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "zł": "PLN"}
CODES = (
    *("EUR", "USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "CAD", "AUD"),
    *("NZD", "INR", "SGD", "HKD", "KWD", "BHD", "RON", "TRY", "ZAR", "BRL", "MXN", "CNY", "KRW"),
)

SECONDS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"), 3600),
    **dict.fromkeys(("heure", "heures"), 3600),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten"), 60),
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen", "pt", "md", "pd"), 8 * 3600),
    **dict.fromkeys(("j", "jour", "jours", "jh", "personentage", "personentag"), 8 * 3600),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "semaine", "semaines"), 40 * 3600),
}
"""What a unit of time is in seconds; a day is taken as 8 hours and a week as 40."""
