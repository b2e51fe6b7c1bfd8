"""connect, disconnect, connections, sync: other people's systems."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from app import remotes
from app.cli.asking import passphrase_asker
from app.cli.health import tell_connections, tell_outcomes
from app.cli.invocation import Invocation
from app.cli.waiting import Waiting
from app.sentences import printable
from app.shapes import connection_shape
from store.connections import connections
from store.errors import Ambiguous, NothingToDo, Refused
from store.features import features, require_feature
from store.records import Connection
from store.text import fold
from sync.errors import SignInFailed
from sync.facts import Fact, SignInLeft
from sync.kinds import kind_names, kind_of
from sync.secrets import Secret

if TYPE_CHECKING:
    from sync.access import Surroundings
    from sync.connecting import Connecting
    from sync.signin import Attempt

LONGEST_TOKEN = 8192
NOBODY_PASTES = (
    "The approval cannot be taken: nothing was pasted, and no browser answers to this redirect."
    " Run this in a terminal."
)


def connect(invocation: Invocation) -> int:
    """Connect an account, then fetch its tasks."""
    options = invocation.options
    with invocation.ledger.read() as work:
        require_feature(work, kind_of(options.provider).name)
    around = remotes.surroundings(
        invocation.own_settings, invocation.clock, passphrase_asker(), options.insecure_storage
    )
    made = _connect(invocation, around)
    with _waiting(invocation) as waiting:
        told = remotes.sync_once(invocation.ledger, around, waiting.hear, full=True, only=made.id)
        outcome = told[0]
    connection = _known(invocation, made.id)
    lines = [f"Connected {connection.account}: {_found(connection)}."]
    if outcome.error:
        lines.append(f"The first sync did not go through: {outcome.error}")
    return invocation.answer(connection_shape(connection), lines)


def disconnect(invocation: Invocation) -> int:
    """Revoke a connection, forget its secret; entries stay."""
    from sync.leaving import disconnect as let_go

    connection = _chosen(invocation)
    _ask_first(invocation, connection)
    around = remotes.surroundings(invocation.own_settings, invocation.clock, passphrase_asker())
    said = let_go(invocation.ledger, around, connection)
    shape = {"id": connection.id, "account": connection.account, "sentence": said}
    return invocation.answer(shape, [said])


def listing(invocation: Invocation) -> int:
    """List the connections and how they are."""
    return tell_connections(invocation)


def sync(invocation: Invocation) -> int:
    """Fetch what is new from every connection; 1 where one did not go through."""
    around = remotes.surroundings(invocation.own_settings, invocation.clock, passphrase_asker())
    full = invocation.options.full
    with _waiting(invocation) as waiting:

        def hear(fact: Fact) -> None:
            waiting.hear(fact)
            _tell_of(fact)

        outcomes = remotes.sync_once(invocation.ledger, around, hear, full=full)
    if not outcomes:
        _require_any(invocation, around)
        raise NothingToDo(_nothing_connected(around))
    return tell_outcomes(invocation, outcomes)


def _waiting(invocation: Invocation) -> Waiting:
    return Waiting({row.id: kind_of(row.provider).label for row in _all(invocation)})


def _nothing_connected(around: Surroundings) -> str:
    """Say what to run first: a token in the environment alone connects nothing."""
    given = [name for name in kind_names() if around.secrets.from_environment(name)]
    if not given:
        return "Nothing is connected. `ayron connect asana` connects an account."
    variables = " and ".join(f"AYRON_{name.upper()}_TOKEN" for name in given)
    commands = " and ".join(f"`ayron connect {name}`" for name in given)
    return f"Nothing is connected. {variables} is used once you run {commands}."


def _require_any(invocation: Invocation, around: Surroundings) -> None:
    """Refuse where what could be connected, or has a token in the environment, is off."""
    with invocation.ledger.read() as work:
        on = features(work, kind_names())
        for name, enabled in on.items():
            if not enabled and (around.secrets.from_environment(name) or not any(on.values())):
                require_feature(work, name)


def _connect(invocation: Invocation, around: Surroundings) -> Connection:
    options = invocation.options
    connecting = remotes.connecting(
        invocation.settings,
        invocation.ledger,
        around,
        options.provider,
        Event(),
        options.tasks_of or "",
    )
    if options.token_stdin:
        token = Secret(sys.stdin.read(LONGEST_TOKEN).strip())
        if not token:
            raise Refused("There was no token on standard input.")
        return remotes.connect_by_token(connecting, token)
    if around.secrets.from_environment(options.provider):
        return remotes.connect_by_token(connecting, None)
    return sign_in(invocation, connecting)


def sign_in(invocation: Invocation, connecting: Connecting) -> Connection:
    """Sign in through a browser, here or elsewhere; says what is waited for, and how long."""
    from sync.browser import has_browser, open_browser

    redirect = invocation.settings.oauth_redirect
    is_heard = not redirect.startswith("urn:")
    by_hand = invocation.options.no_browser or not has_browser(connecting.around.environment)

    def give_up() -> None:
        if not is_heard:
            connecting.cancel.set()

    def announce(attempt: Attempt) -> None:
        if not by_hand:
            _tell(f"Approve Ayron in your browser. If none opens: {attempt.address}")
            _tell("Ayron waits for five minutes; ctrl+c ends it.")
            open_browser(attempt.address)
            return
        _tell(f"Open this address in a browser and approve Ayron:\n\n  {attempt.address}\n")
        if sys.stdin.isatty():
            _tell("Paste the code, or the whole address that the browser ends on, and press enter.")
        if is_heard:
            _tell(f"A browser on this machine answers by itself, at {redirect}.")
        _tell("Ayron waits for five minutes; ctrl+c ends it.")
        Thread(target=_take_paste, args=(attempt, give_up), daemon=True).start()

    try:
        return remotes.connect_by_browser(invocation.settings, connecting, announce)
    except SignInFailed:
        if connecting.cancel.is_set():
            raise Refused(NOBODY_PASTES) from None
        raise


def _take_paste(attempt: Attempt, give_up: Callable[[], None]) -> None:
    """Take what is pasted; give up where that cannot come any more."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            attempt.paste(line)
            return
        except Refused as refusal:
            _tell(str(refusal))
    give_up()


