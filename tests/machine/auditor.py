"""The auditor: what the ledger must say, in plain dictionaries and sums over what is open.

Nothing of the ledger's own code or of its triggers is used here. Balances are never kept: whatever
is asked is added up anew from reservations, draws, loans and holds. An order is answered by the
word of the rule that refuses it, or by nothing, and then it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Item = dict[str, Any]
FOR_EVER = date(9999, 12, 31)


@dataclass
class Auditor:
    """The whole world: nodes by key, what is open by entry id, one open day."""

    day: date
    nodes: dict[str, Item] = field(default_factory=dict)
    held: dict[str, Item] = field(default_factory=dict)  # reservations
    drawn: dict[str, Item] = field(default_factory=dict)
    loans: dict[str, Item] = field(default_factory=dict)
    holds: dict[str, Item] = field(default_factory=dict)  # freezes and increases
    releases: dict[str, Item] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)

    # --- the world ------------------------------------------------------------------------------

    def add(self, key: str, *above: str, strict: str = "", **facts: Any) -> None:
        """Put a node under others; `strict` names the one at which its share is counted."""
        self.nodes[key] = {
            "above": [*above, *([strict] if strict else [])],
            "strict": strict,
            "approved": 0,
            "temporary": 0,
            "frozen": 0,
            "consumed": 0,
            "revolving": True,
            "limited": True,
            "suspended": False,
            "expiry": FOR_EVER,
            "bank": "",
            "product": "",
            **facts,
        }

    def path(self, key: str) -> list[str]:
        """Return a node and all above it."""
        found = [key]
        for one in found:
            found += [above for above in self.nodes[one]["above"] if above not in found]
        return found

    def counted(self, item: Item) -> dict[str, str]:
        """Return the nodes at which something open counts, and in which measure."""
        leaf = self.nodes[item["leaf"]]
        found = {
            key: "exposure" if "rule" in self.nodes[key] else "use"
            for key in self.path(item["leaf"])
        }
        for key, node in self.nodes.items():
            across = "tenor" in node or "currency" in node
            if not across or node["bank"] != leaf["bank"]:
                continue
            if node["product"] not in {"", leaf["product"]}:
                continue
            if node.get("tenor", 10**9) <= item["tenor"] or (
                node.get("currency", "-") == item["currency"]
            ):
                found[key] = "use"
        return found

    def total(self, key: str, items: dict[str, Item]) -> int:
        """Return what of these items counts at a node."""
        return sum(
            item[measure]
            for item in items.values()
            for node, measure in self.counted(item).items()
            if node == key
        )

    def line(self, key: str) -> int:
        """Return what a node could carry."""
        node = self.nodes[key]
        return int(node["approved"] + node["temporary"] - node["frozen"])

    def room(self, key: str) -> int:
        """Return what is left of it."""
        used = self.total(key, self.drawn) + self.total(key, self.held)
        return self.line(key) - used - int(self.nodes[key]["consumed"])

    def allocated(self, key: str) -> int:
        """Return what the nodes strictly beneath hold."""
        return sum(
            node["approved"] + node["temporary"]
            for node in self.nodes.values()
            if node["strict"] == key
        )

    def balances(self) -> dict[str, dict[str, int]]:
        """Return every balance as the database should keep it."""
        return {
            key: {
                "approved_minor": node["approved"],
                "temporary_minor": node["temporary"],
                "frozen_minor": node["frozen"],
                "used_minor": self.total(key, self.drawn),
                "reserved_minor": self.total(key, self.held),
                "consumed_minor": node["consumed"],
                "allocated_minor": self.allocated(key),
            }
            for key, node in self.nodes.items()
        }

    def open_items(self) -> Iterator[tuple[str, int]]:
        """Yield what is open of everything that was, ended things with nothing."""
        for items in (self.held, self.drawn):
            yield from ((name, item["use"]) for name, item in items.items())
        for name, item in (*self.loans.items(), *self.holds.items()):
            yield name, item["open"]

    # --- use ------------------------------------------------------------------------------------

    def _over(self, new: Item, held: Item | None) -> str:
        """Say `over_line` where more is asked of a node than it has, or of one that is closed."""
        gives = self.counted(held) if held else {}
        for key, measure in self.counted(new).items():
            node = self.nodes[key]
            more = new[measure] - (held[gives[key]] if held and key in gives else 0)
            closed = node["suspended"] or node["expiry"] < self.day
            if node["limited"] and more > 0 and (closed or more > self.room(key)):
                return "over_line"
        return ""

    def reserve(self, name: str, item: Item) -> str:
        """Hold room until `item["last"]`."""
        refused = self._over(item, None)
        if not refused:
            self.held[name] = item
        return refused

    def draw(self, name: str, item: Item, reservation: str, *, told: bool) -> str:
        """Book a deal; `loan` and `from_loan` of the item say what it draws of a loan."""
        held = self.held.get(reservation) if reservation else None
        if reservation and (held is None or not held["use"] or held["leaf"] != item["leaf"]):
            return "already_resolved"
        loan = self.loans.get(item["loan"])
        if item["from_loan"] and (
            loan is None
            or loan["leaf"] != item["leaf"]
            or loan["last"] < self.day
            or loan["open"] - loan["drawn"] < item["from_loan"]
        ):
            return "loan"
        refused = "" if told else self._over(item, held)
        if refused:
            return refused
        if held is not None:
            held["use"] = held["exposure"] = 0
        if loan is not None and item["from_loan"]:
            loan["drawn"] += item["from_loan"]
        self.drawn[name] = item
        return ""

    def void(self, reservation: str) -> str:
        """Give a reservation back."""
        held = self.held[reservation]
        if not held["use"]:
            return "already_resolved"
        held["use"] = held["exposure"] = 0
        return ""

    def release(self, name: str, draw: str, part: Item) -> str:
        """End a part of a draw: its `deal`, `use`, `exposure` and `from_loan`."""
        item = self.drawn[draw]
        if not item["use"] or any(part[one] > item[one] for one in ("deal", "use", "exposure")):
            return "already_resolved"
        for measure in ("deal", "use", "exposure", "from_loan"):
            item[measure] -= part[measure]
        if part["from_loan"]:
            self.loans[item["loan"]]["drawn"] -= part["from_loan"]
        self._consume(item["leaf"], part["use"])
        self.releases[name] = {**part, "draw": draw}
        return ""

    def _consume(self, leaf: str, use: int) -> None:
        for key in self.path(leaf):
            if not self.nodes[key]["revolving"]:
                self.nodes[key]["consumed"] += use

    def revalue(self, draw: str, use: int) -> str:
        """Set the use of an open draw anew."""
        item = self.drawn[draw]
        if not item["use"] or use < 0:
            return "already_resolved"
        item["use"] = use
        return ""

    def reverse_draw(self, draw: str) -> str:
        """Undo a draw of which no release stands."""
        item = self.drawn[draw]
        if draw in self.undone or item["deal"] != item["whole"] or not item["use"]:
            return "already_resolved"
        if item["from_loan"]:
            self.loans[item["loan"]]["drawn"] -= item["from_loan"]
        for measure in ("deal", "use", "exposure", "from_loan"):
            item[measure] = 0
        self.undone.add(draw)
        return ""

    def reverse_release(self, release: str) -> str:
        """Undo a release: the use stands again, told."""
        part = self.releases[release]
        if release in self.undone:
            return "already_resolved"
        item = self.drawn[part["draw"]]
        for measure in ("deal", "use", "exposure"):
            item[measure] += part[measure]
        self._consume(item["leaf"], -part["use"])
        self.undone.add(release)
        return ""

    # --- lines ----------------------------------------------------------------------------------

    def _below(self, key: str) -> bool:
        node = self.nodes[key]
        used = self.total(key, self.drawn) + self.total(key, self.held) + node["consumed"]
        return bool(max(used, self.allocated(key)) > self.line(key))

    def change(self, key: str, measure: str, delta: int, *, gives: bool = False) -> str:
        """Change a line's own measure; what is given or taken must be there."""
        node = self.nodes[key]
        node[measure] += delta
        refused = ""
        if measure == "approved" and node["approved"] < 0:
            refused = "below_zero"
        if gives and delta < 0 and self._below(key):
            refused = refused or "below_use"
        parent = node["strict"]
        if gives and delta > 0 and parent and self.allocated(parent) > self.line(parent):
            refused = refused or "over_allocated"
        if refused:
            node[measure] -= delta
        return refused

    def lend(self, name: str, legs: list[tuple[str, int]], amount: int, **terms: Any) -> str:
        """Lower the lender's nodes, raise the borrower's (the first leg is the borrower's own)."""
        for key, sign in legs:
            self.nodes[key]["temporary"] += sign * amount
        if any(sign < 0 and self._below(key) for key, sign in legs):
            for key, sign in legs:
                self.nodes[key]["temporary"] -= sign * amount
            return "below_use"
        self.loans[name] = {
            "leaf": legs[0][0],
            "legs": legs,
            "open": amount,
            "drawn": 0,
            **terms,
        }
        return ""

    def hold(self, name: str, key: str, measure: str, amount: int, last: date) -> str:
        """Freeze a part of a line, or raise it for a time."""
        refused = self.change(key, measure, amount, gives=measure == "temporary")
        if not refused:
            self.holds[name] = {"key": key, "measure": measure, "open": amount, "last": last}
        return refused

    def end_hold(self, name: str, amount: int) -> str:
        """End a hold, or a part of it."""
        one = self.holds[name]
        if amount > one["open"]:
            return "already_resolved"
        one["open"] -= amount
        self.nodes[one["key"]][one["measure"]] -= amount
        return ""

    def extend(self, name: str, last: date) -> str:
        """Move the last day of what is open."""
        one = next(items[name] for items in (self.held, self.loans, self.holds) if name in items)
        if not one.get("open", one.get("use")) or last < self.day:
            return "already_resolved"
        one["last"] = last
        return ""

    # --- the calendar ---------------------------------------------------------------------------

    def open(self, day: date) -> str:
        """Open a day: what is due before it lapses, goes home, ends, thaws."""
        if day <= self.day:
            return "date_moves_back"
        for item in self.held.values():
            if item["last"] < day:
                item["use"] = item["exposure"] = 0
        self._go_home(day)
        for name, one in self.holds.items():
            if one["last"] < day:
                self.end_hold(name, one["open"])
        self.day = day
        return ""

    def _go_home(self, day: date) -> None:
        """Loans that raised one node share its room: the earlier ones are served first."""
        past = sorted(
            ((one["last"], name) for name, one in self.loans.items() if one["last"] < day)
        )
        queued: dict[str, int] = {}
        plan = []
        for _last, name in past:
            one = self.loans[name]
            raised = [key for key, sign in one["legs"] if sign > 0]
            wanted = one["open"]
            if not one["all_returns"]:
                wanted = max(0, one["open"] - one["drawn"])
            room = min(self.room(key) - queued.get(key, 0) for key in raised)
            back = wanted if one["all_returns"] else max(0, min(wanted, room))
            for key in raised:
                queued[key] = queued.get(key, 0) + wanted
            plan.append((one, back))
        for one, back in plan:
            one["open"] -= back
            for key, sign in one["legs"]:
                self.nodes[key]["temporary"] -= sign * back
