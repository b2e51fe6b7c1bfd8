"""A server on this machine in the shape of Stripe's API, as far as links and their payments go.

It keeps what it is told, remembers idempotency keys, and fails where it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

KEY = "rk_test_canary_1"
CREATED = 1_795_000_000
"""Wednesday 18 November 2026."""
Row = dict[str, Any]


class Fault(NamedTuple):
    """What goes wrong with one request; `late` lets it happen after the work was done."""

    how: str
    late: bool = False


class Call(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    key: str
    headers: dict[str, str]


class StripeLike:
    """The account of one seller."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.links: dict[str, Row] = {}
        self.sessions: dict[str, Row] = {}
        self.intents: dict[str, Row] = {}
        self.charges: dict[str, Row] = {}
        self.refunds: dict[str, Row] = {}
        self.faults: list[Fault | None] = []
        self.forbidden: set[str] = set()
        self.host = "https://pay.northwind.example"
        self.page_size = 100
        self.blind = False
        """Whether it lists everything, whatever is asked for."""
        self.account: Row = {
            "id": "acct_1",
            "object": "account",
            "business_profile": {"name": "Northwind Studio", "url": "https://northwind.example"},
            "settings": {
                "branding": {
                    "icon": "file_icon",
                    "logo": "file_logo",
                    "primary_color": "#1f6f5c",
                    "secondary_color": "#ffffff",
                },
                "dashboard": {"display_name": "Northwind"},
            },
        }
        self._answers: dict[str, tuple[dict[str, str], str, int, Row]] = {}
        self._ids = count(1)

    # -- what the payer does ---------------------------------------------------------------

    def pay(self, link_id: str, *, later: bool = False, **changes: Any) -> Row:
        """Pay through a link; `later` for a way that takes days."""
        link = self.links[link_id]
        assert link["active"]
        limit = link["restrictions"]["completed_sessions"]
        limit["count"] += 1
        link["active"] = limit["count"] < limit["limit"]
        session = self._session(link, "unpaid" if later else "paid") | changes
        self.sessions[session["id"]] = session
        if not later:
            self.settle(session)
        return session

    def settle(self, session: Row) -> None:
        """Let a payment come in."""
        session["payment_status"] = "paid"
        intent = self.intents[session["payment_intent"]]
        intent["status"] = "succeeded"
        charge = self._new("ch", "charge", amount=session["amount_total"], status="succeeded")
        charge |= {"payment_intent": intent["id"], "disputed": False, "amount_refunded": 0}
        self.charges[charge["id"]] = charge

    def fail(self, session: Row) -> None:
        """Let a payment that takes days never come in."""
        self.intents[session["payment_intent"]]["status"] = "requires_payment_method"

    def refund(self, session: Row, amount: int, status: str = "succeeded") -> Row:
        """Give some money back."""
        refund = self._new("re", "refund", amount=amount, status=status)
        refund |= {"currency": session["currency"], "payment_intent": session["payment_intent"]}
        self.refunds[refund["id"]] = refund
        return refund

    def visit(self, link_id: str) -> Row:
        """Open a link, and pay nothing."""
        session = self._session(self.links[link_id], "unpaid") | {"status": "open"}
        self.sessions[session["id"]] = session
        return session

    @property
    def active(self) -> list[Row]:
        """The links through which somebody could pay now."""
        return [link for link in self.links.values() if link["active"]]

    def _session(self, link: Row, status: str) -> Row:
        amount = link["line_items"][0]["amount_total"]
        intent = self._new("pi", "payment_intent", amount=amount, status="processing")
        self.intents[intent["id"]] = intent
        session = self._new("cs", "checkout.session", status="complete", payment_status=status)
        return session | {
            "payment_link": link["id"],
            "payment_intent": intent["id"],
            "amount_total": amount,
            "currency": link["currency"],
            "metadata": dict(link["metadata"]),
        }

    def _new(self, prefix: str, kind: str, **values: Any) -> Row:
        return {"id": f"{prefix}_{next(self._ids)}", "object": kind, "created": CREATED, **values}

    # -- what is asked ---------------------------------------------------------------------

    def answer(self, call: Call) -> tuple[int, Row]:
        """Do what a request asks for, once for each idempotency key."""
        if call.headers.get("authorization") != f"Bearer {KEY}":
            given = call.headers.get("authorization", "")
            return error(401, f"Invalid API Key provided: {given}")
        if any(call.path.startswith(f"/v1/{name}") for name in self.forbidden):
            return error(403, "The provided key does not have the required permissions")
        if call.method == "GET":
            return self._read(call)
        if not call.key:
            return error(400, "no idempotency key")
        known = self._answers.get(call.key)
        if known is not None:
            if known[:2] != (call.form, call.path):
                return error(400, "Keys can only be used with the same parameters", IDEMPOTENCY)
            return known[2], known[3]
        status, row = self._change(call)
        self._answers[call.key] = (call.form, call.path, status, row)
        return status, row

    def remember_failure(self, call: Call) -> None:
        """Give the same failure to whoever asks again with the same key, as Stripe does."""
        self._answers[call.key] = (call.form, call.path, *error(500, "out of order"))

    def forget_keys(self) -> None:
        """Let a day go by, after which keys are forgotten."""
        self._answers.clear()

    def _change(self, call: Call) -> tuple[int, Row]:
        if call.path == "/v1/payment_links":
            return self._create(call.form)
        link = self.links.get(call.path.rpartition("/")[2])
        if link is None:
            return error(404, "No such payment_link")
        link["active"] = call.form["active"] == "true"
        return 200, shown(link)

    def _create(self, form: dict[str, str]) -> tuple[int, Row]:
        unknown = set(form) - FIELDS
        if unknown:
            return error(400, f"Received unknown parameter: {unknown.pop()}")
        amount = int(form["line_items[0][price_data][unit_amount]"])
        link = self._new("plink", "payment_link")
        link |= {
            "active": True,
            "url": f"{self.host}/{link['id']}",
            "currency": form["line_items[0][price_data][currency]"],
            "metadata": {
                name: form[f"metadata[{name}]"] for name in ("invoice_id", "number", "amount")
            },
            "restrictions": {
                "completed_sessions": {
                    "count": 0,
                    "limit": int(form["restrictions[completed_sessions][limit]"]),
                }
            },
            "inactive_message": form["inactive_message"],
            "custom_text": {"submit": {"message": form["custom_text[submit][message]"]}},
            "after_completion": {
                "type": form["after_completion[type]"],
                "redirect": {"url": form.get("after_completion[redirect][url]")},
            },
            "line_items": [
                {
                    "description": form["line_items[0][price_data][product_data][name]"],
                    "amount_total": amount,
                }
            ],
        }
        del link["created"]
        self.links[link["id"]] = link
        return 200, shown(link)

    def _read(self, call: Call) -> tuple[int, Row]:
        _empty, _version, name, *rest = call.path.split("/")
        if name == "account":
            return 200, self.account
        tables = {
            "payment_links": self.links,
            "checkout": self.sessions,
            "payment_intents": self.intents,
            "charges": self.charges,
            "refunds": self.refunds,
        }
        table = tables[name]
        if rest and rest[0] != "sessions":
            row = table.get(rest[0])
            return (200, shown(row)) if row else error(404, f"No such {name}")
        wanted = {key: call.query[key] for key in ("payment_link", "payment_intent", "active")
                  if key in call.query}  # fmt: skip
        if self.blind:
            wanted = {}
        rows = [
            row
            for row in reversed(table.values())
            if all(str(row.get(key)).lower() == value.lower() for key, value in wanted.items())
        ]
        after = [row["id"] for row in rows].index(call.query["starting_after"]) + 1 if (
            "starting_after" in call.query) else 0  # fmt: skip
        size = min(int(call.query.get("limit", 10)), self.page_size)
        page = [shown(row) for row in rows[after : after + size]]
        return 200, {"object": "list", "data": page, "has_more": len(rows) > after + size}


