"""One bank's evaluation: the score, a judgement in the sheet, a second hand, a report."""

from __future__ import annotations

from addin.demonstration.scene import Scene
from addin.exchange import result_path
from addin.typist import Typist

_OFFICER, _CHECKER = "li_ming", "zhang_wei"
_BANK = "EXMBDEFF"
_FACTOR = f"{_BANK}/2025/support"
_BETTER_LEVEL = 4


def evaluation(scene: Scene) -> None:
    """Evaluate, judge a factor anew, evaluate again, confirm as a second person, issue a report."""
    scene.chapter("evaluation")
    scene.act(_OFFICER, "evaluate", "--all")
    source, _other = scene.pull(_OFFICER, "evaluation")
    typist = Typist(source)
    typist.type("evaluation_judgements", _FACTOR, "level", _BETTER_LEVEL)
    typist.type("evaluation_judgements", _FACTOR, "reason", scene.terminal.text("demo.judged"))
    edited = typist.save(scene.name("evaluation_edited"))
    scene.act(_OFFICER, "push", str(edited))
    scene.keep(edited, result_path(edited, scene.terminal.language))
    scene.act(_OFFICER, "evaluate", _BANK, "--steps")
    scene.act(_CHECKER, "evaluate", _BANK, "--confirm")
    folder = scene.folder("papers")
    scene.act(_OFFICER, "report", "evaluation", _BANK, "-o", str(folder))
    scene.keep(*sorted(folder.iterdir()))
