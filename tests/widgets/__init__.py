"""Widgets that are handed hand-made records."""
