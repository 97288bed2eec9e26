"""Small texts with their names and quotes marked by hand, for the tests of speakers."""

import re
from dataclasses import dataclass, field

from spacy.language import Language

from schemas.enrichment import Entity, Mention, Quote, QuoteType, Role, Span
from tasks.enrich.speakers import resolve_speakers


@dataclass
class Spoken:
    """A text under construction; wordings are found from left to right, each after the last of its kind."""

    nlp: Language
    text: str
    entities: list[Entity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    _at: int = 0

    def named(self, name: str, *mentions: str, type: str = "PERSON", role: str | None = None) -> "Spoken":
        """An entity with every occurrence of these wordings (the name, where none are given) outside longer ones."""
        spans: list[tuple[int, int]] = []
        for wording in sorted(mentions or (name,), key=len, reverse=True):
            at = self.text.find(wording)
            while at >= 0:
                span = (at, at + len(wording))
                if not any(start < span[1] and span[0] < end for start, end in spans):
                    spans.append(span)
                at = self.text.find(wording, span[1])
        found = tuple(Mention(start=a, end=b, text=self.text[a:b]) for a, b in sorted(spans))
        roles = ()
        if role:
            at = self.text.index(role)
            roles = (Role(start=at, end=at + len(role), text=role, role=role),)
        key = f"e{len(self.entities) + 1}"
        self.entities.append(Entity(key=key, type=type, name=name, mentions=found, roles=roles))
        return self

    def said(
        self,
        words: str,
        speaker: str | None,
        cue: str | None = None,
        type: QuoteType | None = None,
        utterance: int | None = None,
    ) -> "Spoken":
        """A quote of these words by this mention; the mention is the nearest to the words."""
        start = self.text.index(words, self._at)
        end = start + len(words)
        self._at = start + 1
        kind: QuoteType = type or ("direct" if words[0] in "“'\"‘" else "indirect")
        self.quotes.append(
            Quote(
                start=start,
                end=end,
                text=words,
                type=kind,
                cue=self._nearest(cue, start, end) if cue else None,
                speaker=self._nearest(speaker, start, end) if speaker else None,
                utterance=utterance or len(self.quotes) + 1,
                confidence=1,
                method="test",
            )
        )
        return self

    def _nearest(self, wording: str, start: int, end: int) -> Span:
        places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(wording)}(?!\w)", self.text)]
        at = min(places, key=lambda place: (max(place - end, start - place - len(wording), 0), place))
        return Span(start=at, end=at + len(wording), text=wording)

    def resolved(self) -> list[Quote]:
        return resolve_speakers(self.nlp(self.text), self.entities, self.quotes)

    def who(self) -> list[tuple[str | None, str | None, str | None]]:
        """Entity key, name and reason of each quote's speaker."""
        return [(quote.speaker_entity, quote.speaker_name, quote.unresolved) for quote in self.resolved()]

    def names(self) -> list[str | None]:
        """The speaker's name, else the reason in brackets."""
        return [quote.speaker_name or f"[{quote.unresolved}]" for quote in self.resolved()]
