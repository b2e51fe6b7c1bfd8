"""The record of requests: whole in memory, without secrets in a file, and bounded."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from sync.sandbox.replies import Reply
from sync.sandbox.traffic import Exchange, Request, Traffic
from tests.sync.sandbox.asking import mine


def test_a_record_has_everything(api: httpx.Client, sandbox: Sandbox, workspace: str) -> None:
    api.get("/tasks", params=mine(workspace, limit="2"))
    record = sandbox.traffic[0]
    assert record["method"] == "GET"
    assert record["url"].startswith(f"{sandbox.url}/api/1.0/tasks?assignee=me&")
    assert record["headers"]["authorization"] == f"Bearer {sandbox.token}"
    assert record["status"] == 200
    assert len(record["body"]["data"]) == 2
    assert record["ts"] == sandbox.clock()


def test_the_log_has_a_line_for_each_request_and_no_secret(
    tmp_path: Path, watch: StillClock
) -> None:
    log = tmp_path / "requests.log"
    with Sandbox(clock=watch, log=log, approve=True) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.token}"}
        httpx.get(f"{sandbox.url}/api/1.0/users/me?access_token=s3cret", headers=headers)
        httpx.delete(f"{sandbox.url}/api/1.0/tasks/1", headers=headers)
        httpx.post(f"{sandbox.url}/-/oauth_token", data={"code": "s3cret"})
        token = sandbox.token
    lines = log.read_text().splitlines()
    assert lines == [
        "GET /api/1.0/users/me?access_token=*** 200",
        "DELETE /api/1.0/tasks/1 403",
        "POST /-/oauth_token 400",
    ]
    assert token not in log.read_text()


@pytest.mark.parametrize(("count", "size", "kept"), [(6_000, 10, 5_000), (100, 1_000_000, 64)])
def test_it_forgets_the_oldest(count: int, size: int, kept: int) -> None:
    traffic = Traffic(None)
    request = Request("GET", "/", {}, b"", "http://127.0.0.1:1")
    body = b" " * size
    for number in range(count):
        traffic.add(Exchange(request, Reply(200, body), float(number)))
    records = traffic.records()
    assert len(records) == kept
    assert records[-1]["ts"] == count - 1
