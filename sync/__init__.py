"""Other people's systems: the guarded client, secrets, sign-in, providers, and the sync thread."""
