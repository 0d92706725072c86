"""How long work tells whoever started it how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: A step's glossary name beneath `step.`, how much is done, how much there is.
Progress = Callable[[str, int, int], None]
