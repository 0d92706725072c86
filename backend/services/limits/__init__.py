"""The ledger of lines: approve, use, hold, prolong, correct, value."""
