"""The same house as the feeds' tests have: the sample's invented banks."""

from __future__ import annotations

from tests.feeds.conftest import desk, invented

__all__ = ["desk", "invented"]
