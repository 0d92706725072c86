"""Compare three books of the same deals, in pure functions. Standard library, contract, money.

Nothing here reads a database or knows a day of its own: deals come in, breaks go out. Every pass
is a hash join or bounded, so the work grows with the number of deals and not with its square.
"""
