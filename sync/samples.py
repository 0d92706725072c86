"""The whole sample: institutions and lines, then what every other subject brings of its own."""

from __future__ import annotations

from backend.bootstrap import House
from backend.contract.progress import Progress
from sync.dealings.load import load_dealings_sample
from sync.load import Loaded, load_sample
from sync.sample.meetings import load_meetings_sample
from sync.sample_events import load_events_sample
from sync.statements.load import load_evaluation_sample


def load_everything(house: House, progress: Progress) -> Loaded:
    """Load the sample of every subject; the same again changes nothing."""
    loaded = load_sample(house, progress)
    load_events_sample(house, progress)
    load_evaluation_sample(house, progress)  # bad events count in it
    load_meetings_sample(house, progress)
    load_dealings_sample(house, progress)
    return loaded
