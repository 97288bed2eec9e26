"""Where answers come from: the published copy, a newer one, or the warehouse; and how long they may take."""

import threading
from pathlib import Path

import pytest

from flows.serve.queries import Asked, ask
from flows.serve.reading import Outdated, Reader, TooSlow
from tests.records import NOW
from tests.warehouse.told import told
from tests.warehouses import ingest
from warehouse.publish import default_copy, publish
from warehouse.session import open_warehouse

COUNT = "SELECT count(*) AS n FROM articles"


def reader_of(warehouse: Path, *, patience: float = 20) -> Reader:
    return Reader(warehouse, default_copy(warehouse), lock_timeout=5, patience=patience)


def count(reader: Reader) -> int:
    (answer,) = reader.ask(Asked("count", "How many.", COUNT, {}))
    return int(answer.rows[0]["n"])


def one_more(warehouse: Path) -> None:
    of, found = told("more", "One more.")
    ingest(warehouse, [of], found={"more": found})


def test_without_a_copy_the_warehouse_is_read_and_let_go(own: Path) -> None:
    reader = reader_of(own)
    before = count(reader)
    # It could not be opened for writing while the reader had it open.
    one_more(own)
    assert (reader.reads_copy, count(reader)) == (False, before + 1)


def test_a_copy_is_read_and_a_newer_one_is_noticed(own: Path) -> None:
    publish(own, default_copy(own), now=NOW)
    reader = reader_of(own)
    before = count(reader)
    one_more(own)
    assert (reader.reads_copy, count(reader)) == (True, before)
    publish(own, default_copy(own), now=NOW)
    assert count(reader) == before + 1
    reader.close()


def test_readers_in_many_threads_meet_a_copy_that_is_renewed(own: Path) -> None:
    publish(own, default_copy(own), now=NOW)
    reader = reader_of(own)
    before = count(reader)
    seen: set[int] = set()
    faults: list[BaseException] = []
    stop = threading.Event()

    def read(number: int) -> None:
        try:
            while not stop.is_set():
                number += 100
                text = "SELECT count(*) AS n, $k AS k FROM articles"
                (answer,) = reader.ask(Asked("count", "How many.", text, {"k": number}))
                seen.add(answer.rows[0]["n"])
        except BaseException as exc:
            faults.append(exc)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    one_more(own)
    publish(own, default_copy(own), now=NOW)
    assert count(reader) == before + 1
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert seen == {before, before + 1}
    reader.close()


def test_an_answer_is_kept_until_the_warehouse_changes(own: Path) -> None:
    reader = reader_of(own)
    question = ask("totals")
    first, again = (reader.ask(question)[0] for _ in range(2))
    assert first is again
    one_more(own)
    assert reader.ask(question)[0] is not first


def test_a_question_that_takes_too_long_is_stopped(own: Path) -> None:
    text = "SELECT count(*) FROM range(10000000) AS a, range(10000000) AS b"
    endless = Asked("endless", "Everything with everything.", text, {})
    with pytest.raises(TooSlow, match="narrow it down"):
        reader_of(own, patience=0.2).ask(endless)


def test_a_warehouse_of_an_older_version_is_said(own: Path) -> None:
    with open_warehouse(own) as connection, connection.begin():
        connection.exec_driver_sql("DROP VIEW who_said_what")
    with pytest.raises(Outdated, match="copydesk ingest"):
        reader_of(own).ask(ask("people", limit=1, offset=0))


def test_a_question_reaches_no_other_file(own: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    publish(own, default_copy(own), now=NOW)
    for reader in (reader_of(own), Reader(own, None, lock_timeout=5, patience=5)):
        with pytest.raises(Exception, match="disabled by configuration"):
            reader.ask(Asked("secret", "A file.", "FROM read_csv($file)", {"file": str(secret)}))
        reader.close()
