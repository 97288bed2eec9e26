"""Held records on their way into quarantine: raw inputs of what was forgotten are not kept again."""

from collections.abc import Collection, Sequence

from schemas.keys import stable_key
from schemas.rejection import Rejected
from warehouse.forgetting.masking import Forgotten
from warehouse.forgetting.payloads import ERASED, UNREADABLE, texts_of


def mask_held(rejected: Sequence[Rejected], forgotten: Forgotten, articles: Collection[str]) -> list[Rejected]:
    """The records as they may be kept: without raw input where that tells of forgotten people or articles.

    `articles` are the forgetting_keys of articles that were forgotten.
    """
    if not forgotten.person_keys and not articles:
        return list(rejected)
    return [_masked(one, forgotten, articles) for one in rejected]


def _masked(one: Rejected, forgotten: Forgotten, articles: Collection[str]) -> Rejected:
    if stable_key("url", one.source_ref) in articles:
        erased = {"source_ref": "forgotten", "input_id": "forgotten", "payload": b"", "detail": ERASED, "origin": None}
        return one.model_copy(update=erased)
    try:
        tells = any(forgotten.spans(text) for text in texts_of(one.payload))
    except UNREADABLE:
        tells = False
    names = {name: forgotten.mask(getattr(one, name)) for name in ("source_ref", "input_id", "detail")}
    if tells or names["source_ref"] != one.source_ref:
        return one.model_copy(update=names | {"payload": b"", "origin": None})
    return one
