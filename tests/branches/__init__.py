"""Branches without the program: packs, what comes back, who has not returned."""
