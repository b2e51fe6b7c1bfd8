"""Pictures of the screens. `make snapshots` accepts them as they are now."""
