"""The currencies of ISO 4217, and how many decimals each has."""

from __future__ import annotations

from store.errors import Refused
from store.text import clean

WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
FOUR_DECIMALS = "CLF UYW"
TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW
ZWG
"""
DECIMALS = {
    code: places
    for places, codes in (
        (0, WITHOUT_DECIMALS),
        (2, TWO_DECIMALS),
        (3, THREE_DECIMALS),
        (4, FOUR_DECIMALS),
    )
    for code in codes.split()
}


def exponent(currency: str) -> int:
    """Return how many decimals a currency has; raises Refused for what is none."""
    if currency in DECIMALS:
        return DECIMALS[currency]
    raise Refused(f"“{clean(currency)}” is no currency; write its three letters, like EUR.")


def currency_of(text: str) -> str:
    """Take the code of a currency as somebody typed it."""
    code = clean(text).upper()
    exponent(code)
    return code
