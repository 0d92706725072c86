"""Half past eight: the business systems' files, what differs, and the page of what waits."""

from __future__ import annotations

from addin.demonstration.scene import Scene

_OFFICER = "li_ming"
#: Bad news happens to invented banks only: a kind of break each.
_PLANTED = (
    "amount=EXMBDEFF",
    "theirs_missing=EXMAUS33",
    "ours_missing=EXMCJPJT",
    "rate=EXMCJPJT",
    "unit=EXMDGB2L",
    "matured=EXMFFRPP",
    "told=EXMAUS33",
    "unmapped=EXMCJPJT",
)
_CUT_BYTES = 60


def feeds(scene: Scene) -> None:
    """Let a cut file be refused as a whole, then take the day's three files."""
    scene.chapter("feeds")
    folder, wrong = scene.folder("feeds"), scene.folder("feeds_cut")
    planted = [word for one in _PLANTED for word in ("--plant", one)]
    scene.act(_OFFICER, "sample", "-o", str(folder), *planted)
    for source in sorted(folder.glob("TRS_DEAL_*")):
        content = source.read_bytes()
        is_data = source.suffix == ".txt"
        (wrong / source.name).write_bytes(content[:-_CUT_BYTES] if is_data else content)
    scene.act(_OFFICER, "import", "--day", str(wrong), ends=1)
    scene.act(_OFFICER, "import", "--day", str(folder))
    scene.act(_OFFICER, "feeds")


def home(scene: Scene) -> None:
    """Write the page of what waits."""
    scene.chapter("home")
    scene.pull(_OFFICER, "home")
