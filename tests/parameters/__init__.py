"""Dated parameters: factors, whom a deal charges, netting, regulation, and their book."""
