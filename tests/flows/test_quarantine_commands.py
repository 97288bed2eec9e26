"""The commands on held records, as a person types them."""

from pathlib import Path

import pytest

from tests.flows.commands import copydesk

NO_BRIDGES = (
    '[[rule]]\nname = "no_bridges"\nexpect = "expect_column_values_to_not_match_regex"\n'
    'kwargs = { column = "title", regex = "Bridge" }\nreason = "a_bridge"\nmend = "No bridges, please."\n'
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse that holds an empty file and an article about a bridge, and no suite any more."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "in").mkdir()
    (folder / "suites").mkdir()
    (folder / "suites" / "articles.toml").write_text(NO_BRIDGES, encoding="utf-8")
    (folder / "in" / "empty.txt").write_bytes(b"")
    (folder / "in" / "bridge.txt").write_text("Bridge shut\n\nThe bridge was shut on Monday night.", encoding="utf-8")
    done = copydesk("ingest", "in", "--warehouse", "n.duckdb", "--json", cwd=folder, COPYDESK_SUITES="suites")
    assert done.json["held"] == {"empty_file": 1, "a_bridge": 1}
    return folder


@pytest.mark.parametrize("command", ["quarantine release", "quarantine drop", "replay", "expect"])
def test_every_command_shows_an_example_in_its_help(command: str) -> None:
    done = copydesk(*command.split(), "--help")
    assert (done.code, f"Example: copydesk {command}" in done.out) == (0, True)


def test_held_records_are_narrowed_down_dropped_and_replayed(held: Path) -> None:
    def quarantine(*arguments: str) -> list[tuple[str, str]]:
        listed = copydesk("quarantine", "list", *arguments, "--warehouse", "n.duckdb", "--format", "json", cwd=held)
        return sorted((row["reason"], row["status"]) for row in listed.json)

    assert quarantine("--reason", "empty_file") == [("empty_file", "held")]
    why = ("--why", "a placeholder", "--by", "Ida")
    refused = copydesk("quarantine", "drop", *why, "--warehouse", "n.duckdb", cwd=held)
    assert (refused.code, "name the records" in refused.err) == (2, True)
    dropped = copydesk("quarantine", "drop", "--reason", "empty_file", *why, "--warehouse", "n.duckdb", cwd=held)
    assert dropped.out == "dropped 1\n"
    strict = copydesk("ingest", "in/empty.txt", "--strict", "--json", "--warehouse", "n.duckdb", cwd=held)
    assert (strict.code, strict.json["held"], strict.json["dropped"]) == (0, {}, 1)
    assert strict.json["totals"] == {"read": 1, "loaded": 0, "unchanged": 0, "quarantined": 1}
    wrong = copydesk("quarantine", "release", "zzz", *why, "--warehouse", "n.duckdb", cwd=held)
    assert (wrong.code, "no record begins with 'zzz'" in wrong.err) == (2, True)
    replayed = copydesk("replay", "--warehouse", "n.duckdb", "--json", cwd=held)
    assert replayed.json["totals"] == {"read": 1, "loaded": 1, "unchanged": 0, "quarantined": 0}
    assert quarantine() == []
    assert quarantine("--all") == [("a_bridge", "released"), ("empty_file", "dropped")]


def test_a_profile_of_a_source_that_is_not_known_is_refused_in_one_line(held: Path) -> None:
    done = copydesk("expect", "--from-source", "Nobody", "--warehouse", "n.duckdb", cwd=held)
    assert (done.code, done.err) == (2, "copydesk: no articles of 'Nobody'; the table `sources` lists the outlets\n")
