"""The part of the table of contents whose orders may wait for further hands (经办, 复核, 审批).

It stands apart because who carries such an order out (`approvals`) looks its handler up here, and
is itself listed in `handlers`, which lists everything.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract import AllocateLine, ApproveCap, ApproveLine, Command, ReallocateLine
from backend.contract.approvals import SetAuthority, SetPolicy
from backend.contract.parameters import ApplyRegulation, SetParameter
from backend.services.hands import policies
from backend.services.hands.waiting import Handler
from backend.services.limits import caps, lines
from backend.services.limits.correction_handlers import CORRECTION_HANDLERS
from backend.services.limits.line_handlers import LINE_HANDLERS
from backend.services.parameters import dated, regulation

#: Command → (operation in the table `permission`, handler); all that `sizes` knows stands here.
WAITING_HANDLERS: Mapping[type[Command], tuple[str, Handler]] = {
    ApproveLine: ("approve", lines.approve_line),
    ApproveCap: ("approve", caps.approve_cap),
    AllocateLine: ("allocate", lines.allocate_line),
    ReallocateLine: ("allocate", lines.reallocate_line),
    SetPolicy: ("parameter", policies.set_policy),
    SetAuthority: ("parameter", policies.set_authority),
    SetParameter: ("parameter", dated.set_parameter),
    ApplyRegulation: ("parameter", regulation.apply_regulation),
    **CORRECTION_HANDLERS,
    **LINE_HANDLERS,
}
