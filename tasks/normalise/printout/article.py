"""A plain text into the fields of an article."""

import re

from schemas.article import Evidence, RawArticle, RawFields
from tasks.normalise.printout.body import read_body
from tasks.normalise.printout.dateline import split_dateline
from tasks.normalise.printout.header import read_header
from tasks.normalise.printout.paragraphs import split_text

# A speaker in capitals, perhaps with an office, or the Q of questions and answers.
_TURN = re.compile(
    r"(?:[^\W\d_a-z][^\W\d_a-z.'’-]*(?: [^\W\d_a-z][^\W\d_a-z.'’-]*){0,4}(?:, [^:]{2,60}| \([^()]+\))?|[QA]):\s|Q [A-Z]"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def fields_of_text(
    raw: RawArticle, known_sections: frozenset[str] = frozenset(), boilerplate: tuple[re.Pattern[str], ...] = ()
) -> RawFields:
    """The fields of a plain text, as printed, each with the rule that found it; what the reader knew stays.

    `known_sections`: section names of the source. `boilerplate`: a paragraph that one matches in full is left out;
    what was left out of the body stands in the evidence.
    """
    paragraphs = split_text(raw.text or "")
    header = read_header(paragraphs, known_sections, raw.hint.name, raw.fields.title)
    body = read_body(
        paragraphs[header.end :],
        title=raw.fields.title or header.title,
        standfirst=header.standfirst,
        is_release=header.is_release,
        boilerplate=boilerplate,
    )
    evidence = [*header.evidence, *body.evidence]
    published, updated = header.published or body.published, header.updated or body.updated
    dateline = split_dateline(body.paragraphs[0]) if body.paragraphs and not _is_turn(body.paragraphs) else None
    if dateline:
        body.paragraphs[0] = dateline.rest
        evidence.append(Evidence(field="dateline", rule="text:dateline", raw=dateline.raw))
        if not published and dateline.date and _YEAR.search(dateline.date):
            published = dateline.date
            evidence.append(Evidence(field="published", rule="text:dateline", raw=dateline.raw))
    found = RawFields(
        title=header.title,
        standfirst=header.standfirst,
        section=header.section,
        bylines=tuple(header.bylines),
        credits=tuple(body.credits),
        # Beside a byline the agency only sent the story; the dateline keeps its name.
        agency=dateline.agency if dateline and not header.bylines else None,
        dateline=dateline.raw if dateline else None,
        published=published,
        updated=updated,
        embargo=header.embargo,
        pub_status=header.pub_status,
        body_text="\n\n".join(body.paragraphs) or None,
        evidence=tuple(evidence),
    )
    known = {
        name: value for name in RawFields.model_fields if name != "evidence" and (value := getattr(raw.fields, name))
    }
    return found.model_copy(update={**known, "evidence": (*raw.fields.evidence, *found.evidence)})


def _is_turn(paragraphs: list[str]) -> bool:
    """Whether the first paragraph opens with a speaker, not with a place: others below do so, too."""
    return bool(_TURN.match(paragraphs[0])) and any(_TURN.match(one) for one in paragraphs[1:])
