"""The week as facts, made from the entries that the store hands out."""
