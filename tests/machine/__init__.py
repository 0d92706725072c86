"""The ledger against its plain model, by random histories."""
