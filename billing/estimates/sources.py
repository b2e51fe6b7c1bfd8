"""The formats that an estimate comes in, each turned into rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from billing.estimates.records import Cell, Row
from store.errors import Refused

MOST_LINES = 5_000
LONGEST_LINE = 2_000
MOST_CELLS = 60
TAB = 8
PARTS = re.compile(r"(?:\s*(?:\.{3,}|…{2,}|_{3,})\s*)|\s{2,}")
BULLET = re.compile(r"^(\s*)(?:[-*+•·▪‣]|\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)])\s+\S")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
RULE = re.compile(r"^\s*[-=_*─═]{3,}\s*$")
DIVIDER = re.compile(r"^[\s|:+-]*-[\s|:+-]*$")


def lines_of(text: str) -> list[str]:
    """Part a text into lines; refused where there are too many, or one is endless."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Refused(
            f"That has {len(lines):,} lines; an estimate of up to {MOST_LINES:,} is read."
        )
    if any(len(line) > LONGEST_LINE for line in lines):
        raise Refused(f"A line of that is longer than {LONGEST_LINE:,} characters: no estimate.")
    return [line.expandtabs(TAB) if "|" not in line else line for line in lines]


def delimited_rows(text: str, delimiter: str) -> list[Row]:
    """Read separated values; a cell in quotes may go over several lines."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    lines, rows, number = text.splitlines(), [], 1
    try:
        for values in reader:
            source = " ".join(lines[number - 1 : reader.line_num]).strip()
            cells = tuple(Cell(value.strip(), place, place) for place, value in enumerate(values))
            if any(cell.text for cell in cells):
                rows.append(Row(number, source[:LONGEST_LINE], cells[:MOST_CELLS], table=1))
            number = reader.line_num + 1
    except csv.Error as error:
        raise Refused(f"Line {number} cannot be read as separated values: {error}.") from error
    return rows


def delimiter_of(text: str) -> str:
    """Tell what separates values: the sign that most lines hold equally often; else empty."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    best, most = "", 0
    for delimiter in ("\t", ";", "|", ","):
        counts = [line.count(delimiter) for line in lines]
        shared = max(set(counts) - {0}, key=counts.count, default=0)
        score = counts.count(shared) * (3 if delimiter != "," else 2) if shared else 0
        if score > most:
            best, most = delimiter, score
    return best


def text_rows(text: str) -> list[Row]:
    """Read plain text or Markdown: headings, points, tables with bars, columns of blanks."""
    rows: list[Row] = []
    lines = lines_of(text)
    table = 0
    for number, line in enumerate(lines, 1):
        if _is_bars(line):
            table = table or number
            if not DIVIDER.match(line):
                rows.append(Row(number, line, tuple(_bar_cells(line)), table=table))
            continue
        table = 0
        if not line.strip() or RULE.match(line):
            continue
        rows.append(_text_row(number, line, lines[number] if number < len(lines) else ""))
    return rows


def _text_row(number: int, line: str, below: str) -> Row:
    if found := HEADING.match(line):
        return Row(number, found[1], (Cell(found[1], 0, len(line)),), heading=True)
    underlined = RULE.match(below) is not None and not BULLET.match(line)
    bullet = BULLET.match(line)
    depth = len(bullet[1]) if bullet else -1
    cells = tuple(_blank_cells(line))[:MOST_CELLS]
    return Row(number, line.replace("**", ""), cells, underlined and len(cells) == 1, depth=depth)


def _is_bars(line: str) -> bool:
    return (line.count("|") >= 2 and line.strip()[0] == "|") or line.count(" | ") >= 2


def _bar_cells(line: str) -> Iterator[Cell]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    for place, text in enumerate(inner.split("|")[:MOST_CELLS]):
        yield Cell(re.sub(r"\*\*|__|`", "", text).strip(), place, place)


def _blank_cells(line: str) -> Iterator[Cell]:
    """Part a line where two blanks or leaders stand; a cell keeps its place on the line."""
    begin = len(line) - len(line.lstrip())
    for found in (*PARTS.finditer(line, begin), None):
        end = found.start() if found else len(line)
        text = line[begin:end].replace("**", "").strip()
        if text:
            yield Cell(text, begin, begin + len(text))
        begin = found.end() if found else end
