"""Pronouns that speak: he, she, it, they, who."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Token

from tasks.enrich.speakers.facts import FEMALE, MALE
from tasks.enrich.speakers.nouns import resolve_noun
from tasks.enrich.speakers.phrase import Phrase, read_phrase
from tasks.enrich.speakers.referent import Discourse, Referent, Said, nobody, somebody

_PERSONAL = {"he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE}
_SINGULAR = frozenset({"it", "its"})
_PLURAL = frozenset({"they", "them", "their", "theirs"})
_FIRST = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours"})
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_FARTHEST = 14
"""Sentences, or attributions, that are looked back over."""
_NAMES = 60
"""Names that are looked back over: a text without paragraphs must not cost more than its share."""
_PARAGRAPHS = 2


@dataclass(frozen=True)
class _Centre:
    """A source that a sentence is about: its speaker or a subject."""

    referent: Referent
    at: int
    spoke: bool
    main: bool = False
    fresh: bool = False
    """Named in full here, or for the first time: the text turns to this person."""


def resolve_pronoun(discourse: Discourse, phrase: Phrase, excluded: frozenset[str], after_words: bool) -> Referent:
    """The source that a pronoun stands for.

    `excluded` are entities that the pronoun cannot be (named in its own words); `after_words` says that the
    pronoun follows what it says ("…," he said), where it nearly always is the last speaker.
    """
    token = phrase.head
    word = token.lower_
    unclear = nobody("pronoun", "ambiguous_pronoun")
    if word in _FIRST:
        return nobody("pronoun", "first_person")
    if word in _RELATIVE:
        return _antecedent(discourse, token) or unclear
    if discourse.scene.content[token.i] == 2:
        # Inside somebody's verbatim words, where the text around does not tell who is meant.
        return unclear
    if word in _PERSONAL:
        excluded |= _later_in_sentence(discourse, token)
        return _person(discourse, token, _PERSONAL[word], excluded, after_words) or unclear
    if word in _SINGULAR | _PLURAL:
        return _body(discourse, token, word in _PLURAL) or unclear
    return unclear


def _later_in_sentence(discourse: Discourse, token: Token) -> frozenset[str]:
    """A subject pronoun is none of those named after it in its own sentence."""
    scene = discourse.scene
    end = scene.sentences[scene.sentence_of[token.i]].end
    return frozenset(mention.entity.key for mention in scene.within(token.i, end))


def _antecedent(discourse: Discourse, token: Token) -> Referent | None:
    """ "X, who said": the name right before, else the noun that the clause hangs on."""
    scene = discourse.scene
    before = token.i - 1
    while before > 0 and (scene.doc[before].is_punct or scene.doc[before].pos_ == "ADP"):
        before -= 1
    mention = scene.owner.get(before)
    if mention and (mention.is_person or token.lower_ != "who"):
        near = _noun(discourse, scene.doc[mention.end - 1]) or somebody(mention.entity, "relative")
        return near.through("relative", 0.9)
    clause = next((t for t in (token, *token.ancestors) if t.dep_ == "relcl"), None)
    found = _noun(discourse, clause.head if clause is not None else scene.doc[before])
    if found is None or (token.lower_ == "who" and found.sort == "body"):
        return None
    return found.through("relative", 0.85)


def _noun(discourse: Discourse, noun: Token) -> Referent | None:
    """The source that a noun and what stands before it name."""
    scene = discourse.scene
    start = max(noun.left_edge.i, scene.sentence_start(noun))
    mention = scene.owner.get(noun.i)
    beside = scene.owner.get(noun.i + 1)
    if mention is None and beside and beside.start == noun.i + 1 and beside.is_person:
        # "the actress Ana Ruiz", where the parse takes the role for the subject
        mention = beside
    end = max(noun.i + 1, mention.end if mention else 0)
    phrase = read_phrase(scene, scene.doc[min(start, mention.start if mention else start) : end])
    if phrase is None or phrase.kind in {"pronoun", "thing", "label"}:
        return None
    return resolve_noun(discourse, phrase)


def _person(
    discourse: Discourse, token: Token, gender: str, excluded: frozenset[str], after_words: bool
) -> Referent | None:
    found = next(_sentences_back(discourse, token, gender, excluded), None)
    last = _last_person(discourse, token, gender, excluded)
    if found is None:
        if last:
            return last.through("pronoun", 0.8)
        return _only_one_near(discourse, token, gender, excluded)
    centre = _foremost(found)
    if centre is None:
        return None
    if centre.spoke or last is None or last.identity == centre.referent.identity:
        return centre.referent.through("pronoun", 0.9 if centre.spoke else 0.75)
    same_paragraph = discourse.scene.paragraph[centre.at] == discourse.scene.paragraph[token.i]
    if after_words and not centre.fresh and not same_paragraph:
        return last.through("pronoun", 0.65)
    return centre.referent.through("pronoun", 0.65)


def _sentences_back(
    discourse: Discourse, token: Token, gender: str, excluded: frozenset[str]
) -> Iterator[list[_Centre]]:
    """Sentence by sentence backwards, those of its centres that the pronoun may stand for."""
    scene = discourse.scene
    here = scene.sentence_of[token.i]
    for number in range(here, max(-1, here - _FARTHEST), -1):
        start = scene.sentences[number].start
        if scene.paragraph[token.i] - scene.paragraph[start] > _PARAGRAPHS:
            return
        fitting = [
            centre
            for centre in _centres(discourse, number, token)
            if centre.referent.sort == "person"
            and centre.referent.entity not in excluded
            and discourse.gender_of(centre.referent) in {gender, None}
        ]
        if fitting:
            yield fitting


def _centres(discourse: Discourse, number: int, before: Token) -> list[_Centre]:
    scene = discourse.scene
    sentence = scene.sentences[number]
    end = min(sentence.end, before.i)
    said = [entry for entry in discourse.said_in(number) if entry.at < end]
    centres = [_Centre(entry.referent, entry.at, spoke=True) for entry in said]
    spoken = {entry.at for entry in said}
    for token in scene.doc[sentence.start : end]:
        if token.dep_ not in _SUBJECTS or scene.content[token.i] or token.pos_ not in {"NOUN", "PROPN"}:
            continue
        mention = scene.owner.get(token.i)
        if token.i in spoken or (mention and any(mention.start <= at < mention.end for at in spoken)):
            continue
        referent = _noun(discourse, token)
        if referent is None:
            continue
        fresh = bool(mention) and _is_fresh(discourse, mention.start, referent) if mention else False
        main = token.head.dep_ in {"ROOT", "conj"}
        centres.append(_Centre(referent, token.i, spoke=False, main=main, fresh=fresh))
    return centres


def _is_fresh(discourse: Discourse, at: int, referent: Referent) -> bool:
    mention = discourse.scene.owner[at]
    first = discourse.people.mentions(mention.entity.key)[0]
    return mention.end - mention.start > 1 or first.start == at


def _foremost(centres: list[_Centre]) -> _Centre | None:
    """The speaker, else the main clause's subject, else the only one."""
    for wanted in ([c for c in centres if c.spoke], [c for c in centres if c.main], centres):
        if wanted and len({centre.referent.identity for centre in wanted}) == 1:
            return wanted[-1]
        if wanted:
            return wanted[-1] if wanted[0].spoke else None
    return None


