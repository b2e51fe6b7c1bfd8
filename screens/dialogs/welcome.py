"""The welcome: it stands in nobody's way."""

from __future__ import annotations

from typing import ClassVar

from screens.dialogs.choices import Choose


class Welcome(Choose):
    """Offers ways to begin; the key of a command leaves it and does the command."""

    GIVES_WAY: ClassVar[bool] = True
