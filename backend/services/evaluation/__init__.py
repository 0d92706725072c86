"""Evaluate, judge, review; take statements and what agencies say."""
