"""Decide and explain, in pure functions: what may be used, what binds, what is due.

This is also the model that tests hold the triggers against: it knows no database.
"""
