"""The examples end to end: what the README's first line shows, row by row."""

from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import run_pipeline
from schemas.run import RunReport, RunRequest
from schemas.settings import Settings
from tests.flows.commands import EXAMPLES
from warehouse.query import run_query


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, RunReport]:
    settings = Settings(warehouse=tmp_path_factory.mktemp("examples") / "news.duckdb")
    return settings, run_pipeline(RunRequest.of("ingest", [str(EXAMPLES)]), settings)


def rows(loaded: tuple[Settings, RunReport], sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run_query(loaded[0].warehouse, sql).to_pylist()]


def test_every_record_is_accounted_for(loaded: tuple[Settings, RunReport]) -> None:
    assert loaded[1].totals.model_dump() == {"read": 9, "loaded": 7, "unchanged": 0, "quarantined": 2}
    assert loaded[1].held == {"broken_json": 1, "xml_bomb": 1}


def test_the_same_input_twice_changes_nothing(loaded: tuple[Settings, RunReport]) -> None:
    tables = ("sources", "article_versions", "article_urls", "article_authors", "evidence", "entities", "mentions")
    digest = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS n, bit_xor(hash(t)) AS digest FROM {table} AS t"  # noqa: S608
        for table in (*tables, "roles", "quotes", "quoted_terms")
    )
    before = rows(loaded, digest)
    again = run_pipeline(RunRequest.of("ingest", [str(EXAMPLES)]), loaded[0])
    assert again.totals.model_dump() == {"read": 9, "loaded": 0, "unchanged": 7, "quarantined": 2}
    assert rows(loaded, digest) == before
    assert rows(loaded, "SELECT count(*), max(attempts) FROM quarantine") == [(2, 2)]


def test_the_corrected_article_is_a_second_version(loaded: tuple[Settings, RunReport]) -> None:
    versions = rows(
        loaded,
        "SELECT version, is_current, updated_at::VARCHAR FROM article_versions"
        " WHERE title LIKE 'Council backs%' ORDER BY version",
    )
    assert versions == [(1, False, "2024-06-06 07:15:00+00"), (2, True, "2024-06-07 10:40:00+00")]
    assert rows(loaded, "SELECT change, text LIKE '%£40%', text LIKE '%£14%' FROM quote_changes ORDER BY change") == [
        ("reworded", False, True),
    ]


def test_a_wire_story_in_another_paper_is_a_copy(loaded: tuple[Settings, RunReport]) -> None:
    assert rows(
        loaded,
        "SELECT source_name FROM articles WHERE copy_group IS NOT NULL ORDER BY source_name",
    ) == [("Northern Press Agency",), ("The Calder Mail",)]
    assert rows(
        loaded,
        "SELECT articles, first_source_name FROM quote_copies WHERE text LIKE '%both sides can defend%'",
    ) == [(2, "Northern Press Agency")]


def test_the_print_out_comes_out_whole(loaded: tuple[Settings, RunReport]) -> None:
    """The traps of a newspaper's print-out: headlines in the body, two date lines, a credit, namesakes, a relay."""
    assert rows(
        loaded,
        "SELECT title, standfirst, section, published_at::VARCHAR, updated_at::VARCHAR, published_zone_basis,"
        " body LIKE 'Transport Minister%as generous.', body LIKE '%handshake%' OR body LIKE '%stopped trusting%'"
        " FROM articles WHERE source_name = 'Aldersund Post'",
    ) == [
        (
            "Will the new terminal bring the night ferries back to Skarholm?",
            "Minister’s visit was ‘a first step and not the last’ for the islands, Vahl says",
            "Harbour & Islands",
            "2024-05-14 16:10:00+00",
            "2024-05-14 18:25:00+00",
            "source",
            True,
            False,
        )
    ]
    assert rows(
        loaded,
        "SELECT a.name, a.role FROM article_authors AS a JOIN articles USING (version_id)"
        " WHERE source_name = 'Aldersund Post' ORDER BY position",
    ) == [("Maja Holt", "contributor"), ("Erik Sund", "contributor")]


