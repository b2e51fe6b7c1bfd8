"""Subscriptions against the sandbox: made, tended, found again, ended; nothing else is written."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from threading import Event

import pytest

from store.webhooks import add_webhook, confirm_webhook
from sync.errors import BadAnswer, NotSent, RateLimited, Rejected, Unreachable
from sync.leaving import disconnect
from sync.providers.asana.client import API
from sync.providers.asana.webhooks import FILTERS, subscribing
from sync.receiver.leaving import let_go
from sync.receiver.opening import open_subscriber, parse_public_url
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.sandbox.faults import Fault
from tests.clock import FixedClock
from tests.sync.browsing import free_port
from tests.sync.hostile import hostile
from tests.sync.memory_keyring import MemoryKeyring
from tests.sync.receiver.posting import post
from tests.sync.receiver.subscribing import Subscribing


def written(sandbox: Sandbox) -> list[str]:
    """List the methods and paths of what was not a read."""
    return [f"{each['method']} {each['url'].partition(API)[2]}" for each in sandbox.writes]


def test_each_project_with_tasks_of_mine_is_subscribed_to_once(mine: Subscribing) -> None:
    wanted = sorted(mine.wanted)
    assert len(wanted) > 2
    assert mine.settle() == (len(wanted), len(wanted), 0, "")
    assert mine.subscribed() == wanted
    assert written(mine.sandbox) == ["POST /webhooks"] * len(wanted)
    assert all(hook.filters == FILTERS for hook in mine.sandbox.webhooks)
    mine.sandbox.forget_traffic()
    assert mine.settle() == (len(wanted), 0, 0, "")
    assert mine.sandbox.writes == []
    assert len(mine.sandbox.traffic) == len(mine.connection.workspaces)


def test_a_change_is_a_hint_for_its_project(mine: Subscribing) -> None:
    mine.settle()
    task = next(task for task in mine.sandbox.agency.open_tasks() if task.memberships)
    mine.sandbox.agency.rename(task, "Renamed")
    hint = mine.hear_hint().hint
    assert hint is not None
    assert (hint.provider, hint.connection_id) == ("asana", mine.connection_id)
    assert set(hint.remote_ids) <= set(mine.wanted)


def test_a_comment_is_not_even_sent(mine: Subscribing) -> None:
    mine.settle()
    mine.sandbox.deliver()
    sent = len(mine.sandbox.deliveries)
    task = next(task for task in mine.sandbox.agency.open_tasks() if task.memberships)
    mine.sandbox.agency.comment(task, "Any news?")
    mine.sandbox.deliver()
    assert len(mine.sandbox.deliveries) == sent


def test_a_heartbeat_is_heard_and_no_hint(mine: Subscribing) -> None:
    mine.settle()
    mine.sandbox.heartbeat()
    silent = {row.path for row in mine.rows}
    while silent:
        heard = mine.hear()
        assert heard.hint is None
        silent.discard(heard.path)
    assert all(sent.status == 200 for sent in mine.sandbox.deliveries)


def test_what_was_deleted_over_there_is_made_anew(mine: Subscribing) -> None:
    mine.settle()
    gone = mine.sandbox.webhooks[0]
    del mine.sandbox.agency.webhooks[gone.gid]
    assert mine.settle()[1:3] == (1, 1)
    assert mine.subscribed() == sorted(mine.wanted)
    assert gone.target not in {row.target for row in mine.rows}


def test_one_that_is_asleep_over_there_is_made_anew(mine: Subscribing) -> None:
    mine.settle()
    asleep = mine.sandbox.webhooks[0]
    asleep.active = False
    assert mine.settle()[1:3] == (1, 1)
    assert asleep not in mine.sandbox.webhooks


def test_a_project_without_tasks_of_mine_is_let_go(mine: Subscribing) -> None:
    mine.settle()
    agency, before = mine.sandbox.agency, mine.wanted
    left = before[-1]
    for task in agency.open_tasks():
        if any(place.project.gid == left for place in task.memberships):
            agency.complete(task)
    mine.sync()
    assert left not in mine.wanted
    done = mine.settle()
    assert (done.created, done.removed) == (0, len(before) - len(mine.wanted))
    assert left not in mine.subscribed()


def test_no_more_than_a_hundred_are_made(
    mine: Subscribing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.subscriptions.MOST_SUBSCRIPTIONS", 2)
    busiest = mine.wanted[:2]
    assert mine.settle().held == 2
    assert mine.subscribed() == sorted(busiest)


def test_a_day_of_silence_is_an_end(mine: Subscribing, clock: FixedClock) -> None:
    mine.settle()
    before = {row.path for row in mine.rows}
    clock.advance(days=1)
    assert mine.settle().created == 0
    clock.advance(seconds=1)
    done = mine.settle()
    assert done.created == done.removed == len(before)
    assert before & {row.path for row in mine.rows} == set()
    assert mine.subscribed() == sorted(mine.wanted)


def test_another_public_address_moves_the_subscriptions(mine: Subscribing) -> None:
    mine.settle()
    elsewhere = f"{mine.public_url}/through/a/proxy"
    assert mine.settle(elsewhere).trouble == ""
    assert {hook.target.rpartition("/hooks/")[0] for hook in mine.sandbox.webhooks} == {elsewhere}
    mine.sandbox.heartbeat()
    assert all(sent.status == 200 for sent in mine.sandbox.deliveries[-len(mine.wanted) :])


def test_a_lost_secret_is_a_new_subscription(mine: Subscribing, memory: MemoryKeyring) -> None:
    mine.settle()
    row = mine.rows[0]
    mine.hooks.drop(row.path)
    assert mine.settle()[1:3] == (1, 1)
    assert mine.subscribed() == sorted(mine.wanted)
    assert not any(row.path in item for _service, item in memory.items)


def test_one_whose_making_was_cut_off_is_found_and_replaced(mine: Subscribing) -> None:
    mine.settle()
    row = mine.rows[0]
    with mine.ledger.write() as work:
        confirm_webhook(work, row.path, "")
        add_webhook(work, mine.connection_id, "1", "never-made", f"{mine.public_url}/hooks/never")
    assert mine.settle()[1:3] == (1, 2)
    assert mine.subscribed() == sorted(mine.wanted)
    assert all(row.remote_id for row in mine.rows)


def test_an_answer_that_was_lost_leaves_one_to_be_found(mine: Subscribing) -> None:
    mine.sandbox.fail(Fault(how="half", path=f"{API}/webhooks", having="filters"))
    with pytest.raises(Unreachable):
        mine.settle()
    (half_made,) = mine.rows
    assert mine.hooks.secret_of(half_made.path) is None
    mine.settle()
    assert mine.subscribed() == sorted(mine.wanted)
    assert len(mine.rows) == len(mine.wanted)


def test_an_address_that_leads_elsewhere_is_a_sentence(
    mine: Subscribing, memory: MemoryKeyring
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Rejected, match="lead to this receiver"):
        mine.settle(nowhere)
    assert mine.rows == []
    assert mine.sandbox.webhooks == []
    assert not any("hook" in item for _service, item in memory.items)


def test_a_secret_that_somebody_else_slipped_in_ends_it(mine: Subscribing) -> None:
    def meddle(connection: socket.socket, _stopping: Event) -> None:
        head = server.requests[-1]
        path = head.split()[1].lstrip("/")
        post(mine.server.place, b"", {"X-Hook-Secret": "slipped in"}, path)
        genuine = re.search(r"X-Hook-Secret: (\w+)", head)
        assert genuine
        echo = f"HTTP/1.1 200 OK\r\nX-Hook-Secret: {genuine[1]}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(echo.encode())

    with hostile(meddle) as server, pytest.raises(BadAnswer, match="handshake"):
        mine.settle(server.url)
    assert mine.sandbox.webhooks == []
    assert mine.rows == []


def test_a_project_out_of_reach_is_left_out(mine: Subscribing) -> None:
    locked = mine.wanted[0]
    mine.sandbox.agency.lock_out(locked, mine.sandbox.agency.main)
    done = mine.settle()
    assert done.created == len(mine.wanted) - 1
    assert "Asana" in done.trouble
    assert locked not in mine.subscribed()
    assert locked not in {row.resource_id for row in mine.rows}


def test_who_turned_webhooks_off_gets_none(mine: Subscribing) -> None:
    mine.switch(False)
    assert mine.settle() == (0, 0, 0, "")
    assert mine.sandbox.traffic == []


def test_turning_off_removes_everything(mine: Subscribing, memory: MemoryKeyring) -> None:
    mine.settle()
    count = len(mine.wanted)
    assert let_go(mine.ledger, mine.around, mine.connection) == [
        f"{count} subscriptions at Asana removed."
    ]
    assert mine.sandbox.webhooks == []
    assert mine.rows == []
    assert not mine.connection.webhooks
    assert not any("hook" in item for _service, item in memory.items)
    assert let_go(mine.ledger, mine.around, mine.connection) == []


def test_turning_off_finds_one_whose_making_was_cut_off(mine: Subscribing) -> None:
    mine.settle()
    row = mine.rows[0]
    with mine.ledger.write() as work:
        confirm_webhook(work, row.path, "")
        add_webhook(work, mine.connection_id, "1", "never", f"{mine.public_url}/hooks/never")
    let_go(mine.ledger, mine.around, mine.connection)
    assert mine.sandbox.webhooks == []
    assert mine.rows == []


def test_disconnecting_ends_the_subscriptions_first(
    mine: Subscribing, memory: MemoryKeyring
) -> None:
    mine.settle()
    said = disconnect(mine.ledger, mine.around, mine.connection)
    assert f"{len(mine.sandbox.writes) // 2} subscriptions at Asana removed." in said
    assert mine.sandbox.webhooks == []
    assert mine.rows == []
    assert not memory.items


def test_disconnecting_goes_on_without_a_network(mine: Subscribing, memory: MemoryKeyring) -> None:
    mine.settle()
    mine.sandbox.stop()
    assert "could not be removed" in disconnect(mine.ledger, mine.around, mine.connection)
    assert mine.rows == []
    assert not memory.items


def test_what_cannot_be_removed_is_said_and_tried_again(
    mine: Subscribing, memory: MemoryKeyring
) -> None:
    mine.settle()
    mine.sandbox.stop()
    (said,) = let_go(mine.ledger, mine.around, mine.connection)
    assert f"{len(mine.wanted)} subscriptions at Asana could not be removed" in said
    assert len(mine.rows) == len(mine.wanted)
    assert not mine.connection.webhooks
    assert not any("hook" in item for _service, item in memory.items)
    mine.sandbox.start()
    let_go(mine.ledger, mine.around, mine.connection)
    assert mine.sandbox.webhooks == []
    assert mine.rows == []


def test_hook_secrets_are_in_the_keyring_and_nowhere_else(
    mine: Subscribing, memory: MemoryKeyring, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    mine.settle()
    mine.sandbox.heartbeat()
    canaries = [hook.secret for hook in mine.sandbox.webhooks]
    assert len(canaries) == len(mine.wanted)
    assert set(canaries) <= set(memory.items.values())
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    shown = caplog.text + repr(mine.rows) + repr(mine.hooks._hooks)
    for canary in canaries:
        assert canary.encode() not in held
        assert canary not in shown


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/1.0/webhooks", True),
        ("DELETE", "/api/1.0/webhooks/1201", True),
        ("GET", "/api/1.0/webhooks", False),
        ("PUT", "/api/1.0/webhooks/1201", False),
        ("POST", "/api/1.0/webhooks/1201", False),
        ("POST", "/api/1.0/tasks", False),
        ("DELETE", "/api/1.0/webhooks", False),
        ("DELETE", "/api/1.0/webhooks/1201/", False),
        ("DELETE", "/api/1.0/webhooks/1201\n", False),
        ("DELETE", "/api/1.0/webhooks/../tasks/1201", False),
        ("DELETE", "/api/1.0/webhooks/١٢", False),
        ("DELETE", "/api/1.0/tasks/1201", False),
        ("delete", "/api/1.0/webhooks/1201", False),
    ],
)
def test_nothing_can_be_written_but_subscriptions(method: str, path: str, allowed: bool) -> None:
    assert subscribing(method, path, b"{}") is allowed


def test_the_transport_that_writes_refuses_everything_else(mine: Subscribing) -> None:
    subscriber = open_subscriber(mine.ledger, mine.connection, mine.around, Event())
    assert subscriber is not None
    with pytest.raises(NotSent):
        subscriber.remove("1201/../../tasks/1201")
    subscriber.close()
    assert mine.sandbox.traffic == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://hooks.example/", "https://hooks.example"),
        (" https://hooks.example:8443/ada/ ", "https://hooks.example:8443/ada"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_a_public_address_is_read(text: str, read: str) -> None:
    assert parse_public_url(text) == read


def test_a_pause_that_a_sync_was_told_is_kept_here_too(mine: Subscribing) -> None:
    mine.sandbox.fail(Fault(status=429, retry_after=240))
    rounds = Rounds(mine.ledger, mine.around, lambda _fact: None, mine.stop)
    assert "asks for a pause" in (rounds.sync()[0].error or "")
    rounds.close()
    mine.sandbox.forget_traffic()
    with pytest.raises(RateLimited, match="asks for a pause until"):
        mine.settle()
    assert mine.sandbox.traffic == []
