"""Results as JSON lines: the shape that `copydesk normalise` writes."""

from typing import Any

from schemas.article import Article, CreditRole
from schemas.rejection import Rejected
from tasks.normalise.bylines import SENDER_RULE

_WITHDRAWN = "the provider withdrew the item; the warehouse keeps it as a version and no longer shows the article"


def as_line(result: Article | Rejected, explain: bool = False) -> dict[str, Any]:
    """One JSON object for a result; with `explain` the evidence for every value as well."""
    if isinstance(result, Rejected):
        return {"id": result.input_id, "status": "rejected", "reason": result.reason, "detail": result.detail}
    if result.status == "withdrawn":
        return {"id": result.input_id, "status": "rejected", "reason": "withdrawn", "detail": _WITHDRAWN}
    line: dict[str, Any] = {
        "id": result.input_id,
        "status": result.status,
        "title": result.title,
        "standfirst": result.standfirst,
        "authors": _authors(result),
        "contributors": _names(result, "contributor"),
        "translators": _names(result, "translator"),
        "agencies": _names(result, "agency"),
        "published_at": result.published.isoformat() if result.published else None,
        "published_precision": result.published.precision if result.published else None,
        "zone_basis": result.published.zone_basis if result.published else None,
        "updated_at": result.updated.isoformat() if result.updated else None,
        "section": result.section,
        "language": result.language,
        "url": result.url,
        "canonical_url": result.canonical_url,
        "provider_id": result.provider_id,
        "source": result.source.name,
        "dateline": result.dateline,
        "keywords": list(result.keywords),
        "body": result.body,
        "notes": list(result.notes),
    }
    if explain:
        line["evidence"] = [evidence.model_dump() for evidence in result.evidence]
    return line


def _authors(article: Article) -> list[str]:
    """Who signed the article; an agency that only sent it where no person did."""
    signed = any(credit.role == "author" and credit.kind == "person" for credit in article.credits)
    senders = {evidence.raw for evidence in article.evidence if signed and evidence.rule == SENDER_RULE}
    return [name for name in _names(article, "author", "agency") if name not in senders]


def _names(article: Article, *roles: CreditRole) -> list[str]:
    return [credit.name for credit in article.credits if credit.role in roles]
