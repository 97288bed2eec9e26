"""Quotes with no mention beside them: whose words go on, where the text makes that safe."""

from spacy.tokens import Token

from schemas.enrichment import Quote
from tasks.enrich.speakers.nouns import resolve_noun
from tasks.enrich.speakers.phrase import read_phrase
from tasks.enrich.speakers.referent import Discourse, Referent, Said, nobody, somebody

_DASHES = frozenset({"-", "--", "–", "—", "―"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def resolve_floating(discourse: Discourse, quote: Quote, previous: Said | None, excluded: frozenset[str]) -> Referent:
    """The speaker of words that stand alone.

    `previous` is the last attribution before them. Marked words that follow it at once, in its paragraph or at the
    start of the next, are the same speaker's; else the person who is the subject of the sentence before, with little
    trust. Unmarked words, and those after a cue of their own, are nobody's.
    """
    missing = nobody("no mention", "no_mention")
    scene = discourse.scene
    tokens = scene.tokens(quote)
    if tokens is None or quote.type == "indirect":
        return missing
    if quote.cue:
        return _participle(discourse, quote, previous) or missing
    if previous and _follows(discourse, tokens.start, previous):
        referent = previous.referent
        return (
            referent.through("continued", 0.75) if referent.entity not in excluded or not referent.entity else missing
        )
    return _sentence_before(discourse, tokens.start, excluded) or missing


def _participle(discourse: Discourse, quote: Quote, previous: Said | None) -> Referent | None:
    """ "…, Kim said, adding: “…”": the same sentence's speaker."""
    scene = discourse.scene
    cue = scene.tokens(quote.cue) if quote.cue else None
    if cue is None or previous is None or cue[0].tag_ != "VBG":
        return None
    same = scene.sentence_of[cue.start] == scene.sentence_of[min(previous.at, len(scene.doc) - 1)]
    return previous.referent.through("participle", 0.8) if same else None


def _follows(discourse: Discourse, start: int, previous: Said) -> bool:
    """Nothing but the attribution itself stands between, and at most one paragraph's end."""
    scene = discourse.scene
    end = max(previous.at, previous.until - 1)
    if start <= previous.at or scene.paragraph[start] - scene.paragraph[min(end, start)] > 1:
        return False
    between = scene.doc[min(end, start) : start]
    if scene.paragraph[start] != scene.paragraph[min(end, start)] and (
        not _opens_paragraph(discourse, start) or _is_signed(discourse, start) or _has_dash(discourse, previous)
    ):
        return False
    told = scene.sentence_of[min(end, len(scene.doc) - 1)]
    return all(
        token.is_space or token.is_punct or scene.content[token.i] or scene.sentence_of[token.i] == told
        for token in between
    )


def _is_signed(discourse: Discourse, start: int) -> bool:
    """Does a name or a noun without a verb follow in the paragraph, as under a pull quote: "Ana Ruiz, baker"?"""
    scene = discourse.scene
    rest: list[Token] = []
    for index in range(start, len(scene.doc)):
        token = scene.doc[index]
        if scene.paragraph[index] != scene.paragraph[start] or (rest and token.is_punct):
            break
        if not (scene.content[index] or token.is_punct or token.is_space):
            rest.append(token)
    opening = bool(rest) and rest[0].pos_ not in {"ADP", "ADV", "SCONJ", "CCONJ"}
    return opening and not any(token.pos_ in {"AUX", "VERB"} for token in rest)


def _has_dash(discourse: Discourse, previous: Said) -> bool:
    """Was the quote before signed after a dash (“…” — Ana Ruiz)? Each quote of such a list has its own signature."""
    between = discourse.scene.doc[previous.until : max(previous.at, previous.until)]
    return any(token.text in _DASHES for token in between[:3])


def _opens_paragraph(discourse: Discourse, start: int) -> bool:
    doc = discourse.scene.doc
    index = start - 1
    while index >= 0 and doc[index].is_punct:
        index -= 1
    return index < 0 or "\n" in doc[index].text


def _sentence_before(discourse: Discourse, start: int, excluded: frozenset[str]) -> Referent | None:
    """The only subject of the sentence before in the same paragraph, if it is a named person."""
    scene = discourse.scene
    index = start - 1
    while index >= 0 and (scene.doc[index].is_punct or scene.doc[index].is_space):
        index -= 1
    if index < 0 or scene.paragraph[index] != scene.paragraph[start] or scene.content[index]:
        return None
    sentence = scene.sentences[scene.sentence_of[index]]
    subjects = [token for token in sentence if token.dep_ in _SUBJECTS and not scene.content[token.i]]
    mention = scene.owner.get(subjects[0].i) if len(subjects) == 1 else None
    if mention is None or not mention.is_person or mention.entity.key in excluded:
        return None
    phrase = read_phrase(scene, scene.doc[mention.start : mention.end])
    found = resolve_noun(discourse, phrase) if phrase else somebody(mention.entity, "previous sentence")
    return found.through("previous sentence", 0.5)
