"""The webhook receiver: a small server that verifies what it is sent and hands on hints.

Whatever happens to it, the poll underneath goes on: it can die, be flooded or be lied to, and the
worst that comes of it is a change that shows a minute later.
"""
