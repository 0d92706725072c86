"""What the benchmark of the ledger says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.paper import Times, table
from tests.benchmarks.past_entries import MOST_OPEN
from tests.benchmarks.writers import EACH, PROCESSES, Race


@dataclass(frozen=True)
class Step:
    """The times at one length of the past."""

    entries: int
    bare: Times
    pair: Times
    draw: Times
    command: Times
    refusal: Times


def told(steps: Sequence[Step], flush: Times, raced: Race, nodes: int) -> str:
    """Return the section's text: what was measured, how, and how much it scattered."""
    return "\n\n".join(
        (
            _how(nodes, flush),
            _SINGLE,
            table(_SINGLE_HEADER, [_single(step) for step in steps]).rstrip(),
            _half(steps),
            _past(steps),
            table(_PAST_HEADER, [_along(step, steps[0]) for step in steps]).rstrip(),
            _race(raced, steps[-1]),
        )
    )


_SINGLE = """\
**A single draw** is a receipt and an entry with all that the triggers check, post and keep. *Bare*
is one row with the columns of an entry in a plain table without trigger, key or index. *Pair* is
receipt and entry in twins of their tables, with keys, checks and indexes, without triggers. They
took turns. The ratio *at work* leaves all waiting out: a disk that takes no time would show it."""
_SINGLE_HEADER = (
    *("past entries", "bare", "pair", "draw", "bare / draw"),
    *("at work: bare", "pair", "draw", "bare / draw"),
)
_PAST_HEADER = (
    *("past entries", "draw, at work", "of the first", "command", "at work", "of the first"),
    *("refusal", "at work", "of the first"),
)


def _how(nodes: int, flush: Times) -> str:
    return (
        f"One file with {nodes:,} nodes, the settings of the product (write-ahead log,\n"
        "`synchronous=FULL`), one commit an act. Times by the clock are medians, and between\n"
        "what half of the runs lie; *at work* is the median of what the processor did for the act\n"
        "itself, which other work on the machine disturbs least. A page of 4 KB was on disk after\n"
        f"{flush}, {flush.work * 1000:.2f} ms of it at work."
    )


def _half(steps: Sequence[Step]) -> str:
    wait = max(0.0, *(step.draw.work - 2 * step.bare.work for step in steps))
    return (
        f"Where a commit waits {wait * 1000:.2f} ms or longer for its disk, a draw is at least half"
        " as fast as a\nbare insert; on a faster disk it is not."
    )


def _past(steps: Sequence[Step]) -> str:
    first = steps[0]
    draw = max(step.draw.work / first.draw.work for step in steps)
    whole = max(step.command.work / first.command.work for step in steps)
    return (
        f"**Along the past** a draw took at most {draw:.2f} times the work that it took at\n"
        f"{first.entries:,} entries, a whole command {whole:.2f} times. A *command* is\n"
        "`execute([DrawLimit(…)])`: it opens the file, reads who asks and what concerns the bank,\n"
        "decides, writes, commits. A *refusal* also names who holds the room and when it comes\n"
        f"back. At most {MOST_OPEN:,} deals are open at once."
    )


def _race(raced: Race, last: Step) -> str:
    count = PROCESSES * EACH
    fitted, refused = (raced.answers.get(code, 0) for code in ("done", "over_line"))
    return (
        f"**{PROCESSES} writers** gave {count} commands on two shares of one line, at "
        f"{last.entries:,} entries:\n{fitted} fitted and were accepted, {refused} were refused, "
        f"and what is used is exact; {count / raced.seconds:.0f} commands a\nsecond. One writer "
        f"alone gave {1 / last.command.usual:.0f}."
    )


def _single(step: Step) -> list[str]:
    acts = (step.bare, step.pair, step.draw)
    return [
        f"{step.entries:,}",
        *map(str, acts),
        f"{step.bare.usual / step.draw.usual:.0%}",
        *(f"{act.work * 1000:.2f} ms" for act in acts),
        f"{step.bare.work / step.draw.work:.0%}",
    ]


def _along(step: Step, first: Step) -> list[str]:
    told = [f"{step.entries:,}", f"{step.draw.work * 1000:.2f} ms"]
    told.append(f"{step.draw.work / first.draw.work:.2f}")
    for now, then in ((step.command, first.command), (step.refusal, first.refusal)):
        told += [str(now), f"{now.work * 1000:.2f} ms", f"{now.work / then.work:.2f}"]
    return told
