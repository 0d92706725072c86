"""Reciprocity, from the sums of dealings to the sheet and the cell."""
