"""The evening: what goes out, the seal, the backup, and a restore that proves it."""

from __future__ import annotations

from addin.demonstration.scene import Scene

_ADMINISTRATOR = "zhao_lei"
_OFFICER = "li_ming"


def outbound(scene: Scene) -> None:
    """Write the day's risk information for the limit system; nothing is sent twice."""
    scene.chapter("outbound")
    folder = scene.folder("outbound")
    scene.act(_OFFICER, "export", "risk", "--output", str(folder))
    scene.keep(*sorted(folder.iterdir()))


def trust(scene: Scene) -> None:
    """Seal and verify."""
    scene.chapter("trust")
    scene.act(_ADMINISTRATOR, "seal")
    scene.act(_ADMINISTRATOR, "verify")


def backup(scene: Scene) -> None:
    """Make a backup, let a flipped byte be found, and restore it into an empty database."""
    scene.chapter("backup")
    folder = scene.folder("backup")
    scene.act(_ADMINISTRATOR, "backup", "create", "--output", str(folder))
    (made,) = (one for one in folder.iterdir() if one.is_file() and one.suffix == ".zip")
    scene.act(_ADMINISTRATOR, "backup", "verify", str(made))
    flipped = bytearray(made.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    damaged = scene.output / f"{made.stem}_flipped{made.suffix}"
    damaged.write_bytes(flipped)
    scene.act(_ADMINISTRATOR, "backup", "verify", str(damaged), ends=1)
    scene.act(_ADMINISTRATOR, "backup", "drill", str(made))
    scene.keep(made)
