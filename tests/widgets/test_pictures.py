"""Pictures in a terminal: who can show them, and that what is sent is the picture."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from PIL import Image

from widgets.pictures import place, take_away, way_to_draw


def png(image: Image.Image) -> bytes:
    """Write an image as a PNG."""
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def striped(width: int = 37, height: int = 20) -> Image.Image:
    """Make an image with three colours and a height that is no multiple of six."""
    image = Image.new("RGB", (width, height), (255, 255, 255))
    for x in range(width):
        for y in range(height):
            if (x // 5 + y // 3) % 3 == 0:
                image.putpixel((x, y), (0, 0, 0))
            elif x == y:
                image.putpixel((x, y), (255, 0, 0))
    return image


def from_sixel(text: str) -> Image.Image:
    """Decode sixels as a terminal does."""
    body = text[text.index('"') + 1 : text.rindex("\x1b\\")]
    _, _, width, height = (int(part) for part in body[: body.index("#")].split(";"))
    image = Image.new("RGB", (width, height), (1, 2, 3))
    inks: dict[str, tuple[int, ...]] = {}
    x = y = 0
    ink = ""
    for token in re.finditer(r"#(\d+)(;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|([?-~])|([$])|(-)", body):
        if token[2]:
            inks[token[1]] = tuple(round(int(token[at]) * 255 / 100) for at in (3, 4, 5))
        elif token[1] is not None:
            ink = token[1]
        elif token[9]:
            x = 0
        elif token[10]:
            x, y = 0, y + 6
        else:
            count, sixel = (int(token[6]), token[7]) if token[6] else (1, token[8])
            for at in range(x, x + count):
                for bit in range(6):
                    if (ord(sixel) - 63) >> bit & 1 and y + bit < height:
                        image.putpixel((at, y + bit), inks[ink])
            x += count
    return image


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, ""),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, ""),
        ({"TERM": "xterm-kitty", "AYRON_PICTURES": "off"}, ""),
        ({"TERM": "dumb", "AYRON_PICTURES": "sixel"}, "sixel"),
        ({}, ""),
    ],
)
def test_a_terminal_is_known_by_its_environment(environment: dict[str, str], way: str) -> None:
    assert way_to_draw(environment) == way


def test_sixels_are_the_picture() -> None:
    image = striped()
    assert from_sixel(place("sixel", png(image), 0, 0, 4, 2)).tobytes() == image.tobytes()


def test_kitty_gets_the_file_in_pieces_and_the_size_in_cells() -> None:
    picture = png(Image.effect_noise((120, 90), 80).convert("RGB"))
    text = place("kitty", picture, 3, 5, 40, 15)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert base64.b64decode("".join(data for _, data in pieces)) == picture
    assert all(len(data) <= 4096 for _, data in pieces)
    assert [keys[-1] for keys, _ in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    assert "c=40,r=15," in pieces[0][0]


@pytest.mark.parametrize("way", ["kitty", "sixel"])
def test_the_cursor_of_the_terminal_stays_where_it_was(way: str) -> None:
    text = place(way, png(striped()), 3, 5, 4, 2)  # type: ignore[arg-type]
    assert text.startswith("\x1b7\x1b[6;4H")
    assert text.endswith("\x1b8")


def test_only_kitty_has_to_be_told_to_take_it_away() -> None:
    assert "a=d" in take_away("kitty")
    assert take_away("sixel") == ""