IDEMPOTENCY = "idempotency_error"
_PRICE = "line_items[0][price_data]"
FIELDS = {
    *("line_items[0][quantity]", f"{_PRICE}[currency]", f"{_PRICE}[unit_amount]"),
    *(f"{_PRICE}[product_data][name]", "restrictions[completed_sessions][limit]"),
    *("after_completion[type]", "after_completion[redirect][url]", "submit_type"),
    "after_completion[hosted_confirmation][custom_message]",
    *("custom_text[submit][message]", "inactive_message", "payment_intent_data[description]"),
    *(f"metadata[{name}]" for name in ("invoice_id", "number", "amount")),
    *(f"payment_intent_data[metadata][{name}]" for name in ("invoice_id", "number", "amount")),
}


def shown(row: Row) -> Row:
    """Leave out what is shown only when asked for."""
    return {name: value for name, value in row.items() if name != "line_items"}


def error(status: int, message: str, kind: str = "invalid_request_error") -> tuple[int, Row]:
    """Shape an error."""
    return status, {"error": {"type": kind, "message": message}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        key = headers.get("idempotency-key", "")
        query = dict(parse_qsl(parts.query))
        call = Call(self.command, parts.path, query, form, key, headers)
        stripe = self.server.stripe
        stripe.calls.append(call)
        fault = stripe.faults.pop(0) if stripe.faults else None
        if fault and fault.late:
            stripe.answer(call)
        if fault:
            if fault.how == "500":
                stripe.remember_failure(call)
            self._fail(fault)
        else:
            self._say(*stripe.answer(call))

    def _fail(self, fault: Fault) -> None:
        if fault.how == "hang up":
            self.close_connection = True
        elif fault.how == "garbage":
            self._send(200, b"<html>\x00")
        elif fault.how == "list":
            self._send(200, b"[1]")
        elif fault.how == "redirect":
            self._send(302, b"")
        else:
            self._say(*error(int(fault.how), "out of order"))

    def _say(self, status: int, row: Row) -> None:
        self._send(status, json.dumps(row).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if status == 429:
            self.send_header("retry-after", "0")
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stripe: StripeLike) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stripe = stripe


@contextmanager
def stripe_like() -> Iterator[StripeLike]:
    """Run the server."""
    stripe = StripeLike()
    server = _Server(stripe)
    stripe.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stripe
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
