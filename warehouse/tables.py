"""The tables of the warehouse: columns from the records in schemas.rows and decided, keys declared here.

No foreign keys: a parent row that one points at cannot be updated, so the check step looks after references.
No secondary indexes: DuckDB joins by scanning the key's column, and an index costs every write and blocks ALTER.
Rows that hang on a version come and go with it. Entities, quotations and bylines have keys that tell them apart, but no
index enforces them: that would cost every load more the more there are. The version's key keeps them from being added
twice, and the check step holds an article with two of one key.
"""

import inspect

import sqlalchemy as sa

from schemas import decided, rows
from schemas.record import Record
from warehouse.types import column_type

METADATA = sa.MetaData()
RECORDS: dict[str, type[Record]] = {}


def _table(name: str, record: type[Record], *, key: tuple[str, ...] = ()) -> sa.Table:
    columns = []
    for field_name, field in record.model_fields.items():
        type_, nullable = column_type(field.annotation)
        columns.append(
            sa.Column(field_name, type_, nullable=nullable, primary_key=field_name in key, comment=field.description)
        )
    RECORDS[name] = record
    return sa.Table(name, METADATA, *columns, comment=inspect.cleandoc(record.__doc__ or ""))


SOURCES = _table("sources", rows.SourceRow, key=("source_id",))
ARTICLE_VERSIONS = _table("article_versions", rows.ArticleVersionRow, key=("version_id",))
ARTICLE_URLS = _table("article_urls", rows.ArticleUrlRow, key=("article_id", "url", "source_id"))
ARTICLE_AUTHORS = _table("article_authors", rows.ArticleAuthorRow, key=("version_id", "position"))
EVIDENCE = _table("evidence", rows.EvidenceRow)
ENTITIES = _table("entities", rows.EntityRow, key=("entity_id",))
PERSON_NAMES = _table("person_names", rows.PersonNameRow)
MENTIONS = _table("mentions", rows.MentionRow)
ROLES = _table("roles", rows.RoleRow)
QUOTES = _table("quotes", rows.QuoteRow, key=("quote_id",))
QUOTED_TERMS = _table("quoted_terms", rows.QuotedTermRow)
MINHASH_SIGNATURES = _table("minhash_signatures", rows.MinhashSignatureRow, key=("version_id",))
MINHASH_BANDS = _table("minhash_bands", rows.MinhashBandRow)
QUOTE_WORDINGS = _table("quote_wordings", rows.QuoteWordingRow)
QUOTE_STRETCHES = _table("quote_stretches", rows.QuoteStretchRow)
KEY_INDEX = _table("key_index", rows.KeyIndexRow)
AUTHORITY = _table("authority", decided.AuthorityRow)
QUARANTINE = _table("quarantine", rows.QuarantineRow, key=("quarantine_id",))
RUNS = _table("runs", rows.RunRow, key=("run_id",))
BATCHES = _table("batches", rows.BatchRow, key=("batch_id",))
CURSORS = _table("cursors", rows.CursorRow, key=("cursor_id",))
CHECKS = _table("checks", rows.CheckRow)
CORRECTIONS = _table("corrections", decided.CorrectionRow, key=("correction_id",))
RULE_SETS = _table("rule_sets", decided.RuleSetRow, key=("name",))
# What corrections make of the rows that they are about: warehouse.decided writes them, views show them.
DECIDED_VERSIONS = _table("decided_versions", decided.DecidedVersionRow)
DECIDED_DATES = _table("decided_dates", decided.DecidedDateRow)
DECIDED_PERSONS = _table("decided_persons", decided.DecidedPersonRow)
DECIDED_ENTITIES = _table("decided_entities", decided.DecidedEntityRow)
DECIDED_MENTIONS = _table("decided_mentions", decided.DecidedMentionRow)
DECIDED_QUOTES = _table("decided_quotes", decided.DecidedQuoteRow)
SEARCH_DOCUMENTS = _table("search_documents", rows.SearchDocumentRow)
SEARCH_TERMS = _table("search_terms", rows.SearchTermRow)
FORGOTTEN = _table("forgotten", rows.ForgottenRow, key=("forgotten_key",))
PUBLICATIONS = _table("publications", rows.PublicationRow, key=("path",))
LOAD_TURNS = _table("load_turns", rows.LoadTurnRow)

# What enrichment finds in a version, and the table beside each in which new results wait for their switch.
RESULTS = (ENTITIES, MENTIONS, ROLES, QUOTES, QUOTED_TERMS)
STAGED_VERSIONS = _table("staged_versions", rows.StagedVersionRow)
STAGED_RESULTS = {table: _table(f"staged_{table.name}", RECORDS[table.name]) for table in RESULTS}

# What hangs on a version and is numbered with it.
VERSION_PARTS = (ARTICLE_AUTHORS, EVIDENCE, *RESULTS)
