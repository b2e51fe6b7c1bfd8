"""What people type about who bills and who pays, checked and brought into one form.

Each function takes a text and returns what is stored; an empty text empties the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from store.countries import COUNTRIES, VAT_PREFIXES
from store.currencies import currency_of
from store.decimals import parse_decimal, plain
from store.errors import Refused
from store.text import clean

LANGUAGES = ("de", "en", "fr")
TAX_CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O")
LONGEST_TERMS = 3650

Field = Callable[[str], str]


def country(text: str) -> str:
    """Take the two letters of a country."""
    code = clean(text).upper()
    if code and code not in COUNTRIES:
        raise Refused(f"“{clean(text)}” is no country; write its two letters, like DE.")
    return code


def email(text: str) -> str:
    """Take an e-mail address."""
    address = clean(text)
    if address and not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+", address):
        raise Refused(f"“{address}” is no e-mail address; write it like office@example.com.")
    return address


def vat_id(text: str) -> str:
    """Take a VAT number; it begins with its country."""
    number = re.sub(r"[\s.\-]", "", clean(text)).upper()
    shaped = re.fullmatch(r"[A-Z]{2}[0-9A-Z+*]{2,16}", number)
    if number and not (shaped and number[:2] in VAT_PREFIXES):
        raise Refused(f"“{clean(text)}” is no VAT number; write it like DE123456789.")
    return number


def currency(text: str) -> str:
    """Take the code of a currency."""
    return currency_of(text) if clean(text) else ""


def language(text: str) -> str:
    """Take a language that invoices are written in, perhaps of a country: de, de_CH."""
    found = re.fullmatch(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?", clean(text))
    if not clean(text):
        return ""
    if not found or found[1].lower() not in LANGUAGES:
        raise Refused(
            f"Invoices cannot be written in “{clean(text)}”. There are: {', '.join(LANGUAGES)},"
            " and these of a country, like de_CH."
        )
    base, region = found[1].lower(), found[2]
    return f"{base}_{country(region)}" if region else base


def percent(text: str) -> str:
    """Take a percentage from 0 to 100."""
    if not clean(text):
        return ""
    value = parse_decimal(clean(text).removesuffix("%").strip())
    if not 0 <= value <= 100 or value != round(value, 4):
        raise Refused(f"“{clean(text)}” is no percentage from 0 to 100.")
    return plain(value)


def tax_category(text: str) -> str:
    """Take a category of tax, as electronic invoices name them."""
    return _one_of(text.upper(), TAX_CATEGORIES, "category of tax")


def split_tax(text: str) -> dict[str, str]:
    """Take a tax written as S:19, 19, AE or E apart; only the standard one has a percentage."""
    category, _colon, rate = clean(text).partition(":")
    if not _colon and category[:1].isdigit():
        category, rate = "S", category
    found = tax_category(category)
    value = percent(rate) or ("" if not found else "0")
    if found == "S" and not Decimal(value):
        raise Refused("Tax of category S needs its percentage, like S:19. Without tax it is Z.")
    if found and found != "S" and Decimal(value):
        raise Refused(f"Tax of category {found} has no percentage; only S has one, like S:19.")
    return {"tax_category": found, "tax_percent": value}


def days(text: str) -> str:
    """Take a number of days."""
    number = clean(text)
    if not (number.isascii() and number.isdecimal() and int(number) <= LONGEST_TERMS):
        raise Refused(f"“{number}” is no number of days from 0 to {LONGEST_TERMS}.")
    return str(int(number))


def iban(text: str) -> str:
    """Take an IBAN whose check digits are right."""
    number = re.sub(r"\s", "", clean(text)).upper()
    if not number:
        return ""
    shaped = re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", number)
    if not shaped or int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 != 1:
        raise Refused(f"“{clean(text)}” is no IBAN; its check digits do not fit.")
    return number


def bic(text: str) -> str:
    """Take a BIC."""
    code = re.sub(r"\s", "", clean(text)).upper()
    if code and not re.fullmatch(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?", code):
        raise Refused(f"“{clean(text)}” is no BIC; it has 8 or 11 letters and digits.")
    return code


def colour(text: str) -> str:
    """Take a colour such as #1f6f5c."""
    code = clean(text).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", code):
        raise Refused(f"“{clean(text)}” is no colour; write it like #1f6f5c.")
    return code


def web_address(text: str) -> str:
    """Take a web address; one without https:// gets it."""
    address = clean(text)
    if not address:
        return ""
    full = address if "://" in address else f"https://{address}"
    if not re.fullmatch(r"https?://[^\s\"<>\\]+", full):
        raise Refused(f"“{address}” is no web address; write it like https://example.com.")
    return full


def paper(text: str) -> str:
    """Take a size of paper."""
    return _one_of(
        clean(text).capitalize() if len(clean(text)) > 2 else text.upper(),
        ("A4", "Letter"),
        "paper",
    )


def switch(text: str) -> str:
    """Take on or off; what is stored is 1 or 0."""
    answer = clean(text).lower()
    if answer in ("on", "yes", "true", "1"):
        return "1"
    if answer in ("off", "no", "false", "0", ""):
        return "0"
    raise Refused(f"“{answer}” is neither on nor off.")


def choice(*known: str) -> Field:
    """Make a field that takes one of some words."""
    return lambda text: _one_of(text.lower(), known, "choice")


def checked(fields: Mapping[str, Field], changes: Mapping[str, str]) -> dict[str, str]:
    """Check the changes of some fields; raises Refused for a field that there is not."""
    for name in changes:
        if name not in fields:
            raise Refused(f"There is no {clean(name)}. There are: {', '.join(fields)}.")
    return {name: fields[name](text) for name, text in changes.items()}


def _one_of(text: str, known: tuple[str, ...], what: str) -> str:
    found = clean(text)
    if found and found not in known:
        raise Refused(f"“{found}” is no {what}. There are: {', '.join(known)}.")
    return found
