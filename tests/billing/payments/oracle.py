"""Stripe's own library as the judge of what we send: its types, and the bodies that it writes."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import stripe
import stripe.params._payment_link_create_params as params
import typing_extensions


def official_body(form: Mapping[str, Any]) -> dict[str, str]:
    """Write a form as the official library does."""
    taken: list[str] = []

    class Deaf(stripe.HTTPClient):
        name = "deaf"

        def request(
            self, method: str, url: str, headers: Any, post_data: Any = None, **_more: Any
        ) -> Any:
            taken.append(post_data)
            return "{}", 200, {}

        def close(self) -> None:
            """Nothing is open."""

    client = stripe.StripeClient("rk_test_1", http_client=Deaf())
    client.v1.payment_links.create(dict(form))  # type: ignore[arg-type]
    return dict(parse_qsl(taken[0]))


def mistyped(form: Mapping[str, Any]) -> list[str]:
    """List what of a form is not in the official types, or is of another type there."""
    return list(_walk(form, params.PaymentLinkCreateParams, ""))


def _walk(value: Any, kind: Any, path: str) -> typing.Iterator[str]:
    kind = _plain(kind)
    if isinstance(value, Mapping) and typing_extensions.is_typeddict(kind):
        for name, inner in value.items():
            hint = kind.__annotations__.get(name)
            if hint is None:
                yield f"{path}.{name}: unknown"
            else:
                yield from _walk(inner, hint, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, typing.get_args(kind)[0], f"{path}[]")
    elif typing.get_origin(kind) is typing.Literal and value not in typing.get_args(kind):
        yield f"{path}: {value}"
    elif isinstance(kind, type) and not _fits(value, kind):
        yield f"{path}: {type(value).__name__}"


def _fits(value: Any, kind: type) -> bool:
    if typing_extensions.is_typeddict(kind):
        return False
    return isinstance(value, kind) and isinstance(value, bool) is (kind is bool)


def _plain(kind: Any) -> Any:
    """Look through quotes, NotRequired and what else may stand instead."""
    while True:
        if isinstance(kind, typing.ForwardRef):
            kind = kind.__forward_arg__
        elif isinstance(kind, str):
            choices = kind.split("|")
            first = choices[1] if choices[0] == "Literal['']" else choices[0]
            kind = eval(first, vars(params) | {"Dict": dict})
        elif typing_extensions.get_origin(kind) in (
            typing_extensions.NotRequired,
            typing_extensions.Required,
        ):
            kind = typing_extensions.get_args(kind)[0]
        elif typing.get_origin(kind) is typing.Union:
            kind = typing.get_args(kind)[0]
        elif typing.get_origin(kind) is dict:
            return dict
        else:
            return kind
