"""The ledger: append-only events and the states folded from them. Knows no page, no request."""
