"""The places and dialogs, as a person goes through them."""
