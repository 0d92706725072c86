"""The book of institutions."""
