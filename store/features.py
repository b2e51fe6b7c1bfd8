"""Feature switches of the workspace: each integration can be turned off for everybody.

A feature without a row is on.
"""

from __future__ import annotations

from store.errors import NothingToDo, Refused
from store.ledger import require_admin
from store.work import Work

FEATURES = ("asana",)


def features(work: Work) -> dict[str, bool]:
    """Tell of every feature whether it is on."""
    stored = dict(work.rows("SELECT name, enabled FROM feature"))
    return {name: bool(stored.get(name, 1)) for name in FEATURES}


def require_feature(work: Work, name: str) -> None:
    """Refuse what the workspace has turned off."""
    if not features(work).get(name, False):
        raise Refused(
            f"This workspace has turned {name} off. An admin turns it on again:"
            f" ayron feature on {name}"
        )


def switch_feature(work: Work, name: str, enabled: bool) -> None:
    """Turn a feature on or off; links of an integration that is off are dormant.

    An admin's right. Raises NothingToDo for a feature that there is not.
    """
    require_admin(work, "switch a feature")
    if name not in FEATURES:
        raise NothingToDo(f"There is no feature “{name}”. There are: {', '.join(FEATURES)}.")
    work.run(
        "INSERT INTO feature (name, enabled) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled",
        (name, int(enabled)),
    )
    if enabled:
        work.run(
            "UPDATE link SET state = 'live', reason = NULL WHERE provider = ? AND reason = 'off'",
            (name,),
        )
    else:
        work.run(
            "UPDATE link SET state = 'dormant', reason = 'off'"
            " WHERE provider = ? AND state = 'live'",
            (name,),
        )
