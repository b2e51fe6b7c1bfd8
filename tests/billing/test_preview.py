"""The preview: what stands on the page stands on the grid, and no PDF takes it down."""

from __future__ import annotations

import random
from io import BytesIO
from time import perf_counter

import pytest
from PIL import Image
from rich.cells import cell_len

from billing.preview import MOST_PIXELS, PageSize, Part, cell_grid, pages, picture
from billing.text_grid import Run, lay_out
from store.errors import Refused
from tests.billing.pdfs import AMOUNTS, HEIGHT, WIDTH, drawn, second, table


@pytest.mark.parametrize("columns", [40, 76, 110, 200])
def test_figures_end_below_each_other_however_narrow_the_grid_is(columns: int) -> None:
    rows = [row for row in cell_grid(drawn(table), 0, columns) if row.endswith(AMOUNTS)]
    assert [row.split()[-1] for row in rows] == list(AMOUNTS)
    assert len({cell_len(row) for row in rows}) == 1
    assert len({row.index(" h ") for row in rows}) == 1


def test_no_text_runs_into_another_or_is_lost() -> None:
    text = " ".join(" ".join(cell_grid(drawn(table), 0, 40)).split())
    for at, amount in enumerate(AMOUNTS):
        assert f"Homepage hero and every one of its variants, no. {at} " in text
        assert f" {amount}" in text


def test_a_wide_page_keeps_its_shape_and_a_narrow_one_fits() -> None:
    wide = cell_grid(drawn(table), 0, 110)
    assert wide[0].index("Northwind") == round(60 / WIDTH * 110)
    assert max(map(cell_len, cell_grid(drawn(table), 0, 78))) <= 78


def test_wide_characters_take_two_cells() -> None:
    rows = [Run(60, 110, 10, 20, "東京"), Run(60, 110, 30, 40, "abcd")]
    rows += [Run(180, 200, 10, 20, "1.00"), Run(170, 200, 30, 40, "999.00")]
    grid = lay_out(rows, 300, 60)
    assert [cell_len(row) for row in grid if row] == [40, 40]
    assert grid[0].startswith(" " * 12 + "東京")


def test_every_page_has_its_size_and_its_own_text() -> None:
    pdf = drawn(table, second)
    assert [PageSize(round(a), round(b)) for a, b in pages(pdf)] == [PageSize(595, 842)] * 2
    assert [row.strip() for row in cell_grid(pdf, 1, 100)] == ["The second page"]
    with pytest.raises(Refused, match="no page 3"):
        cell_grid(pdf, 2, 100)


def test_a_picture_has_the_width_that_was_asked_for_and_the_colours_of_the_page() -> None:
    image = Image.open(BytesIO(picture(drawn(second), 0, 600)))
    assert image.width == 600
    assert image.height == pytest.approx(600 * HEIGHT / WIDTH, abs=2)
    red, green, blue = image.getpixel((300, 20))  # type: ignore[misc]
    assert green > blue > red
    assert image.getpixel((300, 700)) == (255, 255, 255)


def test_the_parts_of_a_picture_are_the_picture() -> None:
    pdf = drawn(table)
    whole = Image.open(BytesIO(picture(pdf, 0, 400)))
    top = Image.open(BytesIO(picture(pdf, 0, 400, Part(0, 0.5))))
    assert top.height == pytest.approx(whole.height / 2, abs=2)
    assert top.crop((0, 0, 400, 200)).tobytes() == whole.crop((0, 0, 400, 200)).tobytes()


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"<html>", drawn(table)[:500]])
def test_what_is_no_pdf_is_refused_with_a_sentence(pdf: bytes) -> None:
    with pytest.raises(Refused, match="no PDF"):
        pages(pdf)


def test_a_damaged_pdf_is_shown_or_refused() -> None:
    chance, whole = random.Random(7), drawn(table, second)
    for _ in range(60):
        pdf = bytearray(whole)
        for _ in range(20):
            pdf[chance.randrange(len(pdf))] = chance.randrange(256)
        try:
            for at in range(min(3, len(pages(bytes(pdf))))):
                cell_grid(bytes(pdf), at, 80)
        except Refused:
            continue


def test_a_page_as_large_as_a_field_is_bounded() -> None:
    def crowded(canvas: object) -> None:
        for at in range(1_500):
            canvas.drawString(at % 100 * 100, at, "x" * 300)  # type: ignore[attr-defined]

    pdf = drawn(crowded, size=(14_000, 14_000))
    assert max(map(len, cell_grid(pdf, 0, 10**9))) < 200_000
    image = Image.open(BytesIO(picture(pdf, 0, 10**6)))
    assert image.width * image.height <= MOST_PIXELS * 1.01


def test_controls_in_the_text_layer_do_not_reach_the_grid() -> None:
    pdf = drawn(lambda canvas: canvas.drawString(60, 700, "Acme \x1b[31m \x07 GmbH"))
    assert all(row.isprintable() for row in cell_grid(pdf, 0, 80))


def test_a_page_is_there_within_a_tenth_of_a_second() -> None:
    pdf = drawn(table, second)
    cell_grid(pdf, 0, 80)
    taken = []
    for _ in range(5):
        before = perf_counter()
        cell_grid(pdf, 0, 110)
        taken.append(perf_counter() - before)
    assert min(taken) < 0.1
