"""A small server on loopback that speaks Asana's API: for the demo and for the tests.

It shares no code with the client, so that each can be checked against the other.
"""

from sync.sandbox.agency import Agency
from sync.sandbox.application import App
from sync.sandbox.faults import ALWAYS, Fault
from sync.sandbox.large import large
from sync.sandbox.limits import Limits
from sync.sandbox.northwind import northwind
from sync.sandbox.sandbox import Sandbox
from sync.sandbox.serving import serve
from sync.sandbox.watch import StillClock

__all__ = [
    "ALWAYS",
    "Agency",
    "App",
    "Fault",
    "Limits",
    "Sandbox",
    "StillClock",
    "large",
    "northwind",
    "serve",
]