def test_every_quotation_of_the_print_out_has_its_speaker(loaded: tuple[Settings, RunReport]) -> None:
    assert rows(
        loaded,
        "SELECT type, speaker_name, speaker_text, cue_text, relayed_by, text FROM who_said_what"
        " WHERE source_name = 'Aldersund Post' ORDER BY part DESC, start_char",
    ) == [
        ("mixed", "Ingrid Vahl", "Vahl", "says", None,
         "Minister’s visit was ‘a first step and not the last’ for the islands"),
        ("mixed", "Ingrid Vahl", "Transport Minister Ingrid Vahl", "said", None,
         "that she wanted to “bring the night ferries home”"),
        ("indirect", None, "the islands’ council", "pledged", None,
         "to end a dispute that has lasted for six years"),
        ("mixed", None, "the transport ministry", "said", None,
         "The two sides promised to hold “regular working meetings” and to publish the minutes"),
        ("indirect", "Ingrid Vahl", "Vahl", "said", "Northern Press Agency",
         "she and the council’s leader, Tomas Reuk, should meet every month, and that she had invited him to the"
         " capital"),
        ("mixed", "Tomas Reuk", "Reuk", "said", None,
         "an agreement was “the only sensible choice for people who live here all year”"),
        ("direct", "Tomas Reuk", "Reuk", "said", None,
         "“We have waited long enough for a boat that leaves after six,”"),
        ("indirect", "Sofia Lindqvist",
         "Sofia Lindqvist, a transport economist at Norrvik University in Aldersund", "said", None,
         "the terminal was a significant step by both sides"),
        ("direct", "Sofia Lindqvist", "she", "said", None,
         "“The terminal is only half of it. Without crews there is no night ferry, and crews want contracts,”"),
        ("direct", "Sofia Lindqvist", "she", "said", None, "“That is where the money has to go.”"),
        ("indirect", "Sofia Lindqvist", "she", "said", None,
         "For the fishing villages in the north, the evening boat was a lifeline"),
        ("indirect", None, "Critics", "warned", None,
         "that the budget of 40 million euros will not be enough, although the ministry has described the sum as"
         " generous"),
    ]  # fmt: skip


def test_every_offset_is_exact(loaded: tuple[Settings, RunReport]) -> None:
    parts = (
        "(SELECT version_id, 'title' AS part, title AS words FROM article_versions UNION ALL"
        " SELECT version_id, 'standfirst', standfirst FROM article_versions UNION ALL"
        " SELECT version_id, 'body', body FROM article_versions)"
    )
    spans = (
        "SELECT version_id, part, start_char, end_char, text FROM mentions UNION ALL"
        " SELECT version_id, part, start_char, end_char, text FROM roles UNION ALL"
        " SELECT version_id, part, start_char, end_char, text FROM quotes UNION ALL"
        " SELECT version_id, part, cue_start_char, cue_end_char, cue_text FROM quotes"
        " WHERE cue_start_char IS NOT NULL UNION ALL"
        " SELECT version_id, part, speaker_start_char, speaker_end_char, speaker_text FROM quotes"
        " WHERE speaker_start_char IS NOT NULL"
    )
    wrong = (
        f"SELECT count(*), count(*) FILTER (substr(words, start_char + 1, end_char - start_char) <> text)"  # noqa: S608
        f" FROM ({spans}) JOIN {parts} USING (version_id, part)"
    )
    ((all_spans, misplaced),) = rows(loaded, wrong)
    assert all_spans > 150
    assert misplaced == 0


def test_a_hostile_feed_is_held_and_its_words_are_kept(loaded: tuple[Settings, RunReport]) -> None:
    ((payload,),) = rows(loaded, "SELECT payload FROM quarantine WHERE reason = 'xml_bomb'")
    assert payload == Path(EXAMPLES, "hostile.xml").read_bytes()
