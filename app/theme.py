"""Ayron's own two themes: warm paper and ink, with one accent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

DEFAULT = "ayron-dark"
_BASE = (
    *("primary", "secondary", "accent", "warning", "error", "success"),
    *("foreground", "background", "surface", "panel"),
)

PALETTES: dict[str, dict[str, str]] = {
    "ayron-dark": {
        "primary": "#e2a65b",
        "secondary": "#e2a65b",
        "accent": "#e2a65b",
        "warning": "#e0795a",
        "error": "#e0665a",
        "success": "#9dbb74",
        "foreground": "#d9d4c9",
        "background": "#17181b",
        "surface": "#1e1f23",
        "panel": "#25262b",
        "border": "#b98a4f",
        "border-blurred": "#3a3b41",
        "primary-muted": "#6f5a3e",
        "text-primary": "#eab873",
        "text-muted": "#8f8a80",
        "text-disabled": "#5d5a55",
        "text-warning": "#e98f70",
        "text-error": "#ee7e72",
        "block-cursor-background": "#e2a65b",
        "block-cursor-foreground": "#17181b",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#2b2c31",
        "block-cursor-blurred-foreground": "#d9d4c9",
        "input-cursor-background": "#eab873",
        "input-cursor-foreground": "#17181b",
        "input-selection-background": "#e2a65b 35%",
        "scrollbar": "#3a3b41",
        "scrollbar-hover": "#6f5a3e",
        "scrollbar-active": "#b98a4f",
        "scrollbar-background": "#17181b",
        "scrollbar-background-hover": "#17181b",
        "scrollbar-background-active": "#17181b",
    },
    "ayron-light": {
        "primary": "#a8621a",
        "secondary": "#a8621a",
        "accent": "#a8621a",
        "warning": "#b4472a",
        "error": "#b03030",
        "success": "#4d7a2c",
        "foreground": "#2d2b27",
        "background": "#faf7f0",
        "surface": "#f3eee4",
        "panel": "#ebe5d8",
        "border": "#b57a3c",
        "border-blurred": "#d8d0c0",
        "primary-muted": "#dcc19d",
        "text-primary": "#8f4f10",
        "text-muted": "#7a7469",
        "text-disabled": "#b5ad9f",
        "text-warning": "#a53d22",
        "text-error": "#a02828",
        "block-cursor-background": "#a8621a",
        "block-cursor-foreground": "#faf7f0",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#ebe5d8",
        "block-cursor-blurred-foreground": "#2d2b27",
        "input-cursor-background": "#8f4f10",
        "input-cursor-foreground": "#faf7f0",
        "input-selection-background": "#a8621a 25%",
        "scrollbar": "#d8d0c0",
        "scrollbar-hover": "#dcc19d",
        "scrollbar-active": "#b57a3c",
        "scrollbar-background": "#faf7f0",
        "scrollbar-background-hover": "#faf7f0",
        "scrollbar-background-active": "#faf7f0",
    },
}


def themes() -> list[Theme]:
    """Make Ayron's own themes."""
    from textual.theme import Theme

    return [
        Theme(
            name=name,
            dark=name.endswith("dark"),
            variables=dict(palette),
            **{part: palette[part] for part in _BASE},  # type: ignore[arg-type]
        )
        for name, palette in PALETTES.items()
    ]
