"""From raw fields to an article: every value judged, every judgement with its evidence."""

import re

from schemas.article import Article, ArticleStatus, Evidence, RawArticle, RawFields
from schemas.rejection import Refusal
from tasks.normalise.article_dates import dates_of
from tasks.normalise.bylines import credits_of, sender_evidence
from tasks.normalise.characters import as_code, clean_fields, clean_raw
from tasks.normalise.dates import DateContext
from tasks.normalise.html import fields_of_page, is_mail_footer, paragraphs_of_fragment
from tasks.normalise.languages import language_of, language_tag
from tasks.normalise.printout import fields_of_text, paragraphs_of
from tasks.normalise.profiles import Profiles
from tasks.normalise.repairs import mend_line, mend_paragraphs
from tasks.normalise.sources import Resolved, names_of, resolve_source
from tasks.normalise.text import Text, take_apart
from tasks.normalise.titles import clean_title, standfirst_of
from tasks.normalise.urls import article_url, own_address

_WITHDRAWN = frozenset({"canceled", "cancelled", "killed", "withheld", "withdrawn", "kill"})
# What newsroom systems call a text that no reader has seen, or that none may see.
_UNPUBLISHED = frozenset({"draft", "auto-draft", "pending", "future", "scheduled", "private", "unpublished", "trash"})
# A feed lists stories that it does not always hold: the headline alone is worth keeping.
_FEED_SHAPES = frozenset({"rss", "atom", "json_feed"})
# A mail's HTML; a plain mail is a print-out.
_MAIL_SHAPES = frozenset({"eml"})
_LIBRARY_SHAPES = frozenset({"nexis", "proquest", "factiva"})


def normalise(raw: RawArticle, profiles: Profiles) -> Article:
    """The article of a raw one. Raises Refusal where it has no body or is not an article.

    An item that its provider withdrew becomes an article with that status, to take its place among the versions;
    it is refused where it has neither address nor number to know the others by.
    """
    raw = clean_raw(raw)
    resolved = resolve_source(raw.hint, raw.fields.url or raw.fields.canonical_url, None, profiles)
    fields, notes = raw.fields, raw.notes
    if raw.text is not None and raw.shape == "text":
        fields = _fields_of_text(raw, resolved)
    elif raw.text is not None and not (raw.fields.body_text or raw.fields.body_html):
        context = _date_context(raw, resolved, raw.fields.language)
        page = fields_of_page(raw.text, raw.fields.url, context, names_of(resolved))
        fields, found = clean_fields(_merged(raw.fields, page.fields))  # JSON in a page has them as escapes
        notes = (*raw.notes, *page.notes, *found)
        site = page.site_name and as_code(page.site_name)
        resolved = resolve_source(raw.hint, fields.url or fields.canonical_url, site, profiles)
    return _assemble(raw, fields, notes, resolved, _date_context(raw, resolved, fields.language))


def _fields_of_text(raw: RawArticle, resolved: Resolved) -> RawFields:
    profile = resolved.profile
    sections = frozenset(profile.sections) if profile else frozenset()
    patterns = tuple(re.compile(pattern, re.DOTALL) for pattern in profile.boilerplate) if profile else ()
    return fields_of_text(raw, sections, patterns)


def _merged(known: RawFields, found: RawFields) -> RawFields:
    """The fields of a page, under what its container said already (a feed's date, a manifest's address)."""
    said = {name: value for name in RawFields.model_fields if name != "evidence" and (value := getattr(known, name))}
    return found.model_copy(update={**said, "evidence": (*known.evidence, *found.evidence)})


def _date_context(raw: RawArticle, resolved: Resolved, language: str | None) -> DateContext:
    tags = [language_tag(language), resolved.source.language, "en"]
    return DateContext(
        timezone=resolved.source.timezone,
        country=resolved.source.country,
        order=resolved.profile.date_order if resolved.profile else None,
        languages=tuple(dict.fromkeys(tag for tag in tags if tag)),
        fetched_at=raw.fetched_at,
    )


