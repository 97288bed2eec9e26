"""Files that grow are read from where they ended, and nothing of them is passed over that was not loaded."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gather import Gatherer, Read
from schemas.article import RawArticle
from schemas.rejection import Rejected
from schemas.rows import CursorRow
from schemas.run import RunRequest
from tasks.read import ReadLimits
from tests.archives import Archive

AT = datetime(2024, 6, 1, tzinfo=UTC)
Holds = Callable[[Read], bool]


class Polls:
    """Reads a file again and again with the cursors of the polls before, as runs do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cursors: dict[str, CursorRow] = {}
        self.passed_over = 0

    def poll(self, *, size: int = 100, batches: int = 100, holds: Holds = lambda _: False) -> list[Read]:
        """What is read, in batches of `size`, of which only so many get loaded; `holds` says what the gate holds."""
        request = RunRequest.of("ingest", [str(self.path)])
        gatherer = Gatherer(request, ReadLimits(), size=size, scope="", cursors=dict(self.cursors))
        read: list[Read] = []
        self.passed_over = 0
        # All are gathered before the first is loaded, as batches ahead are.
        for batch in list(gatherer.batches())[:batches]:
            read += batch.records
            self.passed_over += batch.passed_over_count
            held = [one if isinstance(one, Rejected) else rejected(one) for one in batch.records if is_held(one, holds)]
            rows = gatherer.cursors_of(batch, held, run_id="run", now=AT)
            self.cursors |= {row.cursor_id: row for row in rows}
        return read


def is_held(one: Read, holds: Holds) -> bool:
    return isinstance(one, Rejected) or holds(one)


def rejected(one: RawArticle) -> Rejected:
    return Rejected(stage="check", reason="any", detail="", source_ref=one.ref, input_id=one.input_id)


def line(number: int, body: str = "It rained.") -> str:
    return json.dumps({"title": f"Article {number}", "body": body}) + "\n"


def titles(read: list[Read]) -> list[str]:
    """What was read: the number in its file, and its title or why it was held."""
    return [
        f"{one.ref.rpartition('#')[2]} {one.fields.title}" if isinstance(one, RawArticle) else one.reason
        for one in read
    ]


@pytest.fixture
def polls(tmp_path: Path) -> Polls:
    (tmp_path / "in.jsonl").write_text(line(1) + line(2))
    return Polls(tmp_path / "in.jsonl")


def append(polls: Polls, text: str) -> None:
    with polls.path.open("a") as file:
        file.write(text)


def test_only_what_was_added_is_read_and_what_was_there_counts_as_known(polls: Polls) -> None:
    assert titles(polls.poll()) == ["1 Article 1", "2 Article 2"]
    append(polls, line(3))

    assert titles(polls.poll()) == ["3 Article 3"]
    assert polls.passed_over == 2
    assert polls.poll() == []
    assert polls.passed_over == 3


def test_a_file_that_was_rewritten_and_grew_is_read_whole(polls: Polls) -> None:
    polls.poll()
    polls.path.write_text(line(7) + line(2) + line(3))

    assert titles(polls.poll()) == ["1 Article 7", "2 Article 2", "3 Article 3"]
    assert polls.passed_over == 0


def test_a_file_that_was_begun_anew_is_read_whole(polls: Polls) -> None:
    polls.poll()
    polls.path.write_text(line(3))

    assert titles(polls.poll()) == ["1 Article 3"]


def test_a_line_that_was_half_written_is_read_once_it_is_whole(polls: Polls) -> None:
    append(polls, line(3)[:20])
    assert titles(polls.poll()) == ["1 Article 1", "2 Article 2", "broken_json"]
    append(polls, line(3)[20:] + line(4))

    assert titles(polls.poll()) == ["3 Article 3", "4 Article 4"]


def test_a_last_line_without_an_end_is_read_once(polls: Polls) -> None:
    append(polls, line(3).rstrip("\n"))
    assert titles(polls.poll())[-1] == "3 Article 3"
    append(polls, "\n" + line(4))

    assert titles(polls.poll()) == ["4 Article 4"]


