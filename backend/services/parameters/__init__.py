"""Dated parameters, and the regulatory caps that follow from them."""
