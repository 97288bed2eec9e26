"""spaCy's attribute ruler with a memory: what its rules say of a token follows from few of the token's attributes."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab

QUICK_RULER = "copydesk_attribute_ruler"
# What rules may ask of a token whose answer is the same in any text.
_ASKED = {"TAG", "POS", "DEP", "ORTH", "LOWER", "NORM", "SHAPE", "PREFIX", "SUFFIX", "LENGTH", "IS_SPACE", "IS_PUNCT"}
_MOST_KEPT = 100_000


class QuickRuler(AttributeRuler):
    """Sets what the ruler sets. Rules on one token are tried once for all tokens that are alike in what rules ask.

    Rules on several tokens, or that ask for something else, are tried on every text.
    """

    def __init__(self, vocab: Vocab, name: str = QUICK_RULER, **settings: Any) -> None:
        super().__init__(vocab, name, **settings)
        self._found: dict[tuple[int, ...], list[int]] = {}
        self._asked: list[int | str] = []
        self._is_parted = False

    def add(self, patterns: Any, attrs: Any, index: int = 0) -> None:
        """Add a rule as the ruler does."""
        super().add(patterns, attrs, index)
        self._is_parted = False

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all tokens; of rules that disagree the later one counts."""
        if not self._is_parted:
            self._part()
        wider = self._by_wider_rules(doc)
        for number, asked in enumerate(doc.to_array(self._asked).tolist()):
            rules = self._by_own_rules(doc, number, tuple(asked))
            if number in wider:
                rules = sorted([*rules, *wider[number]])
            for rule in rules:
                set_token_attrs(doc[number], self.attrs[rule])
        return doc

    def _part(self) -> None:
        self._own, self._wider = Matcher(self.vocab), Matcher(self.vocab)
        self._found.clear()
        asked: set[str] = set()
        for number, rule in enumerate(self.patterns):
            patterns: Any = rule["patterns"]
            is_own = all(len(tokens) == 1 and tokens[0].keys() <= _ASKED for tokens in patterns)
            (self._own if is_own else self._wider).add(str(number), patterns)
            asked.update(key for tokens in patterns for token in tokens for key in token if is_own)
        # One attribute alone would come as numbers and not as rows.
        self._asked = sorted(asked | {"TAG", "DEP"})
        self._is_parted = True

    def _by_wider_rules(self, doc: Doc) -> dict[int, list[int]]:
        found = defaultdict(list)
        for key, start, end in self._wider(doc, allow_missing=True) if self._wider else ():
            rule = int(self.vocab.strings[key])
            index = self.indices[rule]
            found[index + (start if index >= 0 else end)].append(rule)
        return found

    def _by_own_rules(self, doc: Doc, number: int, asked: tuple[int, ...]) -> list[int]:
        found = self._found.get(asked)
        if found is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            matches = self._own(doc[number : number + 1], allow_missing=True) if self._own else ()
            found = self._found[asked] = sorted(int(self.vocab.strings[key]) for key, _, _ in matches)
        return found


@Language.factory(QUICK_RULER, default_config={"validate": False, "scorer": None})
def make_quick_ruler(nlp: Language, name: str, validate: bool, scorer: Callable[..., Any] | None) -> QuickRuler:
    """The ruler as a component, with the settings of the one that it replaces."""
    return QuickRuler(nlp.vocab, name, validate=validate, scorer=scorer)
