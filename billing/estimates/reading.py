"""Read an estimate that somebody wrote: CSV, Markdown, plain text or PDF, the same every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath

from billing.estimates.figures import currency_of
from billing.estimates.interpreting import Interpreter
from billing.estimates.numerals import decimal_sign
from billing.estimates.records import Doubt, Reading, ReadLine, Row
from billing.estimates.sources import MOST_LINES, delimited_rows, delimiter_of, text_rows
from billing.estimates.totals import settle
from store.errors import Refused
from store.local_time import duration_text
from store.text import clean

LARGEST = 10_000_000
LARGEST_TEXT = 2_000_000
NOTHING = (
    "No line with hours or an amount was found in {name}. An estimate has one line for each piece"
    " of work, such as “Design: 12 h” or a table with a column of hours."
)
NO_PRODUCT = "{hours} h at {rate} come to {product}, the line says {amount}."
OTHER_CURRENCY = "The amount is in {other}, not in {currency}; it is left out."


def read_estimate(name: str, data: bytes) -> Reading:
    """Read a file by its content and its name's ending; the same bytes give the same reading.

    Raises Refused, with a sentence, for what is too large, locked, a picture or no estimate.
    """
    title = clean(PurePath(name).name) or "estimate"
    if len(data) > LARGEST:
        raise Refused(f"{title} is larger than {LARGEST // 1_000_000} MB; that is no estimate.")
    kind, text, rows = _source(title, data)
    sign = decimal_sign(text)
    interpreter = Interpreter(sign)
    interpreter.read(rows)
    currency = _currency(interpreter, text)
    lines, totals, doubts = settle(interpreter.items)
    if not lines:
        raise Refused(NOTHING.format(name=title))
    lines, foreign = _in_one_currency(lines, currency, interpreter.foreign(currency))
    doubts = sorted({*interpreter.doubts, *doubts, *foreign, *_product_doubts(lines)})
    return Reading(title, kind, currency, tuple(lines), tuple(totals), tuple(doubts), _kept(text))


def _source(title: str, data: bytes) -> tuple[str, str, Sequence[Row]]:
    """Tell the format; return it with the text and its rows."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from billing.estimates.pdf import pdf_rows

        return "pdf", *pdf_rows(title, data)
    text = _decoded(title, data)
    ending = PurePath(title).suffix.casefold()
    if ending in (".csv", ".tsv"):
        delimiter = delimiter_of(text) or ","
        rows = delimited_rows(text, delimiter)
        if len(rows) > MOST_LINES:
            raise Refused(f"{title} has more than {MOST_LINES:,} lines; that is no estimate.")
        return "csv", text, rows
    return "markdown" if ending in (".md", ".markdown") else "text", text, text_rows(text)


def _decoded(title: str, data: bytes) -> str:
    if len(data) > LARGEST_TEXT:
        raise Refused(f"{title} is larger than {LARGEST_TEXT // 1_000_000} MB of text.")
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                text = data.decode("cp1252", "replace")
            break
    if "\0" in text:
        raise Refused(f"{title} is no text and no PDF. Save it as CSV, Markdown, text or PDF.")
    return text


def _currency(interpreter: Interpreter, text: str) -> str:
    """Take the currency of most lines, else the first that the text names."""
    if interpreter.currencies:
        return interpreter.currencies.most_common(1)[0][0]
    return currency_of(text)


def _in_one_currency(
    lines: Sequence[ReadLine], currency: str, foreign: dict[int, str]
) -> tuple[list[ReadLine], list[Doubt]]:
    kept = [
        line._replace(amount=None, rate=None) if line.number in foreign else line for line in lines
    ]
    doubts = [
        Doubt(line.number, OTHER_CURRENCY.format(other=foreign[line.number], currency=currency))
        for line in lines
        if line.number in foreign
    ]
    return kept, doubts


def _product_doubts(lines: Sequence[ReadLine]) -> list[Doubt]:
    """Say where hours times rate is not the amount of the line."""
    found = []
    for line in lines:
        if line.seconds is None or line.rate is None or line.amount is None:
            continue
        product = Fraction(line.seconds, 3600) * Fraction(line.rate)
        if abs(product - Fraction(line.amount)) >= Fraction(1, 100):
            figures = {
                "hours": duration_text(line.seconds),
                "rate": f"{line.rate:,.2f}",
                "product": f"{Decimal(product.numerator) / Decimal(product.denominator):,.2f}",
                "amount": f"{line.amount:,.2f}",
            }
            found.append(Doubt(line.number, NO_PRODUCT.format(**figures)))
    return found


def _kept(text: str) -> str:
    """Clean the source line by line; blanks that hold its columns apart stay."""
    lines = []
    for line in text.splitlines():
        parts = re.split(r"( {2,}|\t+)", line)
        lines.append("".join(part if part.isspace() else clean(part, 2_000) for part in parts))
    return "\n".join(lines).rstrip()
