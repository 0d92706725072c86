"""The house of the feeds' tests: invented banks with lines and deals, on Monday at ten."""

from tests.feeds.conftest import desk, invented

__all__ = ["desk", "invented"]
