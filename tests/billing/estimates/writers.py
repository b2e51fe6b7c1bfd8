"""Write an estimate in each format, as people and programs do, so that it can be read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

HEADERS = {
    "de": ("Phase", "Leistung", "Stunden", "Betrag (EUR)"),
    "en": ("Stage", "Task", "Hours", "Amount (EUR)"),
    "fr": ("Étape", "Prestation", "Heures", "Montant (EUR)"),
}
TOTALS = {"de": "Summe", "en": "Total", "fr": "Total HT"}


class Wanted(NamedTuple):
    """A line as it should be read."""

    stage: str
    description: str
    seconds: int
    amount: Decimal


def number(value: Decimal, language: str) -> str:
    """Write two decimals with the separators of a language."""
    text = f"{value:,.2f}"
    signs = {"de": ".,", "en": ",.", "fr": "\u202f,"}[language]
    return text.translate({ord(","): signs[0], ord("."): signs[1]})


def hours(seconds: int, language: str) -> str:
    """Write hours with two decimals."""
    return number(Decimal(seconds) / 3600, language)


def as_csv(lines: Sequence[Wanted], language: str, delimiter: str) -> bytes:
    """Write separated values with a column of stages and a total below."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter)
    writer.writerow(HEADERS[language])
    for line in lines:
        writer.writerow(
            [
                *(line.stage, line.description),
                *(hours(line.seconds, language), number(line.amount, language)),
            ]
        )
    writer.writerow(["", TOTALS[language], *_sums(lines, language)])
    return made.getvalue().encode()


def as_markdown_table(lines: Sequence[Wanted], language: str) -> bytes:
    """Write a heading for each stage and a table below it."""
    made = ["# Estimate", ""]
    for stage, own in _by_stage(lines):
        header = HEADERS[language][1:]
        made += [f"## {stage}", "", f"| {' | '.join(header)} |", "|---|---:|---:|"]
        made += [
            f"| {line.description} | {hours(line.seconds, language)}"
            f" | {number(line.amount, language)} |"
            for line in own
        ]
        made.append("")
    return "\n".join([*made, ""]).encode()


def as_points(lines: Sequence[Wanted], language: str) -> bytes:
    """Write a list of stages with their points."""
    made = []
    for stage, own in _by_stage(lines):
        made.append(f"- {stage}")
        made += [
            f"  - {line.description}: {hours(line.seconds, language)} h,"
            f" {number(line.amount, language)} €"
            for line in own
        ]
    return "\n".join(made).encode()


def as_text(lines: Sequence[Wanted], language: str) -> bytes:
    """Write leaders between words and figures, under stages with a colon."""
    made = []
    for stage, own in _by_stage(lines):
        made.append(f"{stage}:")
        for line in own:
            worked = f"{line.seconds // 3600}:{line.seconds % 3600 // 60:02d} h"
            made.append(
                f"  {line.description} {'.' * (40 - len(line.description))} {worked}"
                f"   {number(line.amount, language)} €"
            )
        made.append("")
    seconds = sum(line.seconds for line in lines)
    total = number(sum((line.amount for line in lines), Decimal(0)), language)
    made.append(
        f"{TOTALS[language]}      {seconds // 3600}:{seconds % 3600 // 60:02d} h   {total} €"
    )
    return "\n".join(made).encode()


def as_pdf(lines: Sequence[Wanted], language: str, password: str = "") -> bytes:
    """Draw a table on pages of A4, numbers aligned to the right."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt=password or None)
    height = 800.0
    header = HEADERS[language]
    for row in [header[1:], *_pdf_rows(lines, language)]:
        if height < 60:
            canvas.showPage()
            height = 800.0
        canvas.setFont("Helvetica", 10)
        for text, right, place in zip(row, (False, True, True), (60, 400, 520), strict=False):
            (canvas.drawRightString if right else canvas.drawString)(place, height, text)
        height -= 18
    canvas.save()
    return made.getvalue()


def _pdf_rows(lines: Sequence[Wanted], language: str) -> Iterable[tuple[str, ...]]:
    for stage, own in _by_stage(lines):
        yield (stage,)
        for line in own:
            yield (
                line.description,
                hours(line.seconds, language),
                # the fonts of every reader have no narrow blank
                number(line.amount, language).replace("\u202f", " "),
            )


def _by_stage(lines: Sequence[Wanted]) -> list[tuple[str, list[Wanted]]]:
    return [(stage, list(own)) for stage, own in groupby(lines, key=lambda line: line.stage)]


def _sums(lines: Sequence[Wanted], language: str) -> list[str]:
    seconds = sum(line.seconds for line in lines)
    total = sum((line.amount for line in lines), Decimal(0))
    return [hours(seconds, language), number(total, language)]
