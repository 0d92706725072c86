"""What-if, statistics and proposals: the answers of the ledger."""
