"""Which deltas an entry of each kind may carry, and what it must name: checks of `entry`."""

from __future__ import annotations

#: Use and what is held, by kind.
USE_SIGNS = """
    (kind = 'reserve' AND reserved_delta_minor > 0 AND used_delta_minor = 0)
 OR (kind = 'draw' AND used_delta_minor > 0 AND reserved_delta_minor <= 0)
 OR (kind IN ('void', 'lapse') AND reserved_delta_minor < 0 AND used_delta_minor = 0)
 OR (kind = 'release' AND used_delta_minor < 0 AND reserved_delta_minor = 0)
 OR (kind IN ('revalue', 'reverse') AND used_delta_minor <> 0 AND reserved_delta_minor = 0)
 OR (kind IN ('approve', 'allocate', 'lend', 'borrow', 'return', 'freeze', 'unfreeze', 'increase',
              'revert', 'extend')
     AND used_delta_minor = 0 AND reserved_delta_minor = 0)
"""
#: What a line may do, by kind.
LINE_SIGNS = """
    (kind IN ('approve', 'allocate') AND approved_delta_minor <> 0
     AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)
 OR (kind IN ('lend', 'revert') AND temporary_delta_minor < 0
     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)
 OR (kind IN ('borrow', 'increase') AND temporary_delta_minor > 0
     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)
 OR (kind = 'return' AND temporary_delta_minor <> 0
     AND approved_delta_minor = 0 AND frozen_delta_minor = 0)
 OR (kind = 'freeze' AND frozen_delta_minor > 0
     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)
 OR (kind = 'unfreeze' AND frozen_delta_minor < 0
     AND approved_delta_minor = 0 AND temporary_delta_minor = 0)
 OR (kind IN ('reserve', 'draw', 'void', 'lapse', 'release', 'revalue', 'reverse', 'extend')
     AND approved_delta_minor = 0 AND temporary_delta_minor = 0 AND frozen_delta_minor = 0)
"""
#: What ends or undoes something names it.
RESOLVES = (
    "(reserved_delta_minor >= 0 AND kind NOT IN "
    "('release', 'revalue', 'reverse', 'extend', 'revert', 'unfreeze')) "
    "OR resolves_id IS NOT NULL"
)
#: Only the calendar acts by itself, and only so.
AUTO = "mode <> 'auto' OR kind IN ('lapse', 'return', 'revert', 'unfreeze')"
