"""A small server on loopback that speaks Linear's API: for the demo and for the tests.

It shares no code with the client, so that each can be checked against the other.
"""

from sync.sandbox.faults import Fault
from sync.sandbox.linear.application import App
from sync.sandbox.linear.meters import Limits
from sync.sandbox.linear.northwind import large, northwind
from sync.sandbox.linear.sandbox import LinearSandbox
from sync.sandbox.linear.tracker import Tracker
from sync.sandbox.watch import StillClock

__all__ = [
    "App",
    "Fault",
    "Limits",
    "LinearSandbox",
    "StillClock",
    "Tracker",
    "large",
    "northwind",
]
