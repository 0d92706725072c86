"""The book of dated parameters on paper."""
