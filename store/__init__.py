"""The ledger: database, migrations, models, and the operations that keep its invariants."""
