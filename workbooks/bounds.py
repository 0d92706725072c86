"""What reading a foreign file may take: the larger the file, the more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LEAST_MEMORY_BYTES = 2**30
_MEMORY_BYTES_FOR_EACH = 64
_LEAST_SECONDS = 10.0
_SECONDS_FOR_EACH_MEGABYTE = 4.0


@dataclass(frozen=True)
class Bounds:
    """What a child may take: address space in bytes, and seconds of the clock and of computing."""

    memory_bytes: int
    seconds: float


def bounds_of(path: Path) -> Bounds:
    """Return what reading a file may take: a gigabyte and ten seconds, more for large ones."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Bounds(
        _LEAST_MEMORY_BYTES + _MEMORY_BYTES_FOR_EACH * size,
        _LEAST_SECONDS + _SECONDS_FOR_EACH_MEGABYTE * size / 2**20,
    )
