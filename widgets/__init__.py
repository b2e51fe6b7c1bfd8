"""Panes and reusable widgets: they are handed records and post messages."""
