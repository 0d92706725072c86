"""The books that there are: each declared in a module of its own beside this one."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.book import BookKind
from workbooks.books.approvals import APPROVALS_BOOK
from workbooks.books.branch import BRANCH_BOOK
from workbooks.books.evaluation import EVALUATION
from workbooks.books.events import EVENTS_BOOK
from workbooks.books.history import HISTORY_BOOK
from workbooks.books.home import HOME_BOOK
from workbooks.books.institutions import INSTITUTIONS_BOOK
from workbooks.books.limits import LIMITS
from workbooks.books.parameters import PARAMETERS
from workbooks.books.reciprocity import RECIPROCITY
from workbooks.books.reconciliation import RECONCILIATION

#: In the order in which people are told of them.
BOOKS: Mapping[str, BookKind] = {
    kind.identifier: kind
    for kind in (
        HOME_BOOK,
        LIMITS,
        APPROVALS_BOOK,
        RECIPROCITY,
        EVENTS_BOOK,
        RECONCILIATION,
        EVALUATION,
        INSTITUTIONS_BOOK,
        HISTORY_BOOK,
        PARAMETERS,
        BRANCH_BOOK,
    )
}
