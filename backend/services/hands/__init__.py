"""Hands: who agrees to what, who may, who stands in."""
