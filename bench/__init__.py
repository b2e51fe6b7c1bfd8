"""The speed goals, each measured as a ratio against a floor or a peer in one interleaved run."""
