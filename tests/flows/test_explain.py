"""The page that says which rule found what."""

import re
from pathlib import Path

from flows.explain import explain_page
from schemas.enrichment import Enrichment, Entity, Mention, Quote, Role, Span
from tests.flows.commands import copydesk

TEXT = "Ola Brandt, a lawyer, left. “We <b>will</b> appeal,” Brandt said."


def span(words: str, start: int = 0) -> Span:
    at = TEXT.index(words, start)
    return Span(start=at, end=at + len(words), text=words)


def test_the_page_names_the_rule_of_each_cluster_role_and_quote_and_shows_markup_as_text() -> None:
    first, second = span("Ola Brandt"), span("Brandt", 20)
    enrichment = Enrichment(
        entities=(
            Entity(
                key="e1",
                type="PERSON",
                name="Ola Brandt",
                mentions=(Mention(**first.model_dump()), Mention(**second.model_dump())),
                roles=(Role(**span("lawyer").model_dump(), role="lawyer", rule="apposition"),),
                rule="surname",
                type_rule="recogniser 2 of 2",
            ),
            Entity(key="e2", type="GPE", name="b", mentions=(Mention(**span("b").model_dump(), note="government"),)),
        ),
        quotes=(
            Quote(
                **span("“We <b>will</b> appeal,”").model_dump(),
                type="direct",
                cue=span("said"),
                speaker=second,
                speaker_name="Ola Brandt",
                speaker_rule="surname of the only one",
                utterance=1,
                confidence=0.98,
                method="cue_after",
            ),
        ),
    )
    page = explain_page("a<1>", TEXT, enrichment)
    cells = re.findall(r"<td>(.*?)</td>", page)
    assert cells == [
        "e1", "PERSON", "recogniser 2 of 2", "Ola Brandt", "Ola Brandt, Brandt", "surname",
        "e2", "GPE", "–", "b", "b (government)", "–",
        "Ola Brandt", "lawyer", "–", "–", "lawyer", "apposition",
        "“We &lt;b&gt;will&lt;/b&gt; appeal,”", "direct", "said", "Brandt", "Ola Brandt", "–",
        "cue_after; surname of the only one", "0.98", "1",
    ]  # fmt: skip
    assert "<b>" not in page
    assert "<script" not in page
    assert "http" not in page


def test_the_command_explains_the_text_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"doc_id": "a", "text": "It rained."}\n{"doc_id": "b", "text": "“It rained,” said Ola Brandt."}\n',
        encoding="utf-8",
    )
    done = copydesk("enrich", tmp_path / "in.jsonl", "--explain", tmp_path / "b.html", "--doc", "b", "--json")
    assert done.json == {"explained": "b", "page": str(tmp_path / "b.html")}
    assert "Ola Brandt" in (tmp_path / "b.html").read_text(encoding="utf-8")
    missing = copydesk("enrich", tmp_path / "in.jsonl", "--explain", tmp_path / "c.html", "--doc", "c")
    assert (missing.code, "name a doc_id" in missing.err) == (2, True)


def test_normalise_says_in_words_where_each_value_came_from(tmp_path: Path) -> None:
    head = "Bridge lights fail\n\nBy Ola Brandt\n\nPUBLISHED : Monday, 4 March, 2024, 9:45pm"
    (tmp_path / "a.txt").write_text(f"{head}\n\nThe lights failed on Monday.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    done = copydesk("normalise", "--explain", "a.txt", "b.txt", cwd=tmp_path)
    lines = done.out.splitlines()
    assert lines[0] == "a.txt: ok"
    assert "  title                Bridge lights fail" in lines
    assert "    published          text:date-line: PUBLISHED : Monday, 4 March, 2024, 9:45pm" in lines
    assert any(line.startswith("b.txt: rejected, empty_file: ") for line in lines)
    assert done.err.splitlines()[-1] == "ok 1, partial 0, rejected 1"