def _last_person(discourse: Discourse, token: Token, gender: str, excluded: frozenset[str]) -> Referent | None:
    """The last speaker of this gender, at most two paragraphs on from where those words ended."""
    for said in islice(discourse.speakers_before(token.i), _FARTHEST):
        if not _is_near(discourse, said, token, _PARAGRAPHS):
            return None
        if (
            said.referent.sort == "person"
            and said.referent.entity not in excluded
            and discourse.gender_of(said.referent) in {gender, None}
        ):
            return said.referent
    return None


def _is_near(discourse: Discourse, said: Said, token: Token, paragraphs: int) -> bool:
    paragraph = discourse.scene.paragraph
    end = min(said.until, len(paragraph)) - 1
    return paragraph[token.i] - max(paragraph[said.at], paragraph[end]) <= paragraphs


def _only_one_near(discourse: Discourse, token: Token, gender: str, excluded: frozenset[str]) -> Referent | None:
    """Where no subject fits: the only person of this gender named in the paragraph so far or the one before it."""
    scene = discourse.scene
    keys: set[str] = set()
    for mention in islice(scene.before(token.i), _NAMES):
        if scene.paragraph[token.i] - scene.paragraph[mention.start] > 1:
            break
        if mention.is_person and mention.entity.key not in excluded:
            keys.add(mention.entity.key)
    known = {key for key in keys if discourse.people.gender(key) == gender}
    fitting = known or {key for key in keys if discourse.people.gender(key) is None}
    return somebody(scene.entities[fitting.pop()], "pronoun", 0.5) if len(fitting) == 1 else None


def _body(discourse: Discourse, token: Token, plural: bool) -> Referent | None:
    """ "it" and "they": the institution (for "they" also the group) that spoke or was the subject last."""
    sorts = {"body", "group"} if plural else {"body", "document"}
    scene = discourse.scene
    here = scene.sentence_of[token.i]
    for number in range(here, max(-1, here - 3), -1):
        if scene.paragraph[token.i] - scene.paragraph[scene.sentences[number].start] > 1:
            break
        centres = [centre for centre in _centres(discourse, number, token) if centre.referent.sort in sorts]
        if plural and number != here:
            # An organisation that has not spoken is hardly ever "they"; somebody in its sentence is.
            centres = [centre for centre in centres if centre.spoke or centre.referent.sort == "group"]
        if centres:
            centre = _foremost(centres)
            return centre.referent.through("pronoun", 0.75 if centre.spoke else 0.6) if centre else None
    last = next(discourse.speakers_before(token.i), None)
    if last and last.referent.sort in sorts and _is_near(discourse, last, token, 1):
        return last.referent.through("pronoun", 0.75)
    return None
