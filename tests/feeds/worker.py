"""What the processes of these tests do: take a file, say what became of it. Run as a program.

python -m tests.feeds.worker <database> <file>
"""

from __future__ import annotations

import sys
from pathlib import Path

from sync.feeds.importing import import_feed
from tests.feeds.desk import Desk, silent


def main() -> None:
    """Take the file that the command line names."""
    database, path = sys.argv[1:]
    desk = Desk(Path(database), Path(path).parent)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    (taken,) = import_feed(desk.house, "treasury_deals", [Path(path)], silent)
    sys.stdout.write(f"{taken.taking.value}\n")


if __name__ == "__main__":
    main()