def test_reading_begins_again_at_the_first_record_that_was_held(polls: Polls) -> None:
    append(polls, line(3) + line(4))
    polls.poll(holds=lambda one: titles([one]) == ["2 Article 2"])

    assert titles(polls.poll()) == ["2 Article 2", "3 Article 3", "4 Article 4"]
    assert polls.passed_over == 1
    assert polls.poll() == []


def test_a_run_that_was_cut_off_in_the_middle_of_a_file_goes_on_there(polls: Polls) -> None:
    append(polls, line(3) + line(4) + line(5))
    polls.poll(size=2, batches=2)

    assert titles(polls.poll()) == ["5 Article 5"]


def test_what_stands_behind_a_batch_that_was_held_is_read_with_it(polls: Polls) -> None:
    append(polls, line(3) + line(4) + line(5))
    polls.poll(size=2, holds=lambda one: titles([one]) in (["3 Article 3"], ["4 Article 4"]))

    assert titles(polls.poll()) == ["3 Article 3", "4 Article 4", "5 Article 5"]


def test_a_shape_that_cannot_grow_is_read_whole(tmp_path: Path) -> None:
    polls = Polls(tmp_path / "in.csv")
    polls.path.write_text("title,body\nOne,It rained.\n")
    polls.poll()
    append(polls, "Two,It rained.\n")

    assert titles(polls.poll()) == ["1 One", "2 Two"]


def test_an_archive_of_the_web_is_read_from_where_it_ended(tmp_path: Path) -> None:
    whole = Archive(packed=False).add(url="https://t.example/1").add(kind="request").add(url="https://t.example/2")
    first = len(whole.bytes())
    whole.add(kind="request").add(url="https://t.example/3")
    second = len(whole.bytes())
    content = whole.add(url="https://t.example/4").bytes()
    polls = Polls(tmp_path / "crawl.warc")
    polls.path.write_bytes(content[:first])
    assert pages(polls.poll()) == ["#1 https://t.example/1", "#2 https://t.example/2"]

    # Cut off inside the last page.
    polls.path.write_bytes(content[: second + 400])
    assert pages(polls.poll()) == ["#3 https://t.example/3", "truncated_archive"]
    polls.path.write_bytes(content)
    assert pages(polls.poll()) == ["#4 https://t.example/4"]
    assert polls.poll() == []
    assert polls.passed_over == 4


def pages(read: list[Read]) -> list[str]:
    return [
        f"#{one.ref.rpartition('#')[2]} {one.fields.url}" if isinstance(one, RawArticle) else one.reason for one in read
    ]


CHANGES = st.tuples(st.sampled_from(["append", "cut", "rewrite", "poll"]), st.integers(0, 80), st.integers(1, 4))


@settings(deadline=None, max_examples=60)
@given(changes=st.lists(CHANGES))
def test_whatever_a_file_goes_through_its_last_state_was_read(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, int]]
) -> None:
    """Lines are appended in pieces, the file is cut short or rewritten, and polls stop after some batches."""
    path = tmp_path_factory.mktemp("any") / "in.jsonl"
    polls, content, seen = Polls(path), "", set[tuple[str, bytes]]()
    path.write_text(content)
    for number, (what, place, size) in enumerate(changes, start=1):
        if what == "append":
            content += line(number) + line(-number)[:place]
        elif what == "cut":
            content = content[:-place] if place else content
        elif what == "rewrite":
            content = line(number, "x" * place) + content[place:]
        else:
            seen |= known(polls.poll(size=size, batches=size))
        path.write_text(content)
        # The system's clock may stand still between two writes.
        os.utime(path, ns=(number, number))
    seen |= known(polls.poll(size=2))

    assert known(Polls(path).poll()) <= seen


def known(read: list[Read]) -> set[tuple[str, bytes]]:
    return {(one.ref, one.payload) for one in read if isinstance(one, RawArticle)}