def _ask_first(invocation: Invocation, connection: Connection) -> None:
    """Ask whether it is meant, where somebody sits at the terminal."""
    if invocation.options.yes or invocation.options.json or not sys.stdin.isatty():
        return
    _tell(
        f"Disconnect {connection.account}? Its sign-in is forgotten and its tasks leave the list."
        " Your entries, and the tasks you tracked time on, stay. [y/N]"
    )
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("Nothing was disconnected.")


def _chosen(invocation: Invocation) -> Connection:
    provider, account = invocation.options.provider, invocation.options.account
    found = [row for row in _all(invocation) if row.provider == provider]
    if account:
        wanted = fold(account)
        found = [row for row in found if row.account_id == account or wanted in fold(row.account)]
    if not found:
        raise NothingToDo(f"No such {provider} account is connected.")
    if len(found) > 1:
        names = [f"{row.account_id}  {row.account}" for row in found]
        raise Ambiguous("Several accounts are connected; say which with --account.", names)
    return found[0]


def _all(invocation: Invocation) -> list[Connection]:
    with invocation.ledger.read() as work:
        return connections(work)


def _known(invocation: Invocation, connection_id: str) -> Connection:
    return next(row for row in _all(invocation) if row.id == connection_id)


def _found(connection: Connection) -> str:
    """Say what is there to be picked."""
    whose = f" of {connection.subject}" if connection.subject else ""
    where = ", ".join(connection.workspaces)
    return f"{connection.tasks:,} tasks{whose} in {connection.projects:,} projects ({where})"


def _tell_of(fact: object) -> None:
    """Say what only a person can do; the rest is in the answer."""
    if isinstance(fact, SignInLeft):
        _tell(fact.sentence)


def _tell(sentence: str) -> None:
    """Say something beside the answer, so that --json stays clean."""
    print("\n".join(printable(line) for line in sentence.split("\n")), file=sys.stderr, flush=True)
