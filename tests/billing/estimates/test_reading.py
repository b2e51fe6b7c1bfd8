"""Files as people write them, in three languages: what is read, doubted and refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from billing.estimates.reading import read_estimate
from billing.estimates.records import Reading
from store.errors import Refused
from tests.billing.estimates.writers import Wanted, as_pdf

FILES = Path(__file__).parents[2] / "data" / "estimates"
HOUR = 3600


def read(name: str) -> Reading:
    """Read one of the files."""
    return read_estimate(name, (FILES / name).read_bytes())


def rows(reading: Reading) -> list[tuple[str, str, float, str | None]]:
    """Show the lines: stage, description, hours and amount."""
    return [
        (
            *(line.stage, line.description, (line.seconds or 0) / HOUR),
            None if line.amount is None else f"{line.amount:.2f}",
        )
        for line in reading.lines
    ]


def doubts(reading: Reading) -> list[tuple[int, str]]:
    """Show the doubts."""
    return [(doubt.number, doubt.sentence) for doubt in reading.doubts]


def kinds(reading: Reading) -> list[tuple[str, str]]:
    """Show what totals were found."""
    return [(total.kind, total.description) for total in reading.totals]


def test_a_german_table_with_days_phases_and_tax() -> None:
    reading = read("agentur.csv")
    assert rows(reading) == [
        ("Konzeption", "Kick-off und Workshop", 12, "1140.00"),
        ("Konzeption", "Informationsarchitektur", 16, "1520.00"),
        ("Gestaltung", "Startseite", 24, "2280.00"),
        ("Gestaltung", "Unterseiten (8 Vorlagen)", 36, "3420.00"),
        ("Umsetzung", "Frontend", 80, "7600.00"),
        ("Umsetzung", "Redaktionsschulung", 4, "380.00"),
    ]
    assert {line.rate for line in reading.lines} == {Decimal(95)}
    assert reading.currency == "EUR"
    assert kinds(reading) == [
        ("total", "Nettosumme"),
        ("tax", "zzgl. 19 % MwSt."),
        ("gross", "Gesamtbetrag brutto"),
    ]
    assert doubts(reading) == [(4, "A column holds days; each is read as 8 h.")]


def test_markdown_with_points_a_table_and_due_days() -> None:
    reading = read("freelancer.md")
    assert rows(reading) == [
        ("Discovery", "Workshop with the team", 4, "480.00"),
        ("Discovery", "Written findings", 8, "960.00"),
        ("Build", "Import endpoint", 24, "2880.00"),
        ("Build", "Webhooks", 16.5, "1980.00"),
        ("Build", "3D preview", 8, "960.00"),
    ]
    assert [line.due_on for line in reading.lines] == [None, None, "2026-12-18", "2027-01-15", None]
    assert reading.currency == "USD"
    assert kinds(reading) == [("stage", "Discovery"), ("total", "Total")]
    assert doubts(reading) == [(16, "6–8 h is a range; the upper end is taken.")]


def test_a_french_text_with_leaders() -> None:
    reading = read("devis.txt")
    assert rows(reading) == [
        ("Étape 1 : Conception", "Maquettes", 12, "1140.00"),
        ("Étape 1 : Conception", "Atelier utilisateurs", 3.5, "332.50"),
        ("Étape 2 : Développement", "Intégration", 20, "1900.00"),
        ("Étape 2 : Développement", "Mise en ligne", 8, "760.00"),
    ]
    assert reading.lines[0].number == 4
    assert reading.lines[0].text == "Maquettes ................ 12 h        1 140,00 €"
    assert doubts(reading) == [(8, "1 jour is read as 8 h: 8 h a day.")]


def test_a_text_in_columns_with_a_discount() -> None:
    reading = read("kv.txt")
    assert rows(reading)[-1] == ("", "Nachlass", 0, "-50.00")
    assert (reading.seconds, reading.amount) == (28.5 * HOUR, Decimal("2657.5"))
    assert doubts(reading) == []


def test_a_total_that_does_not_fit_is_doubted() -> None:
    assert doubts(read("wrong-total.csv")) == [
        (4, "Total says 3,200.00, the lines come to 3,100.00."),
        (4, "Total says 31:00 h, the lines come to 30:00 h."),
    ]


def test_nested_points_are_stages() -> None:
    reading = read("points.md")
    assert [row[:3] for row in rows(reading)] == [
        ("Design", "Wireframes", 8),
        ("Design", "Mockups", 12),
        ("Build", "API", 16),
        ("Build", "Tests", 3.5),
        ("", "Launch", 16),
    ]
    assert reading.lines[2].amount == Decimal(1600)


def test_hours_alone_name_no_currency() -> None:
    reading = read("tabbed.tsv")
    assert [row[:3] for row in rows(reading)] == [
        ("Alpha", "Login", 5),
        ("Alpha", "Sign-up", 7.25),
        ("Beta", "Billing", 13),
    ]
    assert (reading.currency, reading.amount) == ("", Decimal(0))


def test_quantities_count_as_hours_only_with_a_unit_of_time() -> None:
    assert rows(read("suisse.csv")) == [
        ("", "Conception", 24, "3600.00"),
        ("", "Licence de police", 0, "450.00"),
        ("", "Intégration", 14, "2100.00"),
    ]
    assert read("suisse.csv").currency == "CHF"


def test_sentences_around_a_list_are_no_work() -> None:
    assert rows(read("list.txt")) == [
        ("", "Kick-off meeting", 2, "240.00"),
        ("", "Prototype", 40, "4800.00"),
        ("", "User tests (5 people)", 12, "1440.00"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Task,Hours,Rate,Amount\nDesign,10,95,900.50\n", "come to 950.00"),
        ("Item;Hours\nDesign;10\nTotal;12\n", "12:00 h"),
        ("- Design: 10 h, 100 €\n- Build: 5 h, 100 $\n- Test: 5 h, 100 €\n", "in USD, not in EUR"),
        ("Design    12    1.140,00\n", "has no unit"),
        ("Item,Qty,Total\nLicence,2,500.00\n", "no number of hours"),
        ("- Design: 1 h, 100 €\nNet 100 €\nVAT 19 €\nGross 120 €\n", "come to 119.00"),
        ("Task,Hours,Due\nDesign,10,03/04/2027\n", "read as day/month"),
        ("Task,Low (h),High (h)\nDesign,8,12\n", "Several columns hold hours"),
        ("- Design: 1 h, 100 €\nSubtotal 100 €\nVAT 19 €\nTotal 120 €\n", "come to 119.00"),
    ],
)
def test_what_is_not_sure_is_said(text: str, sentence: str) -> None:
    reading = read_estimate("a.txt" if text[0] in "-DN" else "a.csv", text.encode())
    assert any(sentence in doubt for _line, doubt in doubts(reading)), doubts(reading)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"Dear Ada, see you on Monday.", "No line with hours"),
        ("a.txt", b"", "No line with hours"),
        ("a.csv", b"\x00\x01\x02", "no text and no PDF"),
        ("a.txt", b"x" * 2_000_001, "larger than 2 MB"),
        ("a.txt", b"x" * 3_000, "longer than"),
        ("a.md", b"- x: 1 h\n" * 6_000, "6,000 lines"),
        ("a.csv", b'a;b\n"' + b"x" * 200_000, "cannot be read as separated values"),
        ("a.pdf", b"%PDF-1.7 nothing of the kind", "damaged, or no PDF"),
        ("a.pdf", b"%PDF-" + b"x" * 10_000_000, "larger than 10 MB"),
    ],
)
def test_what_is_no_estimate_is_refused(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_estimate(name, data)


def test_a_locked_and_a_scanned_pdf_are_refused() -> None:
    line = [Wanted("Design", "Work", HOUR, Decimal(1))]
    with pytest.raises(Refused, match="locked with a password"):
        read_estimate("a.pdf", as_pdf(line, "en", password="secret"))
    with pytest.raises(Refused, match="pictures of pages"):
        read_estimate("a.pdf", scanned())


def test_a_book_is_refused() -> None:
    line = [Wanted("Design", f"Work {number} x", HOUR, Decimal(1)) for number in range(2_700)]
    with pytest.raises(Refused, match="up to 60 pages"):
        read_estimate("a.pdf", as_pdf(line, "en"))


def scanned() -> bytes:
    """Make a PDF of a picture."""
    import io

    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "red")), 50, 500, 200, 200)
    canvas.save()
    return made.getvalue()


def test_words_that_go_on_below_belong_to_the_line_above() -> None:
    import io

    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made)
    for height, row in (
        (800, ("Task", "Hours", "Amount")),
        (780, ("Workshop with the whole", "8.00", "760.00 EUR")),
        (768, ("team and its minutes", "", "")),
        (748, ("Wireframes", "12.50", "1,187.50 EUR")),
    ):
        canvas.drawString(60, height, row[0])
        canvas.drawRightString(400, height, row[1])
        canvas.drawRightString(520, height, row[2])
    canvas.save()
    assert rows(read_estimate("a.pdf", made.getvalue())) == [
        ("", "Workshop with the whole team and its minutes", 8, "760.00"),
        ("", "Wireframes", 12.5, "1187.50"),
    ]


def test_a_table_with_wrapped_cells_and_a_letter_around_it() -> None:
    import io

    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["BodyText"]
    long = "Konzeption der neuen Startseite mit Workshop, Protokoll und Abstimmung mit dem Team"
    made = io.BytesIO()
    SimpleDocTemplate(made).build(
        [
            Paragraph("Gern bieten wir Ihnen auf Ihre Anfrage vom 12.11.2026 an:", style),
            Table(
                [
                    ["Pos.", "Leistung", "Std.", "Satz", "Betrag"],
                    ["1", Paragraph(long, style), "12,00", "95,00 EUR", "1.140,00 EUR"],
                    ["2", Paragraph("Hosting", style), "", "", "250,00 EUR"],
                    ["", "Zwischensumme", "12,00", "", "1.390,00 EUR"],
                    ["", "MwSt. 19 %", "", "", "264,10 EUR"],
                    ["", "Gesamtbetrag", "", "", "1.654,10 EUR"],
                ],
                colWidths=[30, 200, 50, 70, 90],
                style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
            ),
            Paragraph("Dieses Angebot gilt 30 Tage. Zahlbar innerhalb von 14 Tagen.", style),
        ]
    )
    reading = read_estimate("a.pdf", made.getvalue())
    assert rows(reading) == [("", long, 12, "1140.00"), ("", "Hosting", 0, "250.00")]
    assert [kind for kind, _name in kinds(reading)] == ["stage", "tax", "gross"]
    assert doubts(reading) == []


def test_durations_with_seconds_and_a_deposit() -> None:
    text = "Task,Estimated Duration\nHero,02:30:00\n"
    assert rows(read_estimate("a.csv", text.encode())) == [("", "Hero", 2.5, None)]
    text = "- Design: 8 h, 800 €\n\nDeposit of 30 % (240 €) due at start.\n"
    assert rows(read_estimate("a.md", text.encode())) == [("", "Design", 8, "800.00")]


def test_hostile_text_is_cleaned_and_takes_no_time() -> None:
    hostile = "- \x1b[31m=cmd|'/c'!A1 \u202eevil: 3 h\n" + "- " * 900 + "\n" + "|" * 1900 + "\n"
    reading = read_estimate("../../\x1b.md", (hostile + "1" * 1900 + "\n" + ".," * 900).encode())
    assert [line.seconds for line in reading.lines] == [3 * HOUR]
    everything = reading.name + reading.lines[0].description + reading.source_text
    assert "\x1b" not in everything
    assert "\u202e" not in everything
    assert "/" not in reading.name
