"""The main job from end to end, on the embedded database, with real institutions.

A day of the department, chapter by chapter (`addin.demonstration`): the commands are shown as
people type them, and what they answer. Bad news happens to invented banks only.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import click

from addin.commands.common import terminal_of
from addin.demonstration import afternoon, desk, evening, limits, morning, review
from addin.demonstration.scene import MOMENT, Scene, standing_clock
from addin.words import command, option
from backend.bootstrap import found_house
from backend.errors import InputError
from backend.queries.totals import totals
from sync.samples import load_everything

#: A name that no house of a bank has by itself: the demonstration begins by deleting it.
_DATABASE = "fidesk_demo.db"
#: Folders of the demonstration's own: what an earlier run left there goes first.
_FOLDERS = ("feeds", "feeds_cut", "outbound", "backup", "papers")
_CHAPTERS = (
    morning.feeds,
    morning.breaks,
    morning.home,
    desk.paper,
    desk.question,
    desk.loan,
    limits.hands,
    limits.batch,
    review.evaluation,
    afternoon.reciprocity,
    afternoon.brief,
    evening.outbound,
    evening.trust,
    evening.backup,
)


@command("demo")
@option("--output", "-o", type=click.Path(path_type=Path), default="demo")
@click.pass_context
def demo_command(context: click.Context, /, output: Path) -> int:
    """Show everything once, and leave the files."""
    terminal = terminal_of(context)
    if output.exists() and not output.is_dir():
        raise InputError("not_a_folder", folder=str(output))
    output.mkdir(parents=True, exist_ok=True)
    database = _cleared(output)
    settings = replace(context.obj[0], database=str(database), login="zhao_lei")
    house = found_house(settings, lambda: MOMENT)
    with terminal.progress() as move:
        loaded = load_everything(house, move)
    scene = Scene(terminal, house, output)
    with standing_clock():
        for chapter in _CHAPTERS:
            chapter(scene)
    scene.keep(database)
    return _close(scene, refused=len(loaded.refused))


def _cleared(output: Path) -> Path:
    """Take away what an earlier run left; return the path of the database.

    Raises `InputError` `demo_folder_taken` where folders of these names are somebody else's.
    """
    database = output / _DATABASE
    if not database.exists():
        for folder in _FOLDERS:
            if (output / folder).is_dir() and any((output / folder).iterdir()):
                raise InputError("demo_folder_taken", folder=str(output / folder))
    for folder in _FOLDERS:
        if (output / folder).is_dir():
            shutil.rmtree(output / folder)
    # The database goes last: it tells whose the folders are, should this be interrupted.
    for part in ("-wal", "-shm", ""):
        database.with_name(database.name + part).unlink(missing_ok=True)
    return database


def _close(scene: Scene, refused: int) -> int:
    """Say what happened, and which files to open."""
    terminal = scene.terminal
    with scene.founded.reading() as connection:
        found = totals(connection)
    found |= {**scene.counts, "files": len(scene.files)}
    terminal.table(
        terminal.text("demo.closing"),
        [terminal.text("heading.matter"), terminal.text("heading.count")],
        [(terminal.text(f"total.{name}"), f"{count:,}") for name, count in found.items()],
        numbers=1,
    )
    for path in scene.files:
        terminal.line(f"  {path}")
    for fault in scene.faults:
        terminal.say("demo.fault", what=fault)
    terminal.say("demo.next", database=scene.founded.settings.database)
    terminal.answer({**found, "faults": scene.faults, "paths": [str(one) for one in scene.files]})
    return 1 if scene.faults or refused else 0
