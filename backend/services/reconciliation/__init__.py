"""Reconcile: what differs is kept, treated and closed."""
