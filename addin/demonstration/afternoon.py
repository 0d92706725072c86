"""The afternoon: what business flows each way, and a paper for visitors."""

from __future__ import annotations

from addin.demonstration.scene import Scene
from addin.exchange import result_path
from addin.typist import Typist

_OFFICER = "li_ming"
_BANK = "EXMBDEFF"


def reciprocity(scene: Scene) -> None:
    """Pull the year, set a target and what to raise, and send it."""
    scene.chapter("reciprocity")
    source, _other = scene.pull(_OFFICER, "reciprocity")
    words = scene.terminal.text
    typist = Typist(source)
    typist.type("reciprocity", f"{_BANK}/2026", "target", 15000)
    typist.type("reciprocity", f"{_BANK}/2026", "points", words("demo.points"))
    edited = typist.save(scene.name("reciprocity_edited"))
    scene.act(_OFFICER, "push", str(edited))
    scene.act(_OFFICER, "reciprocity", _BANK)
    scene.keep(edited, result_path(edited, scene.terminal.language))


def brief(scene: Scene) -> None:
    """Write the meeting paper, for us and for them."""
    scene.chapter("brief")
    folder = scene.folder("papers")
    visitors = [
        word
        for one in ("demo.visitor_1", "demo.visitor_2")
        for word in ("--visitor", scene.terminal.text(one))
    ]
    words = ("brief", _BANK, "--date", "2026-12-01", *visitors, "-o", str(folder))
    scene.act(_OFFICER, *words)
    scene.act(_OFFICER, *words, "--external")
    scene.keep(*sorted(folder.iterdir()))
