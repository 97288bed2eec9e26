"""Steps alone: reading and normalising to a file, enrichment to a file."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.as_set import open_enricher, read_limits
from flows.explain import explain_line, explain_page
from schemas.errors import SettingsError, UserError
from schemas.rejection import Refusal, Rejected
from schemas.run import RunRequest
from schemas.settings import Settings
from tasks.enrich.enricher import Enricher
from tasks.enrich.jsonl import documents, enrich_lines
from tasks.normalise import as_line, load_profiles, normalise_batch
from tasks.read import read_inputs


def normalise_to_file(request: RunRequest, settings: Settings, output: Path, *, explain: bool) -> dict[str, int]:
    """Write one JSON object an article; give the counts by status."""
    counts: Counter[str] = Counter(ok=0, partial=0, rejected=0)
    _write_lines(output, _normalised(request, settings, counts, explain=explain))
    return dict(counts)


def print_explained(request: RunRequest, settings: Settings) -> dict[str, int]:
    """Print each article in words: every value's rule, and the input's wording; give the counts by status."""
    counts: Counter[str] = Counter(ok=0, partial=0, rejected=0)
    for line in _normalised(request, settings, counts, explain=True):
        print(explain_line(line))
    return dict(counts)


def _normalised(
    request: RunRequest, settings: Settings, counts: Counter[str], *, explain: bool
) -> Iterator[Mapping[str, Any]]:
    profiles = load_profiles(settings.sources)
    for one in read_inputs(request.inputs, hint=request.hint, limits=read_limits(settings)):
        result = one if isinstance(one, Rejected) else normalise_batch([one], profiles)[0]
        line = as_line(result, explain=explain)
        counts[str(line["status"])] += 1
        yield line


def enrich_to_file(texts: Path, settings: Settings, output: Path) -> dict[str, int]:
    """Write one JSON object a text; give the counts of texts, entities, quotes and errors.

    Raises UserError for a line that is not an object with doc_id and text; `output` is then left as it was.
    """
    counts: Counter[str] = Counter(texts=0, entities=0, quotes=0, errors=0)

    def lines() -> Iterable[Mapping[str, object]]:
        with texts.open(encoding="utf-8") as file, open_enricher(settings) as enricher:
            for line in enrich_lines(enricher, file):
                counts["texts"] += 1
                counts["entities"] += len({entity["entity_id"] for entity in line["entities"]})
                counts["quotes"] += len(line["quotes"])
                counts["errors"] += "error" in line
                yield line

    try:
        _write_lines(output, lines())
    except (Refusal, UnicodeDecodeError) as exc:
        raise UserError(f"{texts}: {exc}") from exc
    return dict(counts)


def explain_to_file(texts: Path, settings: Settings, page: Path, doc_id: str | None) -> dict[str, str]:
    """Write the page that explains one text: the one of this doc_id, else the first.

    Raises SettingsError where there is no such text, UserError for a line that cannot be read.
    """
    with texts.open(encoding="utf-8") as file, Enricher(settings.model) as enricher:
        try:
            found = next((one for one in documents(file) if doc_id in (None, one[0])), None)
        except (Refusal, UnicodeDecodeError) as exc:
            raise UserError(f"{texts}: {exc}") from exc
        if found is None:
            raise SettingsError(f"{texts}: no text {doc_id or ''}; name a doc_id of the file with --doc")
        (enrichment,) = enricher.enrich([found[1]])
    if isinstance(enrichment, Refusal):
        raise UserError(f"{found[0]}: {enrichment}")
    page.write_text(explain_page(found[0], found[1], enrichment), encoding="utf-8")
    return {"explained": found[0], "page": str(page)}


def _write_lines(output: Path, lines: Iterable[Mapping[str, object]]) -> None:
    """Write to a file beside `output` and put it in its place when it is whole; `-` is standard output."""
    encoded = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if str(output) == "-":
        sys.stdout.writelines(encoded)
        return
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(encoded)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
