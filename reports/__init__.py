"""The week as facts."""
