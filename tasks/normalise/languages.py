"""The language of an article: what is declared, checked against the text."""

import re
from functools import cache
from typing import Any

_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}|\d{3}))?(?:[-_.@].*)?")
_ENOUGH = 60  # characters below which the detector guesses
_READ = 1500  # characters that the detector reads
_LONG_ENOUGH = 400  # characters from which the detector is believed against the declaration
_SURE = 0.9
# Languages that the detector takes for one another.
_SAME = {
    "no": {"no", "nb", "nn"},
    "nb": {"no", "nb", "nn"},
    "nn": {"no", "nb", "nn"},
    "da": {"da", "no", "nb", "nn"},
    "id": {"id", "in", "ms"},
    "ms": {"id", "in", "ms"},
    "hr": {"hr", "bs", "sr"},
    "bs": {"hr", "bs", "sr"},
    "sr": {"hr", "bs", "sr"},
    "zu": {"zu", "xh"},
    "xh": {"zu", "xh"},
    "he": {"he", "iw"},
    "tl": {"tl", "fil"},
}
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
}


def language_tag(declared: str | None) -> str | None:
    """A declared language as a BCP 47 tag; None where it is none."""
    if not declared:
        return None
    text = declared.strip().split(",")[0].strip()
    if text.lower() in _NAMES:
        return _NAMES[text.lower()]
    match = _TAG.fullmatch(text)
    if not match or match[1].lower() in ("und", "mul", "zxx"):
        return None
    parts = [match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()]
    return "-".join(part for part in parts if part)


def language_of(declared: str | None, text: str) -> tuple[str | None, str]:
    """The language and the rule: the declared one unless the text is surely in another."""
    tag = language_tag(declared)
    if len(text) < _ENOUGH:
        return (tag, "declared") if tag else (None, "none")
    found, probability = _identifier().classify(text[:_READ])
    if probability < _SURE or (tag and tag.split("-")[0] in _SAME.get(str(found), {str(found)})):
        return (tag, "declared") if tag else (None, "none")
    # A short text in capitals or full of names misleads the detector; what is declared holds against it.
    if tag and len(text) < _LONG_ENOUGH:
        return tag, "declared"
    return str(found), "py3langid"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
