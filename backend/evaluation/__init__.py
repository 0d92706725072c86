"""The evaluation's rules: pure functions that decide and explain a grade.

Standard library, `backend.contract`, `backend.dates` and `backend.money` only.
"""
