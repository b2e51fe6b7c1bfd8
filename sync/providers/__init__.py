"""The providers: each a folder of its own, found by its name."""
