"""Bytes into text: declared, detected or damaged encodings, and text that an earlier program decoded wrongly."""

import codecs
import re
from functools import cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What says latin-1 or ascii is cp1252 in practice, as browsers read it.
_WINDOWS = {"ascii", "iso8859-1", "latin-1", "us-ascii"}
_LEGACY = ["cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"]
_LEGACY += ["iso8859_5", "iso8859_7", "iso8859_9", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
_DETECT_BYTES = 20_000
# Fewer letters than this beyond ASCII cannot tell one western code page from another.
_ENOUGH_LETTERS = 20
_C1 = re.compile("[\x80-\x9f]")
_C1_REPAIR = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# A UTF-8 sequence of two to four bytes, each byte read as a cp1252 or latin-1 character; and the quote mark whose last
# byte has no character in cp1252.
_TAIL = "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_MOJIBAKE = re.compile(f"[\xc2-\xdf]{_TAIL}|[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}}|\xe2\u20ac")
_WORD_BYTES = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]|[\x80-\xbf]|[\xc0-\xff]{3}")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text without its byte order mark, and notes on what was not plain UTF-8.

    Tried in this order: byte order mark, UTF-8, what the input declares, what it looks like. Text that was decoded
    wrongly before is repaired. What fits nothing becomes U+FFFD and is noted.
    """
    text, notes = _decode(data, declared)
    repaired, more = repair(text)
    return repaired, (*notes, *more)


def _decode(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            if encoding == "utf-8" and "\ufffd" in text:  # a mark that an editor put before bytes of another encoding
                data = data[len(bom) :]
                break
            return text, _noted(encoding, text)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if named := _known(declared):
        try:
            text = data.decode(named)
        except (UnicodeDecodeError, ValueError):
            pass  # a wrong declaration: look at the bytes instead
        else:
            return text, _noted(named, text)
    detected = detect(data)
    text = data.decode(detected, "replace")
    return text, _noted(detected, text)


def _noted(encoding: str, text: str) -> tuple[str, ...]:
    notes = () if encoding == "utf-8" else (f"encoding:{encoding}",)
    return (*notes, "encoding:undecodable") if "\ufffd" in text else notes


@cache
def _known(declared: str | None) -> str | None:
    """The codec for a declared name; None for an unknown one and for UTF-8, which has been tried."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if name in _WINDOWS:
        return "cp1252"
    return None if name in ("utf-8", "utf-8-sig", "utf-7", "idna", "punycode") else name


def detect(data: bytes) -> str:
    """The likeliest encoding of bytes that are not valid UTF-8; utf-8 where they are UTF-8 with damage."""
    high = len(_HIGH.findall(data))
    whole = sum(len(sequence) for sequence in _SEQUENCE.findall(data))
    # Legacy text hardly ever forms UTF-8 sequences by chance; a few broken ones among many good ones are damage.
    if whole * 2 > high:
        return "utf-8"
    if not _WORD_BYTES.search(data):  # no such byte inside a word and none that is punctuation: nothing readable
        return "utf-8"
    start = max(0, _HIGH.search(data).start() - 200)  # type: ignore[union-attr]
    sample = data[start : start + _DETECT_BYTES]
    from charset_normalizer import from_bytes  # imported late: nearly everything is UTF-8

    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is None or (high < _ENOUGH_LETTERS and _mostly_ascii(sample)):
        return "cp1252"
    # Code pages that read this input alike are all right; cp1252 is the name that most of it goes by.
    if sample.decode("cp1252", "replace") == str(best):
        return "cp1252"
    return best.encoding.replace("_", "-") if best.encoding.startswith("iso") else best.encoding


def _mostly_ascii(sample: bytes) -> bool:
    letters = sum(1 for byte in sample if chr(byte).isalpha() and byte < 0x80)
    return letters > 2 * len(_HIGH.findall(sample))


def decode_leniently(data: bytes) -> str:
    """For sniffing alone: quick, never raises."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo UTF-8 that was read as cp1252 and C1 controls that were cp1252 punctuation; good text stays as it is."""
    if text.isascii():
        return text, ()
    notes: tuple[str, ...] = ()
    if _MOJIBAKE.search(text):
        fixed = _unscramble(text)
        if fixed != text:
            text, notes = fixed, ("encoding:mojibake",)
    if _C1.search(text):
        fixed = text.translate(_C1_REPAIR)
        if fixed != text:
            text, notes = fixed, (*notes, "encoding:c1-controls")
    return text, notes


def _unscramble(text: str) -> str:
    # Imported late: most input never needs it.
    from ftfy import TextFixerConfig, fix_text
    from ftfy.badness import badness

    config = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        fix_c1_controls=False,
        normalization=None,
    )
    # Line by line, since good and scrambled lines may stand in one text.
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _MOJIBAKE.search(line):
            fixed = fix_text(line, config)
            if fixed != line and badness(fixed) < badness(line):
                lines[number] = fixed
    return "\n".join(lines)
