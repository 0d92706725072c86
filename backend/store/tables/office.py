"""What happens around the correspondents, what goes out, and what people note on their desk."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index

from backend.store.tables.base import audited, flag, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

#: 重大事项: ratings, defaults, lists, news. `approved_minor` and `used_minor` are what stood then.
event = table(
    "event",
    Column("number", Words(24), primary_key=True),
    Column("occurred_at", Instant, nullable=False),
    Column("institution_id", Whole, ForeignKey("institution.id")),
    Column("country_code", Words(2), ForeignKey("country.code")),
    Column("kind", Words(32), nullable=False),
    Column("agency", Words(16), nullable=False, default=""),
    Column("rating_type", Words(32), nullable=False, default=""),
    Column("from_value", Words(16), nullable=False, default=""),
    Column("to_value", Words(16), nullable=False, default=""),
    Column("outlook", Words(16), nullable=False, default=""),
    Column("summary_zh", LongText, nullable=False),
    Column("summary_en", LongText, nullable=False),
    Column("source", Words(160), nullable=False),
    Column("scope", Words(16), nullable=False),
    Column("approved_minor", Whole),
    Column("used_minor", Whole),
    Column("last_maturity", Day),
    Column("measure", Words(16), nullable=False, default=""),
    Column("urgent", Flag, nullable=False, default=0),
    Column("closed_date", Day),
    Column("is_sample", Flag, nullable=False, default=0),
    *audited(),
    flag("urgent"),
    flag("is_sample"),
    Index("ix_event_institution_id", "institution_id", "occurred_at"),
)

#: 会谈: what was said and what was promised, in both languages where somebody wrote both; once the
#: promise is kept, when and how (`done_date`, `done_zh`, `done_en`).
meeting = table(
    "meeting",
    Column("number", Words(24), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("day", Day, nullable=False),
    Column("place", Words(96), nullable=False, default=""),
    Column("persons", LongText, nullable=False, default=""),
    Column("summary_zh", LongText, nullable=False, default=""),
    Column("summary_en", LongText, nullable=False, default=""),
    Column("follow_up_zh", LongText, nullable=False, default=""),
    Column("follow_up_en", LongText, nullable=False, default=""),
    Column("follow_up_date", Day),
    Column("done_date", Day),
    Column("done_zh", LongText, nullable=False, default=""),
    Column("done_en", LongText, nullable=False, default=""),
    Column("is_sample", Flag, nullable=False, default=0),
    *audited(),
    flag("is_sample"),
    Index("ix_meeting_institution_id", "institution_id", "day"),
)

#: What a person does about a matter of the home sheet. `row_key` is made of login and matter.
matter_note = table(
    "matter_note",
    Column("row_key", Words(64), primary_key=True),
    Column("login", Words(128), ForeignKey("person.login"), nullable=False),
    Column("matter", Words(160), nullable=False),
    Column("action", Words(16), nullable=False, default=""),
    Column("hand_to", Words(128), nullable=False, default=""),
    Column("until_date", Day),
    Column("note", LongText, nullable=False, default=""),
    *audited(),
)

#: A file that went out, as it went out.
outbound_file = table(
    "outbound_file",
    Column("id", Words(64), primary_key=True),
    Column("feed", Words(32), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("name", Words(160), nullable=False),
    Column("content_hash", Words(64), nullable=False),
    Column("row_count", Whole, nullable=False),
    Column("content", LongText, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Words(128), nullable=False),
)

#: What an outbound file told of: so that nothing is sent twice. `subject`: `event/SJ-…`.
outbound_item = table(
    "outbound_item",
    Column("subject", Words(96), primary_key=True),
    Column("file_id", Words(64), ForeignKey("outbound_file.id"), nullable=False),
    Column("line_number", Whole, nullable=False),
)

#: A paper as it was issued: its hash and parameters, and which printing it was.
issued_report = table(
    "issued_report",
    Column("id", Words(64), primary_key=True),
    Column("kind", Words(32), nullable=False),
    Column("subject", Words(96), nullable=False),
    Column("parameters", LongText, nullable=False),
    Column("name", Words(160), nullable=False),
    Column("content_hash", Words(64), nullable=False),
    Column("print_number", Whole, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Words(128), nullable=False),
    Index("ix_issued_report_kind", "kind", "subject"),
)
