"""Half past eight: the business systems' files, what differs, and the page of what waits."""

from __future__ import annotations

from addin.demonstration.scene import Scene
from addin.exchange import result_path
from addin.typist import Typist

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
_CAUSE = "power_of_ten/limit_system"


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


def breaks(scene: Scene) -> None:
    """Compare three ways; treat one cause in the sheet, whatever the number of its breaks."""
    scene.chapter("reconcile")
    scene.act(_OFFICER, "reconcile")
    source, _other = scene.pull(_OFFICER, "reconciliation")
    typist, words = Typist(source), scene.terminal.text
    typist.type("break_causes", _CAUSE, "treatment", words("break_treatment.they_correct"))
    typist.type("break_causes", _CAUSE, "explanation", words("demo.treated"))
    edited = typist.save(scene.name("reconciliation_edited"))
    scene.act(_OFFICER, "push", str(edited))
    scene.keep(edited, result_path(edited, scene.terminal.language))


def home(scene: Scene) -> None:
    """Write the page of what waits."""
    scene.chapter("home")
    scene.pull(_OFFICER, "home")
