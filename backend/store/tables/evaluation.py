"""How good they are: the template's dated parameters, statements, ratings, judgements, grades."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
)

from backend.store.tables.base import audited, flag, one_of, table
from backend.store.types import Day, Flag, Instant, LongText, Whole, Words

#: One line of a template: a ratio with its cut-offs for 5, 4, 3 and 2 points, or a judged factor
#: (`kind` judgement, no cut-offs). Dated: the newest one not after the evaluation's day.
indicator = table(
    "indicator",
    Column("template_code", Words(32), nullable=False),
    Column("code", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("group_code", Words(32), nullable=False),
    Column("kind", Words(16), nullable=False),
    Column("weight_e6", Whole, nullable=False),
    Column("higher_is_better", Flag, nullable=False),
    *(Column(f"cutoff_{points}_e6", Whole) for points in (5, 4, 3, 2)),
    Column("sort_order", Flag, nullable=False),
    PrimaryKeyConstraint("template_code", "code", "valid_from"),
    one_of("kind", "ratio", "judgement", "computed"),
    flag("higher_is_better"),
)

#: A grade: the least score for it, and what it allows: `alpha` of own Tier 1, `beta` of theirs.
grade_band = table(
    "grade_band",
    Column("grade", Flag, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("score_floor_e6", Whole, nullable=False),
    Column("alpha_e6", Whole, nullable=False),
    Column("beta_e6", Whole, nullable=False),
    Column("max_tenor_days", Whole, nullable=False),
    PrimaryKeyConstraint("grade", "valid_from"),
)

#: What an agency's rating is worth on our scale. `notch` counts from 1, the best.
rating_scale = table(
    "rating_scale",
    Column("agency", Words(16), nullable=False),
    Column("rating", Words(16), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("notch", Flag, nullable=False),
    Column("grade", Flag, nullable=False),
    PrimaryKeyConstraint("agency", "rating", "valid_from"),
)

#: Scalars of the evaluation, dated: missing weight allowed, age of statements, own Tier 1 …
#: `value_e6` is the number times 10**6; an amount of money stands in `amount_minor` instead.
parameter = table(
    "parameter",
    Column("name", Words(64), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("value_e6", Whole),
    Column("amount_minor", Whole),
    Column("currency_code", Words(3), ForeignKey("currency.code")),
    Column("is_sample", Flag, nullable=False, default=0),
    PrimaryKeyConstraint("name", "valid_from"),
    flag("is_sample"),
)

#: One statement of one institution with its basis. A correction is another row, with the next
#: `revision` of its period; the newest counts.
statement = table(
    "statement",
    Column("id", Words(64), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("period_end", Day, nullable=False),
    Column("months", Flag, nullable=False),
    Column("consolidated", Flag, nullable=False),
    Column("audited", Flag, nullable=False),
    Column("standard", Words(16), nullable=False),
    Column("currency_code", Words(3), ForeignKey("currency.code"), nullable=False),
    Column("source", Words(32), nullable=False),
    Column("source_file", Words(160), nullable=False),
    Column("source_line", Whole),
    Column("content_hash", Words(64), nullable=False),
    Column("revision", Whole, nullable=False),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", Words(128), nullable=False),
    UniqueConstraint("institution_id", "period_end", "consolidated", "revision"),
    flag("consolidated"),
    flag("audited"),
    flag("is_sample"),
    Index("ix_statement_institution_id", "institution_id", "period_end"),
)

#: An item is an amount in minor units of the statement's currency, or a ratio that was reported.
statement_item = table(
    "statement_item",
    Column("statement_id", Words(64), ForeignKey("statement.id"), nullable=False),
    Column("item_code", Words(48), nullable=False),
    Column("amount_minor", Whole),
    Column("ratio_e6", Whole),
    PrimaryKeyConstraint("statement_id", "item_code"),
    CheckConstraint(
        "(amount_minor IS NULL AND ratio_e6 IS NOT NULL)"
        " OR (amount_minor IS NOT NULL AND ratio_e6 IS NULL)",
        name="one_value",
    ),
)

#: A rating as an agency gave it, from its day on; never changed.
rating = table(
    "rating",
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("agency", Words(16), nullable=False),
    Column("rating_type", Words(32), nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("value", Words(16), nullable=False),
    Column("outlook", Words(16), nullable=False),
    Column("source", Words(160), nullable=False),
    Column("is_sample", Flag, nullable=False, default=0),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", Words(128), nullable=False),
    PrimaryKeyConstraint("institution_id", "agency", "rating_type", "valid_from"),
    flag("is_sample"),
)

#: The level (1 to 5) that a person gave a factor for a year. `row_key`: `BIC8/2025/factor`.
judgement = table(
    "judgement",
    Column("row_key", Words(96), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("fiscal_year", Flag, nullable=False),
    Column("factor_code", Words(32), nullable=False),
    Column("level", Flag),
    Column("reason", LongText, nullable=False, default=""),
    *audited(),
    UniqueConstraint("institution_id", "fiscal_year", "factor_code"),
    CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="level"),
)

#: One evaluation as it came out. `steps` is JSON: lines, steps in their order, proposal, flags.
evaluation = table(
    "evaluation",
    Column("id", Words(64), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("fiscal_year", Flag, nullable=False),
    Column("template_code", Words(32), nullable=False),
    Column("statement_id", Words(64), ForeignKey("statement.id")),
    Column("business_date", Day, nullable=False),
    Column("score_e6", Whole),
    Column("missing_weight_e6", Whole, nullable=False),
    Column("model_grade", Flag),
    Column("grade", Flag),
    Column("steps", LongText, nullable=False),
    Column("proposed_minor", Whole),
    Column("proposed_tenor_days", Whole),
    Column("state", Words(16), nullable=False),
    Column("maker", Words(128), ForeignKey("person.login"), nullable=False),
    Column("checker", Words(128), ForeignKey("person.login")),
    Column("is_sample", Flag, nullable=False, default=0),
    *audited(),
    one_of("state", "proposed", "confirmed", "withdrawn"),
    CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 10", name="grade"),
    CheckConstraint("checker IS NULL OR checker <> maker", name="checker"),
    CheckConstraint("state <> 'confirmed' OR checker IS NOT NULL", name="confirmed"),
    flag("is_sample"),
    Index("ix_evaluation_institution_id", "institution_id", "fiscal_year"),
)

#: How far the year's evaluation of one institution has come, and what people plan of it.
#: `row_key`: `BIC8/2025`. Amounts are ledger minor units; an empty text is "nothing yet".
review = table(
    "review",
    Column("row_key", Words(96), primary_key=True),
    Column("institution_id", Whole, ForeignKey("institution.id"), nullable=False),
    Column("fiscal_year", Flag, nullable=False),
    Column("analyst", Words(128), ForeignKey("person.login")),
    Column("kind", Words(16), nullable=False),
    Column("report_source", Words(16), nullable=False, default=""),
    Column("received_date", Day),
    Column("recommended_minor", Whole),
    Column("recommended_tenor_days", Whole),
    Column("committee_date", Day),
    Column("approval_number", Words(64), nullable=False, default=""),
    Column("valid_until", Day),
    Column("reminders", Flag, nullable=False, default=0),
    Column("next_reminder", Day),
    Column("note", LongText, nullable=False, default=""),
    *audited(),
    UniqueConstraint("institution_id", "fiscal_year"),
    one_of("kind", "full", "simple", "kyc_only"),
)
