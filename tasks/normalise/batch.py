"""A batch of raw articles: each becomes an article or is held, and none fails the others."""

from collections.abc import Iterable

from schemas.article import Article, RawArticle
from schemas.rejection import Refusal, Rejected
from tasks.normalise.profiles import Profiles


def normalise_batch(raws: Iterable[RawArticle], profiles: Profiles) -> list[Article | Rejected]:
    """One result a raw article, in order: the article, or why it is held and how to mend it."""
    return [_normalise_one(raw, profiles) for raw in raws]


def _normalise_one(raw: RawArticle, profiles: Profiles) -> Article | Rejected:
    from tasks.normalise.article import (
        normalise,  # imported late: slow, and most runs over known inputs have no article
    )

    try:
        return normalise(raw, profiles)
    except Refusal as refusal:
        return _held(raw, refusal.reason, refusal.detail)
    except UnicodeEncodeError:  # an address or a name is encoded here already; what is not is refused in matching
        detail = "holds half a character (a lone surrogate), which no file can store; mend the escapes of the input"
        return _held(raw, "unencodable_text", detail)
    except Exception as error:  # whatever one record breaks, the batch goes on
        detail = f"normalising failed with {type(error).__name__}: {error}; report it with this input"
        return _held(raw, "normalise_failed", detail)


def _held(raw: RawArticle, reason: str, detail: str) -> Rejected:
    return Rejected(
        stage="normalise", reason=reason, detail=detail, source_ref=raw.ref, input_id=raw.input_id, payload=raw.payload
    )
