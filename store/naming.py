"""Names that people give to what is shared: cleaned, never empty, and told apart when folded."""

from __future__ import annotations

from store.errors import Refused
from store.text import clean, fold


def title_of(name: str, what: str) -> str:
    """Clean a name; `what` begins the sentence of the refusal, such as `A client`."""
    title = clean(name)
    if not title:
        raise Refused(f"{what} needs a name.")
    return title


def likeness_key(name: str) -> str:
    """Reduce a name to what has to differ; one without letters or digits stands for itself."""
    return fold(name) or name
