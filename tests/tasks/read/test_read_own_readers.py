"""Readers of the user's own: files named in the settings, asked before the shipped ones."""

import io
import zipfile
from pathlib import Path

import pytest
from reading import all_said, read

from flows.as_set import read_limits
from schemas.settings import Settings
from tasks.read import ReadLimits
from tasks.read.registry import ReaderError, all_readers

TICKER = """
from schemas.article import RawFields
from tasks.read.registry import LIKELY, NEVER, Reader


def sniff(head):
    return LIKELY if head.text.startswith("** TICKER **") else NEVER


def read(blob):
    for number, line in enumerate(blob.lines(), 0):
        if number:
            yield blob.article("ticker", line, RawFields(title=line.decode().strip()), number=number)


READER = Reader("ticker", sniff, read)
"""


def own(folder: Path, code: str, name: str = "ticker.py") -> tuple[Path, ...]:
    (folder / name).write_text(code, encoding="utf-8")
    return (folder / name,)


def test_a_file_of_the_settings_reads_what_no_shipped_reader_knows(tmp_path):
    limits = read_limits(Settings(readers=own(tmp_path, TICKER)))
    said = all_said(read(tmp_path, "day.tick", "** TICKER **\nFerry late\nFerry later\n", limits))
    assert said == [
        {"place": "day.tick#1", "shape": "ticker", "title": "Ferry late"},
        {"place": "day.tick#2", "shape": "ticker", "title": "Ferry later"},
    ]


def test_what_the_own_reader_does_not_know_goes_to_the_shipped_ones(tmp_path):
    limits = ReadLimits(readers=own(tmp_path, TICKER))
    [said] = all_said(read(tmp_path, "a.jsonl", '{"title": "Ferry late", "body": "It was."}\n', limits))
    assert said["shape"] == "jsonl"


def test_an_own_reader_is_asked_inside_archives_too(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("day.tick", "** TICKER **\nFerry late\n")
    [said] = all_said(read(tmp_path, "week.zip", packed.getvalue(), ReadLimits(readers=own(tmp_path, TICKER))))
    assert (said["shape"], said["title"]) == ("ticker", "Ferry late")


def test_a_reader_of_the_same_shape_takes_the_place_of_the_shipped_one(tmp_path):
    files = own(tmp_path, TICKER.replace('Reader("ticker"', 'Reader("text"'), "text.py")
    assert [reader.shape for reader in all_readers(files)].count("text") == 1
    assert all_readers(files)[0].shape == "text"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("READER = 1", "offers no reader; end it with READER = Reader(shape, sniff, read)"),
        ("", "offers no reader; end it with READER = Reader(shape, sniff, read)"),
        ("import nowhere_at_all", "cannot be loaded (ModuleNotFoundError: No module named 'nowhere_at_all')"),
        ("def (", "cannot be loaded (SyntaxError"),
    ],
)
def test_a_file_that_offers_no_reader_is_refused_with_the_mend(tmp_path, code, said):
    with pytest.raises(ReaderError) as refused:
        read_limits(Settings(readers=own(tmp_path, code, "mine.py")))
    assert f"{tmp_path / 'mine.py'}: {said}" in str(refused.value)


def test_a_reader_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ReaderError, match="cannot be loaded"):
        read_limits(Settings(readers=(tmp_path / "gone.py",)))
    with pytest.raises(ReaderError, match="not a Python file"):
        read_limits(Settings(readers=(tmp_path / "gone.txt",)))


@pytest.mark.parametrize(
    ("sniff", "read_", "said"),
    [
        ("return CERTAIN", "yield 1 / 0", "(ZeroDivisionError: division by zero) in your own reader, {file}, line 9;"),
        (
            "return head.words",
            "yield blob",
            "'Head' object has no attribute 'words') in your own reader, {file}, line 5;",
        ),
        ("return CERTAIN", "yield blob.article('x', None)", "in your own reader, {file}, line 9; mend it there"),
        ("return 'sure'", "yield blob", "your own reader {file} is wrong: sniff gave str instead of a number"),
        ("return CERTAIN", "yield {'title': 'x'}", "reader {file} is wrong: read gave dict instead of blob.article(…)"),
        ("return CERTAIN", "pass", "reader {file} is wrong: read gave NoneType instead of articles; `yield` each"),
    ],
)
def test_what_fails_in_an_own_reader_names_the_file_and_not_the_makers_of_copydesk(tmp_path, sniff, read_, said):
    code = "from tasks.read.registry import CERTAIN, Reader\n\n\n"
    code += f"def sniff(head):\n    {sniff}\n\n\ndef read(blob):\n    {read_}\n\n\nREADER = Reader('x', sniff, read)\n"
    files = own(tmp_path, code)
    [held] = read(tmp_path, "day.tick", "Ferry late\n", ReadLimits(readers=files))
    assert held.reason == "read_failed"
    assert said.format(file=files[0]) in held.detail
    assert "report it" not in held.detail


def test_a_file_named_from_the_folder_of_work_is_named_too(tmp_path, monkeypatch):
    own(tmp_path, TICKER.replace("            yield", "            1 / 0\n            yield"))
    monkeypatch.chdir(tmp_path)
    [held] = read(tmp_path, "day.tick", "** TICKER **\nFerry late\n", ReadLimits(readers=(Path("ticker.py"),)))
    assert f"in your own reader, {tmp_path / 'ticker.py'}, line 13" in held.detail


def test_what_fails_in_a_shipped_reader_is_to_be_reported_though_there_are_own_ones(tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.read.readers.text.decode", lambda *_: 1 / 0)
    [held] = read(tmp_path, "a.txt", "Ferry late\n\nIt was.\n", ReadLimits(readers=own(tmp_path, TICKER)))
    assert (held.reason, held.detail) == (
        "read_failed", "a.txt: reading failed (ZeroDivisionError: division by zero); report it, then replay",
    )  # fmt: skip
