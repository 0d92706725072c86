"""Moves between units that meet stated demands: proposed on live figures, tried, never written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine

from backend.contract import Binding, Dimension, Outcome, OutcomeCode, ReserveLimit
from backend.dates import Clock
from backend.ledger import moves
from backend.money import FACTOR_SCALE, LEDGER_CURRENCY
from backend.queries.holders import explain_binding
from backend.queries.lending_rules import lending_rules, most_to_lend
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.handlers import HANDLERS
from backend.services.limits.planned import make_moves
from backend.services.limits.proposals import Demanded, Proposal, ProposedMove
from backend.services.line_use import Whose
from backend.services.subjects import institutions_of
from backend.services.transaction import transact


def propose_moves(
    engine: Engine,
    commands: Sequence[ReserveLimit],
    clock: Clock,
    *,
    until: date | None = None,
) -> Proposal:
    """Return the fewest and then smallest moves with which the demands would fit, in their order.

    Each demand is a reservation that somebody would like to make. Temporary until the close of
    `until`, or permanent without. A demand that a wider node keeps out is met by no move.
    """

    def work(connection: Connection) -> Proposal:
        now = clock()
        open_days(connection, now, commands[0].login)
        desk = open_desk(connection, commands[0].login, now, institutions_of(connection, commands))
        desk.asking = True
        proposal = _Proposing(desk, commands, until).proposal()
        connection.rollback()
        return proposal

    return transact(engine, work) if commands else Proposal([], [], proven=True)


class _Proposing:
    """One proposal at work, on a desk whose transaction is rolled back."""

    def __init__(self, desk: Desk, commands: Sequence[ReserveLimit], until: date | None) -> None:
        self.desk, self.commands, self.until = desk, commands, until
        self.proven = True
        self.rules = lending_rules(desk.connection, desk.today)
        self.outcomes: dict[str, Outcome] = {}
        self.uses: dict[str, int] = {}
        self.short: dict[str, int] = {}
        self.leaves = {one.id: self._leaf(one) for one in commands}
        self.standing = deepcopy(desk.book)

    def _leaf(self, command: ReserveLimit) -> str:
        line_id = self.desk.institutions[command.institution].line_id
        return self.desk.leaf(line_id, command.product, command.unit).key

    def proposal(self) -> Proposal:
        """Return the proposal."""
        wanted = self._within_wider_nodes()
        self.desk.book = deepcopy(self.standing)
        made = [move for listed in self._by_line(wanted) for move in self._line(listed)]
        raised = {self._key(move) for move in made}
        for command in self.commands:
            if command.id not in self.outcomes:
                self.outcomes[command.id] = self._ask(command)
        demands = [self._demanded(command, raised) for command in self.commands]
        return Proposal(made, demands, self.proven)

    def _within_wider_nodes(self) -> list[ReserveLimit]:
        """Return the demands for which there is room wherever units have no say."""
        for node in self.desk.book.nodes.values():
            if node.dimension is Dimension.UNIT:
                node.limited = False
        wanted = []
        for command in self.commands:
            outcome = self._ask(command)
            self.uses[command.id] = outcome.line_use_minor
            if outcome.accepted:
                wanted.append(command)
            else:
                self.outcomes[command.id] = outcome
                room = outcome.available_minor or 0
                self.short[command.id] = max(0, outcome.line_use_minor - room)
        return wanted

    def _ask(self, command: ReserveLimit) -> Outcome:
        _operation, handler = HANDLERS[ReserveLimit]
        outcome = handler(self.desk, command)
        if outcome.accepted or outcome.binding is None:
            return outcome
        return replace(outcome, binding=self._explained(outcome.binding))

    def _explained(self, binding: Binding) -> Binding:
        return explain_binding(self.desk.connection, self.desk.book, binding)

    def _by_line(self, commands: Sequence[ReserveLimit]) -> Iterable[list[ReserveLimit]]:
        """Return the demands of each product line: a branch's bank uses its head office's."""
        found: dict[tuple[int, str], list[ReserveLimit]] = {}
        for one in commands:
            line_id = self.desk.institutions[one.institution].line_id
            found.setdefault((line_id, one.product), []).append(one)
        return found.values()

    def _line(self, listed: Sequence[ReserveLimit]) -> list[ProposedMove]:
        """Return the moves of one product line, made on the book."""
        first, book = listed[0], self.desk.book
        line_id = self.desk.institutions[first.institution].line_id
        needs = [moves.Need(self.leaves[one.id], self.uses[one.id]) for one in listed]
        most = most_to_lend(self.rules, first.product)
        plan = moves.propose(book, f"product:{line_id}/{first.product}", needs, most)
        self.proven &= plan.proven
        for place, missing in plan.missing.items():
            self._leave_out(listed[place], missing)
        made = make_moves(book, plan.moves, self.until)
        return [self._proposed(first, move, line_id) for move in made]

    def _leave_out(self, command: ReserveLimit, missing: int) -> None:
        node = self.desk.book.nodes[self.leaves[command.id]]
        self.short[command.id] = missing
        self.outcomes[command.id] = Outcome(
            OutcomeCode.OVER_LINE,
            command.id,
            binding=self._explained(node.binding()),
            line_use_minor=self.uses[command.id],
            available_minor=node.usable_minor(self.desk.today),
        )

    def _proposed(self, command: ReserveLimit, move: moves.Move, line_id: int) -> ProposedMove:
        nodes = self.desk.book.nodes
        amount, today = move.amount_minor, self.desk.today
        # A request is granted by the factor of its last day.
        whose = Whose(line_id, self.until)
        taken = self.desk.line_use(command.product, LEDGER_CURRENCY, amount, today, whose)
        factor = taken.factor_e6 if taken is not None and taken.factor_e6 else FACTOR_SCALE
        return ProposedMove(
            institution=command.institution,
            product=command.product,
            giver=nodes[move.giver_key].unit,
            taker=nodes[move.taker_key].unit,
            amount_minor=amount,
            request_minor=-(-amount * FACTOR_SCALE // factor),
        )

    def _key(self, move: ProposedMove) -> str:
        line_id = self.desk.institutions[move.institution].line_id
        return f"unit:{line_id}/{move.product}/{move.taker}"

    def _demanded(self, command: ReserveLimit, raised: set[str]) -> Demanded:
        own = {node.key for node in self.desk.book.unit_path(self.leaves[command.id])}
        outcome = self.outcomes[command.id]
        use = self.uses[command.id]
        short = max(0, use - (outcome.available_minor or 0))
        return Demanded(
            command=command,
            outcome=outcome,
            line_use_minor=use,
            moved=outcome.accepted and bool(own & raised),
            short_minor=0 if outcome.accepted else self.short.get(command.id, short),
        )
