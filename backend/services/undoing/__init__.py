"""Undo what a submission did: the reverse of each of its edits, as orders like any other."""