def _pub_status(fields: RawFields) -> str:
    return (fields.pub_status or "").strip().lower().removeprefix("stat:")


def _status(
    raw: RawArticle, fields: RawFields, has_text: bool, notes: tuple[str, ...]
) -> tuple[ArticleStatus, list[str]]:
    """The status of an article, and its notes with what the status rests on."""
    status = _pub_status(fields)
    if status in _UNPUBLISHED:
        raise Refusal("unpublished", f"its status is {status}: nobody could read it; publish it and export it again")
    if status in _WITHDRAWN:
        if not (fields.provider_id or fields.url or fields.canonical_url):
            raise Refusal(
                "withdrawn", "a withdrawal without address or number: it cannot be told what it withdraws; take it out"
            )
        return "withdrawn", [*notes, f"withdrawn:{status}"]
    if has_text:
        return ("partial" if any(note.startswith("partial:") for note in notes) else "ok"), list(notes)
    if fields.title and raw.shape in _FEED_SHAPES:
        return "partial", [*notes, "partial:no-text"]
    raise Refusal("no_body", "no article text was found; check that the input holds more than a teaser or a script")


def _assemble(
    raw: RawArticle, fields: RawFields, notes: tuple[str, ...], resolved: Resolved, context: DateContext
) -> Article:
    title, title_notes = mend_line(clean_title(fields.title, names_of(resolved)))
    text, text_notes = _text(raw.shape, fields, title, resolved)
    standfirst, standfirst_notes = mend_line(standfirst_of(fields.standfirst, title, text.paragraphs))
    notes = (*notes, *title_notes, *standfirst_notes, *text_notes)
    status, status_notes = _status(raw, fields, bool(text.paragraphs), notes)
    body = "\n\n".join(text.paragraphs)
    dates = dates_of(fields, context)
    language, rule = language_of(fields.language or resolved.source.language, f"{title or ''}\n{body}")
    language_evidence = Evidence(field="language", rule=rule, raw=fields.language)
    return Article(
        ref=raw.ref,
        input_id=raw.input_id,
        shape=raw.shape,
        status=status,
        source=resolved.source,
        title=title,
        standfirst=standfirst,
        section=fields.section,
        language=language,
        url=fields.url or fields.canonical_url,
        canonical_url=article_url(fields.canonical_url, fields.url),
        address=own_address(fields.canonical_url, fields.url),
        provider_id=fields.provider_id,
        credits=credits_of(
            fields.bylines, (*fields.credits, *text.credits), fields.agency, raw.shape in _LIBRARY_SHAPES
        ),
        published=dates.published,
        updated=dates.updated,
        fetched_at=raw.fetched_at,
        dateline=fields.dateline or text.dateline,
        body=body,
        keywords=fields.keywords,
        rights=fields.rights,
        embargo=dates.embargo,
        evidence=(
            *fields.evidence,
            *sender_evidence(fields.agency, fields.bylines),
            *text.evidence,
            resolved.evidence,
            language_evidence,
            *dates.evidence,
        ),
        notes=tuple(dict.fromkeys((*status_notes, *dates.notes))),
        payload=raw.payload,
    )


def _text(shape: str, fields: RawFields, title: str | None, resolved: Resolved) -> tuple[Text, tuple[str, ...]]:
    """The running text and notes on what was mended in it."""
    paragraphs = paragraphs_of(fields.body_text or "") or paragraphs_of_fragment(
        fields.body_html or "", cleaned=shape in _FEED_SHAPES
    )
    if shape in _MAIL_SHAPES:
        paragraphs = [text for text in paragraphs if not is_mail_footer(text)]
    if resolved.profile:
        patterns = [re.compile(pattern, re.DOTALL) for pattern in resolved.profile.boilerplate]
        paragraphs = [text for text in paragraphs if not any(pattern.fullmatch(text) for pattern in patterns)]
    paragraphs, notes = mend_paragraphs(paragraphs)
    return take_apart(paragraphs, title, fields.bylines), notes
