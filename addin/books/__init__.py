"""Where the books' contents come from: one reader a book, registered here."""

from __future__ import annotations

from collections.abc import Mapping

from addin.books.approvals import APPROVALS_READER
from addin.books.branch import BRANCH_READER
from addin.books.evaluation import EVALUATION_READER
from addin.books.events import EVENTS_READER
from addin.books.history import HISTORY_READER
from addin.books.home import HOME_READER
from addin.books.institutions import INSTITUTIONS_READER
from addin.books.limits import LIMITS_READER
from addin.books.parameters import PARAMETERS_READER
from addin.books.reader import Reader
from addin.books.reciprocity import RECIPROCITY_READER
from addin.books.reconciliation import RECONCILIATION_READER

#: By the identifier of the book's kind, in the order in which people are told of them.
READERS: Mapping[str, Reader] = {
    reader.kind.identifier: reader
    for reader in (
        HOME_READER,
        LIMITS_READER,
        APPROVALS_READER,
        RECIPROCITY_READER,
        EVENTS_READER,
        RECONCILIATION_READER,
        EVALUATION_READER,
        INSTITUTIONS_READER,
        HISTORY_READER,
        PARAMETERS_READER,
        BRANCH_READER,
    )
}
