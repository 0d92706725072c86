"""Benchmarks measure and never judge."""
