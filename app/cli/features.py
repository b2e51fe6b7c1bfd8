"""feature: the switches of the workspace."""

from __future__ import annotations

from app.cli.invocation import Invocation
from store.features import EARLY_ACCESS, features, switch_feature, switchers, who_can_switch
from sync.kinds import kind_names


def change(invocation: Invocation) -> int:
    """List the switches, or turn one on or off."""
    options = invocation.options
    if options.verb != "list":
        with invocation.ledger.write() as work:
            switch_feature(work, options.name, options.verb == "on", kind_names())
    with invocation.ledger.read() as work:
        known = features(work, kind_names())
        admins, who = switchers(work), who_can_switch(work)
        mine = work.role == "admin"
    shape = [
        {"name": name, "on": on, "label": EARLY_ACCESS, "may_switch": mine, "admins": admins}
        for name, on in known.items()
    ]
    lines = [f"{name}\t{'on' if on else 'off'}\t{EARLY_ACCESS}" for name, on in known.items()]
    return invocation.answer(shape, [*lines, f"{who} turn features on and off."])
