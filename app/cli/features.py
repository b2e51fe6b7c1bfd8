"""feature: the switches of the workspace."""

from __future__ import annotations

from app.cli.invocation import Invocation
from store.features import features, switch_feature
from sync.kinds import kind_names


def change(invocation: Invocation) -> int:
    """List the switches, or turn one on or off."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            known = features(work, kind_names())
    else:
        with invocation.ledger.write() as work:
            switch_feature(work, options.name, options.verb == "on", kind_names())
            known = features(work, kind_names())
    shape = [{"name": name, "on": enabled} for name, enabled in known.items()]
    return invocation.answer(shape, [f"{name}\t{_word(on)}" for name, on in known.items()])


def _word(enabled: bool) -> str:
    return "on" if enabled else "off"
